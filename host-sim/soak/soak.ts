/** A long time on XS, a reading a minute: whether the heap stays as large as it was on the first day. */

import { FAULTS } from '../faults/catalogue';
import { parseScenario } from '../scenario/parse-scenario';
import { type Outcome, play } from '../scenario/play';
import type { Scenario } from '../scenario/scenario';
import { product } from '../terminal';

const DAY_MS = 86_400_000;
/** A meter is read at the end of the turn in which a collection came: what the turn had left differs by so much. */
const STRAY_SLOTS = 256;

export interface Soak {
  readonly outcome: Outcome;
  /** For each day the fewest slots in use: those of the moment behind a garbage collection. */
  readonly slots: readonly number[];
  /** Slots that the last day has more than the second, on which all is there that is made once. */
  readonly grown: number;
  readonly isFlat: boolean;
}

/** Days with a Wi-Fi that goes away for an hour each. */
export function soakScenario(days: number, seed: number): Scenario {
  const text = [
    `title: ${days} days, a reading a minute`,
    'board: { every: 60s, id: soak }',
    `seed: ${seed}`,
    `lasts: ${days}d`,
    'timeline:',
    ...Array.from(
      { length: days },
      (_, day) => `  - { at: ${day * 24 + 12}h, fault: wifi.gone, for: 1h }`,
    ),
    'expect: { lost: 0, order: kept, dropped: 0 }',
  ].join('\n');
  const parsed = parseScenario(text, {
    faults: FAULTS,
    readClimate: () => ({ missing: 'it has the usual climate' }),
  });
  if (parsed.ok) return parsed.scenario;
  throw new Error(parsed.problems.map(({ message }) => message).join('; '));
}

export async function soak(
  days: number,
  seed: number,
  onTime: (elapsedMs: number) => void = () => {},
): Promise<Soak> {
  const slots = Array.from({ length: days }, () => Infinity);
  let day = 0;
  const outcome = await play(soakScenario(days, seed), {
    ...product(),
    ...{ engine: 'xs', time: 'virtual', log: () => {} },
    onTime: (elapsedMs) => {
      day = Math.min(days - 1, Math.floor(elapsedMs / DAY_MS));
      onTime(elapsedMs);
    },
    onMeter: ({ currentHeapCount }) => {
      slots[day] = Math.min(slots[day]!, currentHeapCount);
    },
  });
  const grown = slots.at(-1)! - (slots[1] ?? slots[0]!);
  return { outcome, slots, grown, isFlat: grown <= STRAY_SLOTS };
}
