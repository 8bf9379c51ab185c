/**
 * A record of the log: twelve bytes of header, and a body that never changes.
 *
 *     0    kind
 *     1    state: bits that are cleared as the record ages; see below
 *     2-3  length of the body
 *     4-5  CRC-16 of kind, length, flags, detail and body
 *     6    flags
 *     7    detail, whose meaning depends on the kind
 *     8-9  packet identifier, written when a message is sent first
 *     10   turn of the PUBREC, written when that has come (2 bytes)
 *     12   body, up to a multiple of four bytes
 *
 * Erased flash is all ones, and ones are cleared without an erase: so a message is
 * marked in its place, and needs no second record for it. Numbers are big-endian.
 */

import { CRC_BEGIN, crc16 } from './crc16';

export const HEADER_BYTES = 12;
/** What an erased byte holds; no kind has this number. */
export const ERASED = 0xff;

export const STATE_AT = 1;
export const ID_AT = 8;
export const TURN_AT = 10;
/** Identifier and turn before they are written. */
export const UNWRITTEN = 0xffff;

/** States: a bit that is 0 says it. */
export const NOT_SENT = 0x01;
export const NOT_RECEIVED = 0x02;
export const NOT_QOS_1 = 0x04;
export const NOT_QOS_2 = 0x08;
/** One of these cleared is the end: a power cut may have kept the others. */
const ALIVE = 0xf0;
export const DEAD = 0x00;

/** A record that was moved has the key of its first place before its body. */
export const MOVED = 0x80;

export interface LogRecord {
  /** Where it is: grows along the log, and is the same for ever. */
  readonly position: number;
  readonly kind: number;
  readonly state: number;
  readonly flags: number;
  readonly detail: number;
  readonly id: number;
  readonly turn: number;
  readonly body: Uint8Array;
}

export function isAlive({ state }: LogRecord): boolean {
  return (state & ALIVE) === ALIVE;
}

/** Bytes of a record on flash. */
export function sizeOf(bodyBytes: number): number {
  return HEADER_BYTES + ((bodyBytes + 3) & ~3);
}

/** A record as it is written. */
export function encodeRecord(record: Omit<LogRecord, 'position'>): Uint8Array {
  const { kind, state, flags, detail, id, turn, body } = record;
  const bytes = new Uint8Array(sizeOf(body.length)).fill(ERASED);
  bytes[0] = kind;
  bytes[STATE_AT] = state;
  put16(bytes, 2, body.length);
  bytes[6] = flags;
  bytes[7] = detail;
  put16(bytes, ID_AT, id);
  put16(bytes, TURN_AT, turn);
  bytes.set(body, HEADER_BYTES);
  put16(bytes, 4, checkOf(bytes, 0, body.length));
  return bytes;
}

/** The record at `at` of a block; undefined when there is none that is whole. */
export function decodeRecord(
  block: Uint8Array,
  at: number,
  position: number,
): LogRecord | undefined {
  if (at + HEADER_BYTES > block.length || block[at] === ERASED) return undefined;
  const length = get16(block, at + 2);
  if (at + HEADER_BYTES + length > block.length) return undefined;
  if (get16(block, at + 4) !== checkOf(block, at, length)) return undefined;
  const start = at + HEADER_BYTES;
  return {
    position,
    kind: block[at]!,
    state: block[at + STATE_AT]!,
    flags: block[at + 6]!,
    detail: block[at + 7]!,
    id: get16(block, at + ID_AT),
    turn: get16(block, at + TURN_AT),
    body: block.subarray(start, start + length),
  };
}

function checkOf(bytes: Uint8Array, at: number, length: number): number {
  let crc = crc16(CRC_BEGIN, bytes, at, at + 1);
  crc = crc16(crc, bytes, at + 2, at + 4);
  crc = crc16(crc, bytes, at + 6, at + 8);
  return crc16(crc, bytes, at + HEADER_BYTES, at + HEADER_BYTES + length);
}

export function get16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

export function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}

/** 32 bits; no shift, for those are signed. */
export function get32(bytes: Uint8Array, at: number): number {
  return get16(bytes, at) * 0x1_0000 + get16(bytes, at + 2);
}

export function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, Math.floor(value / 0x1_0000));
  put16(bytes, at + 2, value % 0x1_0000);
}
