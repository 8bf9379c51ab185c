/** The second half of the bad days at random, for the other processor; the first is in chaos.host.test.ts. */

import { playBothEngines, playDays } from '../../kit/chaos';
import { inLong, often } from '../../kit/long';
import { test } from '../../kit/test';
import { noXs } from '../../kit/xs/program';

/** Of 1,000 days; CHAOS_DAYS is another number. */
const HALF = Number(process.env['CHAOS_DAYS'] ?? 1_000) / 2;
const days = often(1, HALF);
const onXs = often(1, 5);
/** Each file of this test has seeds of its own, at QoS 1 and 2 in turn. */
const FIRST_SEED = (days.seed ?? 1) * 2 + 1_000_000;

test(`${inLong(days)} bad days at QoS 1 and 2`, () => playDays(FIRST_SEED, days.numRuns));

test(`${inLong(onXs)} of them on XS, with the same result`, { skip: noXs }, () =>
  playBothEngines(FIRST_SEED, onXs.numRuns),
);
