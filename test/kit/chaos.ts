/** Bad days one after the other, each with a seed of its own. */

import { chaosScenario, playChaos } from '../../host-sim/chaos/chaos';
import { report } from '../../host-sim/scenario/report';
import { deepEqual, ok } from './assert';

/** Each must meet what is expected of it; one that does not says how to repeat it. */
export async function playDays(firstSeed: number, count: number): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const outcome = await playChaos(seed, 'node');
    const lines = report({ file: `seed ${seed}`, scenario: chaosScenario(seed), outcome });
    ok(outcome.met, [...lines, `npm run chaos -- --seed ${seed}`].join('\n'));
  }
}

export async function playBothEngines(firstSeed: number, count: number): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const [node, xs] = [await playChaos(seed, 'node'), await playChaos(seed, 'xs')];
    deepEqual(xs.tally, node.tally, `seed ${seed}`);
    deepEqual(xs.results, node.results, `seed ${seed}`);
  }
}
