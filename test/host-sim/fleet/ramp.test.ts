/** How fast the boards of a fleet are started. */

import { dueAt, rampPerS } from '../../../host-sim/fleet/ramp';
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

test('the first is due at once, all in the end, and none twice', () => {
  deepEqual(
    [0, 99, 100, 950, 5_000].map((ms) => dueAt(ms, 10, 10)),
    [1, 1, 2, 10, 10],
  );
  equal(dueAt(0, 1, 0), 0);
});
