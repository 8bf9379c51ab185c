/** Decoding a recording in a test as the sensor does, in a buffer that has been used. */

import { decodePulses } from '../../firmware/sensors/dht/pulses';

/** The five bytes, or the failure. */
export type Outcome = readonly number[] | string;

/** As many as the sensor reads at once. */
export const MOST_WIDTHS = 128;

export function decode(train: ArrayLike<number>): Outcome {
  const widths = new Int16Array(MOST_WIDTHS).fill(400); // whatever an earlier answer left
  const count = Math.min(train.length, MOST_WIDTHS);
  for (let i = 0; i < count; i++) widths[i] = train[i]!;
  const bytes = new Uint8Array(5).fill(0xff);
  return decodePulses(widths, count, bytes) ?? Array.from(bytes);
}
