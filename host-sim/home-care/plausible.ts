/** What a measurement can be: what is beyond is a fault of a sensor or of a sender, and nobody is called for it. */

import { PRESSURE_LIMITS } from '../../firmware/sensors/blood-pressure/frame';
import type { Values } from './rules';

type Limits = Readonly<Record<string, readonly [number, number]>>;

const LIMITS: Readonly<Record<string, Limits>> = {
  reading: { temperature: [-40, 80], humidity: [0, 100] },
  'blood-pressure': PRESSURE_LIMITS,
};

export function isPlausible(leaf: string, values: Values): boolean {
  for (const [field, [least, most]] of Object.entries(LIMITS[leaf] ?? {})) {
    const value = values[field];
    if (typeof value === 'number' && !(value >= least && value <= most)) return false;
  }
  const { systolic, diastolic } = values;
  if (leaf !== 'blood-pressure' || typeof systolic !== 'number') return true;
  return typeof diastolic !== 'number' || diastolic < systolic;
}

const OLD_MS = 600_000;

/** Milliseconds since it was measured, when that is too long ago to say anything of now. */
export function ageOf({ timestamp }: Values, atMs: number): number | undefined {
  if (typeof timestamp !== 'number') return undefined;
  const ageMs = atMs - timestamp * 1_000;
  return ageMs > OLD_MS ? ageMs : undefined;
}
