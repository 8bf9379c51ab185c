/**
 * The power is cut at each single write to flash of a day at QoS 2, with connections that
 * break on the way; each day goes on from what the cut has left: nothing is lost, nothing
 * comes twice, and the order is kept.
 */

import { FAULTS } from '../../../host-sim/faults/catalogue';
import { parseScenario } from '../../../host-sim/scenario/parse-scenario';
import { type Outcome, play } from '../../../host-sim/scenario/play';
import { report } from '../../../host-sim/scenario/report';
import type { Scenario } from '../../../host-sim/scenario/scenario';
import { product } from '../../../host-sim/terminal';
import { fail, ok } from '../../kit/assert';
import { test } from '../../kit/test';

/**
 * In the short run not each write is cut, but each of the six that a reading at QoS 2 has, in
 * turn; in the long one each, or with CUT_EVERY=5 every fifth.
 */
const STEP = process.env['TEST_LONG'] ? Number(process.env['CUT_EVERY'] ?? 1) : 61;

function dayWith(write: number): Scenario {
  const text = `
title: A day at QoS 2, and a power cut at write ${write}
board: { every: 30m, id: board, qos: 2 }
lasts: 24h
timeline:
  - { at: 1s, fault: power.cut-at-write, with: { write: ${write}, offMs: 2000 } }
  - { at: 2h, fault: wifi.gone, for: 2h }
  - { at: 6h, fault: tcp.half-open, for: 40m }
  - { at: 9h, fault: broker.no-acknowledgement, for: 31m }
  - { at: 12h, fault: broker.down, for: 3h }
  - { at: 18h, fault: tcp.reset }
  - { at: 23h, expect: status online, within: 5m }
expect: { lost: 0, duplicates: 0, order: kept, dropped: 0 }
`;
  const parsed = parseScenario(text, { faults: FAULTS, readClimate: () => fail('no climate') });
  return parsed.ok ? parsed.scenario : fail(parsed.problems.map(({ message }) => message).join());
}

async function playDay(
  scenario: Scenario,
): Promise<{ readonly outcome: Outcome; readonly boots: number }> {
  let boots = 0;
  const outcome = await play(scenario, {
    ...product(),
    ...{ engine: 'node', time: 'virtual' },
    log: (event) => {
      if (event.event === 'boot') boots++;
    },
  });
  return { outcome, boots };
}

test(`power cuts at every ${STEP === 1 ? '' : `${STEP}th `}write of a day at QoS 2, until a day passes untouched`, async () => {
  let write = 1;
  for (let isCut = true; isCut; write += STEP) {
    const scenario = dayWith(write);
    const { outcome, boots } = await playDay(scenario);
    ok(outcome.met, report({ file: `write ${write}`, scenario, outcome }).join('\n'));
    isCut = boots > 1;
  }
  ok(write > 250, `a day has ${write} writes only`);
});
