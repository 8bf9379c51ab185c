/** How fast the boards of a fleet are started. */

import { Ramp, rampPerS } from '../../../host-sim/fleet/ramp';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

test('starting takes a whole number of intervals, so that samples are spread evenly over each', () => {
  for (const boards of [1, 50, 999, 5_000, 10_000, 28_000]) {
    for (const intervalMs of [1_000, 10_000, 300_000]) {
      const perS = rampPerS(boards, intervalMs);
      const intervals = (boards / perS / intervalMs) * 1_000;
      const stray = Math.abs(intervals - Math.round(intervals));
      ok(stray < 1e-9 && intervals > 0.5, `${boards} every ${intervalMs} ms: ${intervals}`);
      ok(perS <= 500, `${perS} a second`);
    }
  }
  equal(rampPerS(10_000, 10_000), 500);
});

function due(perS: number, count: number, times: readonly number[], longest?: number): number[] {
  const ramp = new Ramp(perS, count, 0, longest);
  return times.map((ms) => ramp.dueAt(ms));
}

test('the first is due at once, all in the end, and none twice', () => {
  deepEqual(due(20, 3, [0, 49, 50, 99, 100, 150, 250]), [1, 1, 2, 2, 3, 3, 3]);
  deepEqual(due(1, 0, [0]), [0]);
});

test('time in which the process stood still is made up for only where that is wanted', () => {
  const times = [0, 50, 5_050, 5_100];
  deepEqual(due(100, 1_000, times, 100), [1, 6, 16, 21]);
  deepEqual(due(100, 1_000, times), [1, 6, 506, 511]);
});
