/** The conversation with a cuff. */

import { Cuff } from '../../../../firmware/sensors/blood-pressure/cuff';
import { Life } from '../../../../host-sim/board/life';
import { serialLineOf } from '../../../../host-sim/board/pins';
import { deepEqual } from '../../../kit/assert';
import { ascii } from '../../../kit/ascii';
import { test } from '../../../kit/test';
import { pass, VirtualClock } from '../../../kit/virtual-clock';

const MEASURED = { systolic: 122, diastolic: 76, pulse: 68 };
const LINE = '$BP,122,76,68*00\r\n';

function fixture(...answers: (string | undefined)[]) {
  const clock = new VirtualClock();
  const heard: number[][] = [];
  const device = {
    hear: (bytes: Uint8Array) => {
      heard.push(Array.from(bytes));
      const answer = answers.shift();
      return answer === undefined ? undefined : { answer: ascii(answer), afterMs: 25_000 };
    },
  };
  const pins = { devices: new Map(), levels: new Map(), serial: new Map([[16, device]]) };
  const io = serialLineOf(pins, clock, new Life());
  const cuff = new Cuff({ io, receive: 16, transmit: 17, clock });
  const results: unknown[] = [];
  const measure = (): void => {
    cuff.measure((result, ticksMs) => results.push([result, ticksMs]));
  };
  return { clock, cuff, heard, results, measure };
}

test('it is told to measure, and says what it found', async () => {
  const { clock, heard, results, measure } = fixture(LINE);
  measure();
  await pass(clock, 30_000);
  deepEqual(heard, [[0x4d, 0x0d, 0x0a]]);
  deepEqual(results, [[MEASURED, 25_000]]);
});

test('while it measures another wish is ignored', async () => {
  const { clock, heard, results, measure } = fixture(LINE, LINE);
  measure();
  await pass(clock, 1_000);
  measure();
  await pass(clock, 60_000);
  deepEqual([heard.length, results.length], [1, 1]);
});

test('one that is switched off is given up after a minute and a half, and may be asked again', async () => {
  const { clock, results, measure } = fixture(undefined, LINE);
  measure();
  await pass(clock, 90_000);
  deepEqual(results, [['no answer', 90_000]]);
  measure();
  await pass(clock, 25_000);
  deepEqual(results[1], [MEASURED, 115_000]);
});

test('noise before a line spoils it, and the next is whole again', async () => {
  const { clock, results, measure } = fixture(`${'x'.repeat(60)}${LINE}`, `?${LINE}`, LINE);
  for (let i = 0; i < 3; i++) {
    measure();
    await pass(clock, 30_000);
  }
  deepEqual(
    results.map((result) => (result as unknown[])[0]),
    ['overrun', 'malformed', MEASURED],
  );
});

test('what nobody asked for is dropped', async () => {
  const { clock, results, measure } = fixture(`${LINE}${LINE}`);
  measure();
  await pass(clock, 30_000);
  deepEqual(results.length, 1);
});

test('a cuff that is closed calls nobody', async () => {
  const { clock, cuff, results, measure } = fixture(LINE);
  measure();
  cuff.close();
  await pass(clock, 100_000);
  deepEqual(results, []);
});
