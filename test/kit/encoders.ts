/** What every encoder must keep to, whichever packet it writes. */

import { NO_ROOM } from '../../firmware/mqtt/encode';
import { deepEqual, equal } from './assert';
import { test } from './test';

export type Encode = (out: Uint8Array, at: number, end: number) => number;

/** Bytes before and behind a packet, which no encoder may touch. */
const MARGIN = 5;
/** Two patterns without a common bit: a byte that is skipped differs from one of them. */
const PATTERNS: readonly number[] = [0xa5, 0x5a];

/**
 * Declares a test: `encode` writes `expected` at an offset into exactly the room
 * that it needs, leaves its neighbours alone, and writes nothing into less.
 */
export function writes(sentence: string, encode: Encode, expected: Uint8Array): void {
  test(sentence, () => {
    checkWrites(encode, expected);
  });
}

/** The same inside a test. */
export function checkWrites(encode: Encode, expected: Uint8Array): void {
  const size = expected.length;
  const end = MARGIN + size;
  for (const pattern of PATTERNS) {
    const untouched = new Uint8Array(size + 2 * MARGIN).fill(pattern);
    const written = untouched.slice();
    written.set(expected, MARGIN);

    const out = untouched.slice();
    equal(encode(out, MARGIN, end), end, 'the position behind the packet');
    deepEqual(out, written);

    for (const short of [end - 1, MARGIN + 1, MARGIN, 0]) {
      const full = untouched.slice();
      equal(encode(full, MARGIN, short), NO_ROOM, `with room up to ${short}`);
      deepEqual(full, untouched, `with room up to ${short}`);
    }
  }
}
