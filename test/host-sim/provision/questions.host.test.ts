/** Answers are judged by the board as they are given, and asked for again while they are wrong. */

import { duplexPair, PassThrough } from 'node:stream';
import { test } from 'node:test';
import { settingsOf, type Texts } from '../../../firmware/station/flat-settings';
import { KeptSettings } from '../../../firmware/station/kept-settings';
import { Provisioning } from '../../../firmware/station/provisioning';
import { checkSettings } from '../../../firmware/station/settings';
import { SimulatedFlash } from '../../../host-sim/board/flash';
import { BoardConsole } from '../../../host-sim/provision/board-console';
import { Ended, Prompt } from '../../../host-sim/provision/prompt';
import { ASKED, Questions } from '../../../host-sim/provision/questions';
import { deepEqual, equal, includes } from '../../kit/assert';
import '../../kit/test'; // gives this realm the chip's text conversions

/** A blank board that somebody sits before; what is asked is answered from `answers`. */
async function askedWith(
  answers: Readonly<Record<string, readonly string[]>>,
): Promise<{ kept: Texts; shown: string; error: unknown }> {
  const [near, far] = duplexPair();
  const kept = new KeptSettings(new SimulatedFlash());
  const console = {
    dropped: 0,
    write: (text: string) => void far.write(text),
    listen: ({ onReadable }: { onReadable: (bytes: Uint8Array) => void }) => {
      far.on('data', (bytes: Buffer) => {
        onReadable(Uint8Array.from(bytes));
      });
    },
  };
  new Provisioning(console, kept, {
    problems: (given) => {
      const checked = checkSettings(settingsOf({ model: 'DHT22', ...given }, 4));
      return checked.ok ? [] : checked.problems;
    },
    restart: () => undefined,
  }).listen();

  const input = Object.assign(new PassThrough(), { isTTY: true as const });
  const waiting = new Map(Object.entries(answers).map(([name, all]) => [name, [...all]]));
  let shown = '';
  const output = {
    write: (text: string): boolean => {
      shown += text;
      const name = text.trim();
      if (ASKED.includes(name)) input.write(waiting.get(name)?.shift() ?? '\n');
      return true;
    },
  };
  const prompt = new Prompt({ input, output });
  const board = new BoardConsole(near);
  let error: unknown;
  try {
    await new Questions(board, prompt, () => 'no PEM').ask();
    await board.ask('save');
  } catch (thrown) {
    error = thrown;
  } finally {
    prompt.close();
    board.close();
  }
  return { kept: kept.texts, shown, error };
}

test('a wrong answer is told at once and asked for again; what was right before it stays', async () => {
  const { kept, shown, error } = await askedWith({
    WIFI_SSID: ['\n', 'home\n'],
    WIFI_PASSWORD: ['abc\n', 'long enough\n'],
    MQTT_HOST: ['broker.local\n'],
    MQTT_PORT: ['x\n', '1884\n'],
    MQTT_PASSWORD: ['alone\n', '\n'],
    MQTT_CA: ['ca.pem\n', '\n'],
    PAYLOAD_KEY: ['abc\n', '\n'],
    DEVICE_ID: ['a/b\n', 'good\n'],
  });
  equal(error, undefined);
  deepEqual(kept, {
    ...{ ssid: 'home', wifipassword: 'long enough', host: 'broker.local', port: '1884' },
    id: 'good',
  });
  for (const told of [
    'WIFI_SSID is missing',
    'WIFI_PASSWORD has 3 bytes',
    'MQTT_PORT is a string',
    'MQTT_PASSWORD needs MQTT_USER beside it',
    'MQTT_CA',
    'PAYLOAD_KEY is refused',
    'DEVICE_ID is "a/b"',
  ]) {
    includes(shown, `\n  ${told}`);
  }
  equal(shown.split('MQTT_HOST ').length, 2, 'asked for once');
});

test('Ctrl-D ends it, and nothing is kept', async () => {
  const { kept, error } = await askedWith({
    WIFI_SSID: ['home\n'],
    MQTT_HOST: ['broker.local\n'],
    MQTT_USER: ['\u0004'],
  });
  equal(error instanceof Ended, true);
  deepEqual(kept, {});
});
