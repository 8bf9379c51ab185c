/**
 * From the pulse widths of an answer to its five bytes. Allocates nothing.
 *
 *     high 20-40 | low 80, high 80 | 40 × (low 50, high 26 or 70) | low 50, then idle
 *     released     response          bits, the highest first        the sensor lets go
 *
 * A recording may begin anywhere before the first bit and end anywhere after
 * the last one, so the bits are found from the end. Sensors differ by ±20 % in
 * their clocks, and a long cable with a weak pull-up makes every low longer and
 * every high shorter; so the highs are compared with each other: they are of two
 * kinds, and each must be close to the mean of its kind. One that is not, for
 * instance because an edge came late, makes the answer `distorted`: no guesses.
 * What changes a pulse from one kind right into the other is left to the checksum.
 */

import type { MeasurementFailure } from './failures';

export type PulseFailure = Extract<MeasurementFailure, 'timeout' | 'short frame' | 'distorted'>;

const BITS = 40;

/** Shorter pulses are noise; the shortest real one has 22 µs, less what the clock and the cable take. */
const GLITCH_US = 7;
/** A longer high than any in a frame (85 µs and 20 %): the line is idle. */
const IDLE_US = 110;
/** The response's high: 75 to 85 µs, less 20 % and a slow rise, or more. */
const RESPONSE_HIGH_MIN_US = 45;
const RESPONSE_HIGH_MAX_US = 105;
/** The response's low, against the mean low of the bits: 75/55 is the least by the sheet, a bit's own is near 1. */
const RESPONSE_LOW_RATIO = 1.2;

/** Mean low: 48 to 55 µs, less 20 %, or more and a slow rise. */
const LOW_MIN_US = 30;
const LOW_MAX_US = 90;
/** Mean high of the zeros: 30 µs and 20 %. */
const ZERO_MAX_US = 40;
/** Mean high of the ones: 68 to 75 µs, less 20 % and a slow rise, or more. */
const ONE_MIN_US = 45;
const ONE_MAX_US = 95;
/** The same where there are none, by the sheet. */
const ONE_TYP_US = 70;
/** How far a high may be from its kind's mean, as a part of the distance between the kinds. */
const TOLERANCE = 1 / 4;
const INT16_MAX = 32_767;

/**
 * Decodes `widths[0, count)` (the form is in ports/pulse-line.ts) into five
 * bytes, unchecked. Merges glitches in place, so `widths` is scratch afterwards;
 * on a failure so is `into`.
 *
 * `timeout`: there is no answer. `short frame`: bits are missing at one end.
 * `distorted`: some pulses are unclear, or there are too many.
 */
export function decodePulses(
  widths: Int16Array,
  count: number,
  into: Uint8Array,
): PulseFailure | undefined {
  const merged = mergeGlitches(widths, count);
  const begin = widths[0]! > 0 ? 1 : 0;
  let pairs = (merged - begin) >> 1;
  if (pairs > 0 && widths[begin + 2 * pairs - 1]! > IDLE_US) pairs--;
  if (pairs <= 0) return 'timeout';
  if (pairs < BITS) return 'short frame';

  const bits = begin + 2 * (pairs - BITS);
  const lowUs = meanLow(widths, bits);
  if (lowUs < LOW_MIN_US || lowUs > LOW_MAX_US) return 'distorted';
  return checkHead(widths, bits, lowUs * RESPONSE_LOW_RATIO) ?? readBits(widths, bits, lowUs, into);
}

/**
 * A glitch joins the pulse before it, and the pulse after it, which has the same
 * level, follows. The first pulse may be short because the recording began in
 * it, the last because it ended there; the latter is dropped.
 */
function mergeGlitches(widths: Int16Array, count: number): number {
  let kept = 0;
  for (let at = 0; at < count; at++) {
    const width = widths[at]!;
    if (kept === 0 || width >= GLITCH_US || width <= -GLITCH_US) widths[kept++] = width;
    else if (++at < count) {
      const joined = widths[kept - 1]! - width + widths[at]!;
      widths[kept - 1] = Math.max(-INT16_MAX, Math.min(INT16_MAX, joined));
    }
  }
  return kept;
}

function meanLow(widths: Int16Array, bits: number): number {
  let sum = 0;
  for (let bit = 0; bit < BITS; bit++) sum -= widths[bits + 2 * bit]!;
  return sum / BITS;
}

/** What stands before the bits must be the response; where nothing does, the first bit must not be it. */
function checkHead(
  widths: Int16Array,
  bits: number,
  responseLowMinUs: number,
): PulseFailure | undefined {
  const response = bits - 2;
  if (response >= 0) {
    const highUs = widths[response + 1]!;
    const isHigh = highUs >= RESPONSE_HIGH_MIN_US && highUs <= RESPONSE_HIGH_MAX_US;
    const isLow = -widths[response]! >= responseLowMinUs;
    if (isHigh && isLow) return undefined;
    // The recording may have begun in the middle of the response's low.
    if (!isHigh || response > 0) return 'distorted';
  }
  return -widths[bits]! >= responseLowMinUs ? 'short frame' : undefined;
}

/** Sorts the highs into two kinds, and reads bits where every pulse clearly belongs to one. */
function readBits(
  widths: Int16Array,
  bits: number,
  lowUs: number,
  into: Uint8Array,
): PulseFailure | undefined {
  let shortest = INT16_MAX;
  let longest = 0;
  for (let at = bits + 1, end = bits + 2 * BITS; at < end; at += 2) {
    const highUs = widths[at]!;
    if (highUs < shortest) shortest = highUs;
    if (highUs > longest) longest = highUs;
  }
  const splitUs = longest < ONE_MIN_US ? longest : (shortest + longest) / 2;

  let ones = 0;
  let onesUs = 0;
  let zerosUs = 0;
  for (let at = bits + 1, end = bits + 2 * BITS; at < end; at += 2) {
    const highUs = widths[at]!;
    if (highUs > splitUs) {
      ones++;
      onesUs += highUs;
    } else zerosUs += highUs;
  }
  // The shortest is no longer than the split, so there is always a zero.
  const zeroUs = zerosUs / (BITS - ones);
  const oneUs = ones > 0 ? onesUs / ones : ONE_TYP_US;
  if (zeroUs > ZERO_MAX_US || oneUs < ONE_MIN_US || oneUs > ONE_MAX_US) return 'distorted';
  const toleranceUs = (oneUs - zeroUs) * TOLERANCE;

  for (let bit = 0; bit < BITS; bit++) {
    const at = bits + 2 * bit;
    // An edge that came late takes from the next pulse; two bits without an edge between them add up.
    const ownLowUs = -widths[at]!;
    if (ownLowUs < lowUs / 2 || ownLowUs > lowUs * 2) return 'distorted';
    const highUs = widths[at + 1]!;
    const one = highUs > splitUs;
    if (Math.abs(highUs - (one ? oneUs : zeroUs)) > toleranceUs) return 'distorted';
    const byte = bit >> 3;
    into[byte] = (into[byte]! << 1) | (one ? 1 : 0);
  }
  return undefined;
}
