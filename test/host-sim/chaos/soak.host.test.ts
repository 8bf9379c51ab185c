/** A month on XS, a reading a minute, with a Wi-Fi that goes away every day: the heap stays as it was. */

import { test } from 'node:test';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { soak, soakScenario } from '../../../host-sim/soak/soak';
import { report } from '../../../host-sim/scenario/report';
import { ok } from '../../kit/assert';
import { inLong, often } from '../../kit/long';
import { noXs } from '../../kit/xs/program';

installText(nodeText); // the firmware's own checks use the chip's conversions of text

const days = often(2, 30);

test(`${inLong(days)} days on XS leave the heap as it was`, { skip: noXs }, async (t) => {
  const { outcome, slots, grown, isFlat } = await soak(days.numRuns, 1);
  const scenario = soakScenario(days.numRuns, 1);
  ok(outcome.met, report({ file: 'soak', scenario, outcome }).join('\n'));
  t.diagnostic(`${slots.at(-1)} slots, ${grown} more than on the second day`);
  ok(isFlat, `slots by day: ${slots.join(' ')}`);
});
