/**
 * Text on the wire: UTF-8 Encoded Strings, MQTT 3.1.1 clause 1.5.3.
 *
 * Strings are never walked by index (on the chip an index is a code point, on a
 * desk a UTF-16 unit, and each access costs slots); bytes are.
 */

/** The UTF-8 of `text`, in a buffer of its own. */
export function toBytes(text: string): Uint8Array {
  return new Uint8Array(ArrayBuffer.fromString(text));
}

/** XS takes a range too, which its own declarations do not mention. */
type FromArrayBuffer = (buffer: ArrayBufferLike, byteOffset: number, byteLength: number) => string;

/**
 * The string in `bytes[start, end)`, which must have passed {@link inspect}: XS
 * itself lets overlong forms, surrogates and worse through.
 */
export function toText(bytes: Uint8Array, start: number, end: number): string {
  const from = bytes.byteOffset + start;
  return (String.fromArrayBuffer as FromArrayBuffer)(bytes.buffer, from, end - start);
}

export const TEXT_PLAIN = 0;
/** Contains `+` or `#`, which have a meaning in topic filters. */
export const TEXT_WILDCARD = 1;
/** Not well-formed UTF-8, a surrogate, or U+0000. */
export const TEXT_MALFORMED = 2;

/**
 * Says in one pass whether `bytes[start, end)` may stand in a packet
 * [MQTT-1.5.3-1, MQTT-1.5.3-2], and whether it holds a wildcard.
 */
export function inspect(bytes: Uint8Array, start: number, end: number): number {
  if (isPlainAscii(bytes, start, end)) return TEXT_PLAIN;
  let result = TEXT_PLAIN;
  let at = start;
  while (at < end) {
    const lead = bytes[at++]!;
    if (lead < 0x80) {
      if (lead <= 0x2b) {
        if (lead === 0x2b || lead === 0x23) result = TEXT_WILDCARD;
        else if (lead === 0) return TEXT_MALFORMED;
      }
    } else {
      at = afterSequence(bytes, at, end, lead);
      if (at === 0) return TEXT_MALFORMED;
    }
  }
  return result;
}

/**
 * The same of a text and its bytes. A text of ASCII, which most are, is looked
 * through by the engine itself, at a small part of the cost.
 */
export function inspectText(text: string, bytes: Uint8Array): number {
  // As many bytes as characters is ASCII, whichever way an engine counts characters.
  // eslint-disable-next-line chip/no-utf16-index
  if (bytes.length !== text.length) return inspect(bytes, 0, bytes.length);
  if (text.includes('\u0000')) return TEXT_MALFORMED;
  return text.includes('+') || text.includes('#') ? TEXT_WILDCARD : TEXT_PLAIN;
}

/** The highest bit of each byte of a word. */
const HIGH_BITS = 0x8080_8080 | 0;
const ONES = 0x0101_0101;
/** `#` four times; `+` differs from it in the bit that {@link NOT_PLUS} leaves out. */
const HASHES = 0x2323_2323;
const NOT_PLUS = 0xf7f7_f7f7 | 0;

/**
 * True for ASCII without U+0000, `+` and `#`, four bytes at a time: XS pays for
 * steps, not for bits. May be false for such a text too, and then costs a second look.
 */
function isPlainAscii(bytes: Uint8Array, start: number, end: number): boolean {
  const words = new DataView(bytes.buffer, bytes.byteOffset);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = words.getInt32(at);
    const marks = (word & NOT_PLUS) ^ HASHES;
    // A byte that is 0 borrows from above when 1 is taken away, and sets its highest bit.
    const zeros = ((word - ONES) & ~word) | ((marks - ONES) & ~marks);
    if ((word | zeros) & HIGH_BITS) return false;
  }
  for (; at < end; ++at) {
    const byte = bytes[at]!;
    if (byte <= 0x2b || byte >= 0x80) return false;
  }
  return true;
}

/** Checks the bytes behind `lead` (RFC 3629 clause 4); returns where they end, or 0 when they are wrong. */
function afterSequence(bytes: Uint8Array, at: number, end: number, lead: number): number {
  let more: number;
  let lowest = 0x80;
  let highest = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) more = 1;
  else if (lead >= 0xe0 && lead <= 0xef) {
    more = 2;
    if (lead === 0xe0) lowest = 0xa0;
    else if (lead === 0xed) highest = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    more = 3;
    if (lead === 0xf0) lowest = 0x90;
    else if (lead === 0xf4) highest = 0x8f;
  } else return 0;
  if (at + more > end) return 0;
  const second = bytes[at]!;
  if (second < lowest || second > highest) return 0;
  for (let i = 1; i < more; i++) {
    if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  }
  return at + more;
}
