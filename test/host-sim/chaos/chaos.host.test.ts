/**
 * Bad days at random: nothing that was accepted is lost, at QoS 2 nothing comes twice, the
 * order is kept, and the station is back in bounded time. On XS they come to the same.
 */

import { chaosDay } from '../../../host-sim/chaos/chaos-day';
import { FAULTS } from '../../../host-sim/faults/catalogue';
import { equal, ok } from '../../kit/assert';
import { playBothEngines, playDays } from '../../kit/chaos';
import { inLong, often } from '../../kit/long';
import { test } from '../../kit/test';
import { noXs } from '../../kit/xs/program';

/** Of 1,000 days; CHAOS_DAYS is another number. */
const HALF = Number(process.env['CHAOS_DAYS'] ?? 1_000) / 2;
const days = often(3, HALF);
const onXs = often(1, 5);
/** Each file of this test has seeds of its own, at QoS 1 and 2 in turn. */
const FIRST_SEED = (days.seed ?? 1) * 2;

test(`${inLong(days)} bad days at QoS 1 and 2`, () => playDays(FIRST_SEED, days.numRuns));

test(`${inLong(onXs)} of them on XS, with the same result`, { skip: noXs }, () =>
  playBothEngines(FIRST_SEED, onXs.numRuns),
);

test('a bad day is the same each time, and another one of another seed', () => {
  equal(chaosDay(7, FAULTS), chaosDay(7, FAULTS));
  ok(chaosDay(7, FAULTS) !== chaosDay(8, FAULTS));
});
