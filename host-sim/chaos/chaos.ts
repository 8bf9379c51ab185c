/** Bad days, played. */

import type { EngineName } from '../engine/choose-engine';
import { FAULTS } from '../faults/catalogue';
import { parseScenario } from '../scenario/parse-scenario';
import { type Outcome, play } from '../scenario/play';
import type { Scenario } from '../scenario/scenario';
import { product } from '../terminal';
import { chaosDay } from './chaos-day';

/** The day of a seed, ready to be played. */
export function chaosScenario(seed: number): Scenario {
  const parsed = parseScenario(chaosDay(seed, FAULTS), {
    faults: FAULTS,
    readClimate: () => ({ missing: 'a bad day has the usual climate' }),
  });
  if (parsed.ok) return parsed.scenario;
  throw new Error(`seed ${seed}: ${parsed.problems.map(({ message }) => message).join('; ')}`);
}

export function playChaos(
  seed: number,
  engine: EngineName,
  onTime?: (elapsedMs: number) => void,
): Promise<Outcome> {
  const options = { ...product(), engine, time: 'virtual' as const, log: () => {} };
  return play(chaosScenario(seed), { ...options, ...(onTime && { onTime }) });
}
