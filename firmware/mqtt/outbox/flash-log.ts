/**
 * An append-only log in a ring of flash blocks. A block begins with a header that
 * numbers it; the highest number is the head, where records are appended, and the head
 * says which block is the tail, the oldest that matters.
 *
 *     tail            head
 *     | 41 | 42 | 43 | 44 |    |    |    free blocks, erased when they are begun
 *
 * A power cut leaves a block without a valid header, or a record without a valid
 * check sum behind which the block is not used any more: never half of anything.
 */

import type { FlashPartition } from '../../ports/flash';
import { CRC_BEGIN, crc16 } from './crc16';
import {
  decodeRecord,
  encodeRecord,
  ERASED,
  get16,
  get32,
  HEADER_BYTES,
  type LogRecord,
  put16,
  put32,
  sizeOf,
} from './record';

/** Magic, number, number of the tail, last packet identifier, CRC-16. */
const BLOCK_HEADER_BYTES = 16;
const MAGIC = 0x7078_7331; // "pxs1"

export class FlashLog {
  /** The number of the block that is written; -1 when there is none yet. */
  head = -1;
  /** The number of the oldest block that matters. */
  tail = 0;
  /** The last packet identifier, as the head's header has it; written into the next. */
  lastId = 0;
  readonly blocks: number;
  readonly blockBytes: number;
  readonly #partition: FlashPartition;
  /** Where the next record goes in the head. */
  #offset: number;

  constructor(partition: FlashPartition) {
    this.#partition = partition;
    this.blockBytes = partition.blockBytes;
    this.blocks = Math.floor(partition.byteLength / partition.blockBytes);
    this.#offset = this.blockBytes;
    for (let index = 0; index < this.blocks; index++) this.#find(index);
  }

  #find(index: number): void {
    const header = this.#headerOf(index);
    if (!header || header.number <= this.head) return;
    this.head = header.number;
    this.tail = Math.max(header.tail, header.number - this.blocks + 1);
    this.lastId = header.lastId;
  }

  #headerOf(
    index: number,
  ): { readonly number: number; readonly tail: number; readonly lastId: number } | undefined {
    const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
    this.#partition.read(index * this.blockBytes, bytes);
    if (get32(bytes, 0) !== MAGIC || get16(bytes, 14) !== crc16(CRC_BEGIN, bytes, 0, 14)) {
      return undefined;
    }
    const number = get32(bytes, 4);
    const tail = get32(bytes, 8);
    return number % this.blocks === index && tail <= number
      ? { number, tail, lastId: get16(bytes, 12) }
      : undefined;
  }

  /** How many blocks matter, the head included. */
  get used(): number {
    return this.head - this.tail + 1;
  }

  /** The number of the block in which a position lies. */
  blockOf(position: number): number {
    return Math.floor(position / this.blockBytes);
  }

  /** The longest body that a record can have. */
  get mostBytes(): number {
    return this.blockBytes - BLOCK_HEADER_BYTES - HEADER_BYTES;
  }

  /** Whether a record with such a body still goes into the head. */
  fits(bodyBytes: number): boolean {
    return this.#offset + sizeOf(bodyBytes) <= this.blockBytes;
  }

  /** Reads through all records from the tail on; to be called once, before anything is appended. */
  scan(visit: (record: LogRecord) => void): void {
    if (this.head < 0) return;
    const block = new Uint8Array(this.blockBytes);
    for (let number = this.tail; number <= this.head; number++) {
      const index = number % this.blocks;
      if (this.#headerOf(index)?.number !== number) continue;
      this.#partition.read(index * this.blockBytes, block);
      const end = scanBlock(block, number * this.blockBytes, visit);
      if (number === this.head) this.#offset = end;
    }
  }

  /** The record there, or undefined when none is whole there. */
  read(position: number): LogRecord | undefined {
    const offset = position % this.blockBytes;
    if (offset + HEADER_BYTES > this.blockBytes) return undefined;
    const header = new Uint8Array(HEADER_BYTES);
    this.#partition.read(this.#placeOf(position), header);
    const size = HEADER_BYTES + get16(header, 2);
    if (header[0] === ERASED || offset + size > this.blockBytes) return undefined;
    const bytes = new Uint8Array(size);
    this.#partition.read(this.#placeOf(position), bytes);
    return decodeRecord(bytes, 0, position);
  }

  /** The place of the first record at `position` or behind it; undefined at the end of the log. */
  next(position: number): LogRecord | undefined {
    let at = Math.max(position, this.tail * this.blockBytes);
    while (this.head >= 0) {
      const number = this.blockOf(at);
      if (number > this.head) return undefined;
      const start = number * this.blockBytes + BLOCK_HEADER_BYTES;
      const end = number === this.head ? this.#offset : this.blockBytes;
      const from = Math.max(at, start);
      const record = from < number * this.blockBytes + end ? this.read(from) : undefined;
      if (record) return record;
      at = (number + 1) * this.blockBytes;
    }
    return undefined;
  }

  /** Where the record behind this one may begin. */
  behind({ position, body }: LogRecord): number {
    return position + sizeOf(body.length);
  }

  /** Appends a record, in a new block if need be: the caller has seen to it that there is one. Throws when flash fails. */
  append(record: Omit<LogRecord, 'position'>): number {
    const bytes = encodeRecord(record);
    if (this.#offset + bytes.length > this.blockBytes) this.#begin();
    const position = this.head * this.blockBytes + this.#offset;
    // What a failed write leaves behind must not be written over.
    this.#offset = this.blockBytes;
    this.#partition.write(this.#placeOf(position), bytes);
    this.#offset = (position % this.blockBytes) + bytes.length;
    return position;
  }

  /** Clears bits of a record's header. */
  mark(position: number, at: number, bytes: Uint8Array): void {
    this.#partition.write(this.#placeOf(position) + at, bytes);
  }

  #begin(): void {
    const number = this.head + 1;
    // One block always stays between head and tail: a power cut may leave anything in the
    // block that is erased, and nobody may look there for what is still needed.
    if (this.used >= this.blocks - 1) throw new Error('the log is full');
    const index = number % this.blocks;
    const place = index * this.blockBytes;
    this.#partition.eraseBlock(index);
    this.#partition.write(place, this.#header(number));
    this.head = number;
    this.#offset = BLOCK_HEADER_BYTES;
  }

  #header(number: number): Uint8Array {
    const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
    put32(bytes, 0, MAGIC);
    put32(bytes, 4, number);
    put32(bytes, 8, Math.min(this.tail, number));
    put16(bytes, 12, this.lastId);
    put16(bytes, 14, crc16(CRC_BEGIN, bytes, 0, 14));
    return bytes;
  }

  #placeOf(position: number): number {
    const number = this.blockOf(position);
    return (number % this.blocks) * this.blockBytes + (position % this.blockBytes);
  }
}

/** Visits the records of a block; returns where the next may be written, or its end when none may. */
function scanBlock(block: Uint8Array, start: number, visit: (record: LogRecord) => void): number {
  let at = BLOCK_HEADER_BYTES;
  for (;;) {
    const record = decodeRecord(block, at, start + at);
    if (!record) break;
    visit(record);
    at += sizeOf(record.body.length);
  }
  for (let i = at; i < block.length; i++) {
    if (block[i] !== ERASED) return block.length; // half a record, from a power cut
  }
  return at;
}
