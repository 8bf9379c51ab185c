/** Packets from their parts. */

import { bytes, type Part } from '../../kit/bytes';

/** Two bytes, the most significant first. */
export function two(number: number): Uint8Array {
  return bytes(number >> 8, number & 0xff);
}

/** A packet: its first byte, Remaining Length in as few bytes as can be, and the rest. */
export function packet(first: number, ...parts: Part[]): Uint8Array {
  const rest = bytes(...parts);
  return bytes(first, variableInteger(rest.length), rest);
}

/** Seven bits a byte, the least significant first; the highest bit says that more follow. */
export function variableInteger(number: number): Uint8Array {
  const digits: number[] = [];
  let left = number;
  do {
    digits.push((left & 0x7f) | (left >= 0x80 ? 0x80 : 0));
    left >>>= 7;
  } while (left > 0);
  return bytes(digits);
}

/** Where the packet that begins at `at` ends, or undefined while its header or its body is incomplete. */
export function endOfPacket(stream: ArrayLike<number>, at: number): number | undefined {
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const digit = stream[at + 1 + i];
    if (digit === undefined) return undefined;
    length += (digit & 0x7f) * 2 ** (7 * i);
    if (digit >= 0x80) continue;
    const end = at + 2 + i + length;
    return end <= stream.length ? end : undefined;
  }
  throw new Error('a Remaining Length of more than four bytes');
}
