/** Base64, RFC 4648 clause 4, with padding. */

import { toText } from '../text';

const PAD = 0x3d;

/** The character of a sextet, in ASCII. */
function digit(sextet: number): number {
  if (sextet < 26) return 0x41 + sextet; // A
  if (sextet < 52) return 0x61 + sextet - 26; // a
  if (sextet < 62) return 0x30 + sextet - 52; // 0
  return sextet === 62 ? 0x2b : 0x2f; // + and /
}

export function toBase64(data: Uint8Array): string {
  const { length } = data;
  const text = new Uint8Array(Math.ceil(length / 3) * 4).fill(PAD);
  let at = 0;
  for (let i = 0; i < length; i += 3) {
    const word = (data[i]! << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
    const digits = Math.min(4, length - i + 1);
    for (let k = 0; k < digits; k++) text[at + k] = digit((word >> (18 - 6 * k)) & 0x3f);
    at += 4;
  }
  return toText(text, 0, text.length);
}
