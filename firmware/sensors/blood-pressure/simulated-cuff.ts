/**
 * A cuff that is not there: for want of the device, what one would say, with values that
 * drift between bounds. The simulator's board and the chip's example station both have it
 * at the other end of their serial line. It measures nobody.
 */

import type { Random } from '../../ports/random';
import type { BloodPressure } from './frame';
import { checkOf } from './frame';

/** How long it takes to measure. */
export const MEASURING_MS = 25_000;

/** Bounds of what a healthy person has, and how far it goes from one measurement to the next. */
const HEALTHY = Object.freeze(
  { systolic: [112, 134], diastolic: [68, 84], pulse: [58, 82], step: 4 },
  true,
);
/** What is added while it is high. */
const HIGH = Object.freeze({ systolic: 52, diastolic: 26, pulse: 24 });

export class SimulatedCuff {
  /** The person's pressure is high. */
  isHigh = false;
  /** It answers nothing. */
  isSilent = false;
  readonly #random: Random;
  readonly #byte = new Uint8Array(1);
  #now: BloodPressure = { systolic: 122, diastolic: 76, pulse: 68 };

  constructor(random: Random) {
    this.#random = random;
  }

  /** The line that it says next, its end included. */
  measure(): Uint8Array {
    const { systolic, diastolic, pulse } = this.#now;
    this.#now = {
      systolic: this.#drift(systolic, HEALTHY.systolic),
      diastolic: this.#drift(diastolic, HEALTHY.diastolic),
      pulse: this.#drift(pulse, HEALTHY.pulse),
    };
    return lineOf(this.isHigh ? raised(this.#now) : this.#now);
  }

  #drift(value: number, [least, most]: readonly number[]): number {
    this.#random.fill(this.#byte);
    const by = Math.round((this.#byte[0]! / 255) * 2 * HEALTHY.step - HEALTHY.step);
    return Math.max(least!, Math.min(most!, value + by));
  }
}

function raised({ systolic, diastolic, pulse }: BloodPressure): BloodPressure {
  return {
    systolic: systolic + HIGH.systolic,
    diastolic: diastolic + HIGH.diastolic,
    pulse: pulse + HIGH.pulse,
  };
}

/** `$BP,122,76,68*hh` and an end of line. */
function lineOf({ systolic, diastolic, pulse }: BloodPressure): Uint8Array {
  const body = bytesOf(`BP,${systolic},${diastolic},${pulse}`);
  const check = bytesOf(checkOf(body).toString(16).padStart(2, '0'));
  return Uint8Array.of(0x24, ...body, 0x2a, ...check, 0x0d, 0x0a);
}

/** Of ASCII. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text), (character) => character.codePointAt(0) ?? 0);
}
