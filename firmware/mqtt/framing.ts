/**
 * From a stream of bytes to packets, MQTT 3.1.1 clause 2.2, in bounded memory
 * and whatever the chunking.
 *
 * The reader owns the in-buffer. The transport reads straight into `space()` and
 * says with `filled(n)` how much it got; each packet is handed on where it
 * lies. A packet larger than the buffer comes in parts: its beginning, as much
 * as fits, and then the rest as it arrives.
 */

import { MQTTPUBACK, MQTTPUBLISH } from './constants';
import type { Malformed } from './failures';

export interface PacketConsumer {
  /** Set while everything has to wait. */
  readonly busy: boolean;
  /** Whether a packet that begins with `first` can be taken now; while not, the reader holds it. Messages at QoS 0 and PUBACK, which nobody answers, are taken without asking unless it is busy. */
  ready(first: number): boolean;
  /** A fixed header is complete and its body is not; asked again as long as that is so. */
  header(first: number, remaining: number): Malformed | undefined;
  /** A packet is complete; its header is still to be checked. Its body is `bytes[start, end)`, valid until this returns. */
  packet(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined;
  /**
   * A packet is larger than the buffer: `bytes[start, end)` is the beginning of its
   * body of `remaining` bytes. Returning true keeps these bytes until the last
   * part has been handed on.
   */
  oversize(
    first: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    remaining: number,
  ): boolean | Malformed;
  /** More of it; `last` says that it is complete. */
  part(bytes: Uint8Array, start: number, end: number, last: boolean): Malformed | undefined;
  /** The connection is about to be closed for this. */
  refused?(what: Malformed): void;
}

/** Smallest buffer that holds the packets with which a server answers. */
const SMALLEST_BUFFER = 8;
/** Parts of an oversize packet pass through this much memory while its beginning is kept. */
const PART_BYTES = 64;

export class PacketReader {
  consumer: PacketConsumer;
  #bytes: Uint8Array;
  /** Largest packet, fixed header included, that is handed on whole. */
  #limit: number;
  /** Unread bytes are #bytes[#start, #end). */
  #start = 0;
  #end = 0;
  /** Bytes of an oversize packet that are still to come. */
  #rest = 0;
  #partBuffer: Uint8Array | undefined;
  /** Counts resets, so that a consumer may close the connection from inside a packet. */
  #epoch = 0;

  constructor(limit: number, consumer: PacketConsumer) {
    this.consumer = consumer;
    this.#limit = limit;
    this.#bytes = new Uint8Array(Math.max(limit, SMALLEST_BUFFER));
  }

  /** Forgets everything, for a new connection. */
  reset(): void {
    this.#start = this.#end = this.#rest = 0;
    this.#partBuffer = undefined;
    this.#epoch++;
  }

  /** Changes the buffer's size; false, and nothing changed, when unread bytes would not fit. */
  resize(limit: number): boolean {
    const unread = this.#end - this.#start;
    const size = Math.max(limit, SMALLEST_BUFFER);
    if (this.#rest > 0 || unread > size) return false;
    const bytes = new Uint8Array(size);
    bytes.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = bytes;
    this.#limit = limit;
    this.#start = 0;
    this.#end = unread;
    return true;
  }

  /** Where the next bytes go, once `filled` has had its turn. Empty while packets are held and the buffer is full. */
  space(): Uint8Array {
    if (this.#partBuffer) {
      const length = Math.min(this.#partBuffer.length, this.#rest);
      return new Uint8Array(this.#partBuffer.buffer, 0, length);
    }
    if (this.#start > 0) {
      if (this.#start < this.#end) this.#bytes.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    return this.#end === 0 ? this.#bytes : new Uint8Array(this.#bytes.buffer, this.#end);
  }

  /** `count` bytes were put into `space()`; hands on all packets that are complete. */
  filled(count: number): Malformed | undefined {
    if (this.#partBuffer) return this.#part(this.#partBuffer, 0, count);
    this.#end += count;
    const epoch = this.#epoch;
    const consumer = this.consumer;
    for (;;) {
      if (this.#rest > 0) {
        const malformed = this.#passOn();
        if (malformed || epoch !== this.#epoch || this.#rest > 0) return malformed;
      }
      const start = this.#start;
      const end = this.#end;
      if (end - start < 2) return undefined;
      const bytes = this.#bytes;
      const first = bytes[start]!;
      const isAsked = consumer.busy || (first !== MQTTPUBLISH && first !== MQTTPUBACK);
      if (isAsked && !consumer.ready(first)) return undefined;
      const remaining = bytes[start + 1]!;
      const after = start + 2 + remaining;
      let outcome: Malformed | 'incomplete' | undefined;
      const isShort = remaining < 0x80 && remaining < this.#limit - 1;
      if (isShort && after <= end) {
        this.#start = after;
        outcome = consumer.packet(first, bytes, start + 2, after);
      } else if (isShort && first === MQTTPUBLISH) {
        return undefined; // nothing in its header can be wrong
      } else {
        outcome = this.#next();
        if (outcome === 'incomplete') return undefined;
      }
      if (outcome !== undefined || epoch !== this.#epoch) return outcome;
    }
  }

  /** Hands on what there is of an oversize packet's rest. */
  #passOn(): Malformed | undefined {
    const start = this.#start;
    const end = Math.min(this.#end, start + this.#rest);
    this.#start = end;
    return this.#part(this.#bytes, start, end);
  }

  /** Handles the packet at #start, or leaves it there when it is not complete. */
  #next(): Malformed | 'incomplete' | undefined {
    const bytes = this.#bytes;
    const end = this.#end;
    const first = bytes[this.#start]!;
    let at = this.#start + 1;
    let remaining = 0;
    let shift = 0;
    for (;;) {
      if (at === end) return 'incomplete';
      const digit = bytes[at++]!;
      remaining += (digit & 0x7f) << shift;
      if (digit < 0x80) break;
      shift += 7;
      if (shift === 28) return 'remaining length'; // a fifth byte would follow, clause 2.2.3
    }
    const after = at + remaining;
    // Only messages have a size that a server chooses; the limit is theirs.
    const isMessage = (first & 0xf0) === MQTTPUBLISH;
    const limit = isMessage ? this.#limit : bytes.length;
    const isOversize = after - this.#start > limit;
    if (isOversize || after > end) {
      const malformed = this.consumer.header(first, remaining);
      if (malformed) return malformed;
    }
    if (isOversize) {
      const present = Math.min(after, end);
      if (present < after && end - this.#start < bytes.length) return 'incomplete';
      return this.#oversize(first, at, present, remaining);
    }
    if (after > end) return 'incomplete';
    this.#start = after;
    return this.consumer.packet(first, bytes, at, after);
  }

  #oversize(first: number, start: number, end: number, remaining: number): Malformed | undefined {
    const rest = start + remaining - end;
    this.#rest = rest;
    this.#start = end;
    const epoch = this.#epoch;
    const keep = this.consumer.oversize(first, this.#bytes, start, end, remaining);
    if (typeof keep === 'string') return keep;
    if (epoch !== this.#epoch) return undefined;
    if (rest === 0) return this.consumer.part(this.#bytes, end, end, true);
    if (keep) this.#partBuffer = new Uint8Array(PART_BYTES);
    return undefined;
  }

  #part(bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    this.#rest -= end - start;
    const last = this.#rest === 0;
    if (last) this.#partBuffer = undefined;
    return this.consumer.part(bytes, start, end, last);
  }
}
