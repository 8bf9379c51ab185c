/** What a page asks for is checked. */

import { parseCommand } from '../../../host-sim/dashboard/act/parse-command';
import { deepEqual, throws } from '../../kit/assert';
import { test } from '../../kit/test';

test('parameters that are not said have their presets', () => {
  const text = JSON.stringify({
    do: 'begin',
    fault: 'tcp.slow',
    values: { delayMs: 90 },
    forMs: 5,
  });
  deepEqual(parseCommand(text), {
    ...{ do: 'begin', fault: 'tcp.slow', forMs: 5 },
    values: { delayMs: 90, jitterMs: 400 },
  });
});

const WRONG: readonly (readonly [unknown, string])[] = [
  [null, 'no object'],
  [{ do: 'rm -rf' }, 'no such command'],
  [{ do: 'speed', speed: 1e9 }, 'speed is no number from 0.1 to 100'],
  [{ do: 'speed', speed: 'fast' }, 'speed is no number'],
  [{ do: 'begin', fault: 'wifi.gnoe' }, 'no such fault'],
  [{ do: 'begin', fault: 'tcp.slow', values: { delayMs: -1 } }, 'delayMs is no number'],
  [{ do: 'begin', fault: 'wifi.gone', forMs: 0 }, 'forMs is no number'],
  [{ do: 'restart', seed: 1.5 }, 'no whole number'],
  [{ do: 'publish', topic: 'a/#', payload: '', qos: 0 }, 'neither # nor +'],
  [{ do: 'publish', topic: 'a', payload: 1, qos: 0 }, 'payload is no text'],
  [{ do: 'save', title: 'x'.repeat(200) }, 'title is no text'],
];

for (const [command, part] of WRONG) {
  test(`${JSON.stringify(command).slice(0, 60)} is refused`, () => {
    throws(() => parseCommand(JSON.stringify(command)), part);
  });
}

test('a climate’s name cannot leave its folder', () => {
  const climate = { name: '../../etc/pass wd', text: '0,20,50' };
  deepEqual(parseCommand(JSON.stringify({ do: 'restart', seed: 2, climate })), {
    ...{ do: 'restart', seed: 2 },
    climate: { name: '.._.._etc_pass wd', text: '0,20,50' },
  });
});
