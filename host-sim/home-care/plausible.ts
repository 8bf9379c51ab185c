/** What a measurement can be: what is beyond is a fault of a sensor or of a sender, and nobody is called for it. */

import { PRESSURE_LIMITS } from '../../firmware/sensors/blood-pressure/frame';
import type { Values } from './rules';

type Limits = Readonly<Record<string, readonly [number, number]>>;

const LIMITS: Readonly<Record<string, Limits>> = {
  reading: { temperature: [-40, 80], humidity: [0, 100] },
  'blood-pressure': PRESSURE_LIMITS,
};

/** What a message of a leaf must have to say anything. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, 'number' | 'boolean'>>>> = {
  reading: { temperature: 'number' },
  'blood-pressure': { systolic: 'number', diastolic: 'number' },
  door: { open: 'boolean' },
};

export function isPlausible(leaf: string, values: Values): boolean {
  for (const [field, type] of Object.entries(NEEDED[leaf] ?? {})) {
    if (typeof values[field] !== type) return false;
  }
  for (const [field, [least, most]] of Object.entries(LIMITS[leaf] ?? {})) {
    const value = values[field];
    if (typeof value === 'number' && !(value >= least && value <= most)) return false;
  }
  return leaf !== 'blood-pressure' || Number(values['diastolic']) < Number(values['systolic']);
}

const OLD_MS = 600_000;

/** Milliseconds since it was measured, when that is too long ago to say anything of now. */
export function ageOf({ timestamp }: Values, atMs: number): number | undefined {
  if (typeof timestamp !== 'number') return undefined;
  const ageMs = atMs - timestamp * 1_000;
  return ageMs > OLD_MS ? ageMs : undefined;
}
