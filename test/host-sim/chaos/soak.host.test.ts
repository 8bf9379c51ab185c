/** A month on XS, a reading a minute, with a Wi-Fi that goes away every day: the heap stays as it was. */

import { soak, soakScenario } from '../../../host-sim/soak/soak';
import { report } from '../../../host-sim/scenario/report';
import { ok } from '../../kit/assert';
import { inLong, often } from '../../kit/long';
import { test } from '../../kit/test';
import { noXs } from '../../kit/xs/program';

const days = often(2, 30);

test(`${inLong(days)} days on XS leave the heap as it was`, { skip: noXs }, async () => {
  const { outcome, slots, isFlat } = await soak(days.numRuns, 1);
  const scenario = soakScenario(days.numRuns, 1);
  ok(outcome.met, report({ file: 'soak', scenario, outcome }).join('\n'));
  ok(isFlat, `slots by day: ${slots.join(' ')}`);
});
