/** Checks of what a program passes in: misuse throws, and the message names the argument. */

import { toBytes } from './text';

/** `value`, a whole number from `least` to `most`; anything else, NaN too, is a RangeError that names `what`. */
export function whole(value: number, what: string, most: number, least = 0): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${what} ${value}: must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** The UTF-8 of `text`; a TypeError that names `what` when it is no string. */
export function textBytes(text: unknown, what: string, wanted = 'a string'): Uint8Array {
  if (typeof text !== 'string') throw new TypeError(`${what}: ${typeof text}, not ${wanted}`);
  return toBytes(text);
}

/** How many bytes `data` has; a TypeError that names `what` when it is no bytes. */
export function dataLength(data: unknown, what: string): number {
  return dataBytes(data, what).length;
}

/** The UTF-8 of text, and bytes as they are; a TypeError that names `what` for anything else. */
export function dataBytes(data: unknown, what: string): Uint8Array {
  // Bytes may come from another realm, where instanceof does not know them.
  if (typeof data !== 'string' && (data as Uint8Array | undefined)?.BYTES_PER_ELEMENT === 1) {
    return data as Uint8Array;
  }
  return textBytes(data, what, 'a string or bytes');
}
