/**
 * Bad days at random: nothing that was accepted is lost, at QoS 2 nothing comes twice, the
 * order is kept, and the station is back in bounded time. On XS they come to the same.
 */

import { test } from 'node:test';
import { chaosScenario, playChaos } from '../../../host-sim/chaos/chaos';
import { chaosDay } from '../../../host-sim/chaos/chaos-day';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { FAULTS } from '../../../host-sim/faults/catalogue';
import { report } from '../../../host-sim/scenario/report';
import { deepEqual, equal, ok } from '../../kit/assert';
import { inLong, often } from '../../kit/long';
import { noXs } from '../../kit/xs/program';

installText(nodeText); // the firmware's own checks use the chip's conversions of text

/** Of 1,000 days; CHAOS_DAYS is another number. */
const HALF = Number(process.env['CHAOS_DAYS'] ?? 1_000) / 2;
const days = often(3, HALF);
const onXs = often(1, 5);
/** Each file of this test has seeds of its own, at QoS 1 and 2 in turn. */
const FIRST_SEED = (days.seed ?? 1) * 2;

test(`${inLong(days)} bad days at QoS 1 and 2`, async () => {
  for (let day = 0; day < days.numRuns; day++) {
    const seed = FIRST_SEED + day;
    const outcome = await playChaos(seed, 'node');
    const lines = report({ file: `seed ${seed}`, scenario: chaosScenario(seed), outcome });
    ok(outcome.met, [...lines, `npm run chaos -- --seed ${seed}`].join('\n'));
  }
});

test(`${inLong(onXs)} of them on XS, with the same result`, { skip: noXs }, async () => {
  for (let day = 0; day < onXs.numRuns; day++) {
    const seed = FIRST_SEED + day;
    const [node, xs] = [await playChaos(seed, 'node'), await playChaos(seed, 'xs')];
    deepEqual(xs.tally, node.tally, `seed ${seed}`);
    deepEqual(xs.results, node.results, `seed ${seed}`);
  }
});

test('a bad day is the same each time, and another one of another seed', () => {
  equal(chaosDay(7, FAULTS), chaosDay(7, FAULTS));
  ok(chaosDay(7, FAULTS) !== chaosDay(8, FAULTS));
});
