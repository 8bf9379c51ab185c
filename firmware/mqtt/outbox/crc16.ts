/** CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xffff; four bits at a time, with a table of 16. */

const TABLE = Object.freeze([
  0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7, 0x8108, 0x9129, 0xa14a, 0xb16b,
  0xc18c, 0xd1ad, 0xe1ce, 0xf1ef,
]);

export const CRC_BEGIN = 0xffff;

/** Goes on with `bytes` from `start` to before `end`. */
export function crc16(crc: number, bytes: Uint8Array, start: number, end: number): number {
  let value = crc;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    value = ((value << 4) & 0xffff) ^ TABLE[(value >> 12) ^ (byte >> 4)]!;
    value = ((value << 4) & 0xffff) ^ TABLE[(value >> 12) ^ (byte & 0x0f)]!;
  }
  return value;
}
