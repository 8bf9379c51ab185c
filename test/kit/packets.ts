/** Driving a PacketReader as a socket does, and seeing which packets come out. */

import type { Malformed } from '../../firmware/mqtt/failures';
import type { PacketConsumer, PacketReader } from '../../firmware/mqtt/framing';
import { deepEqual, ok } from './assert';

/** What the free part of the buffer holds after a read, as with a ScriptedSocket. */
const POISON = 0xaa;

/** A packet as the consumer met it. */
export interface Seen {
  readonly first: number;
  /** All bytes behind the fixed header that were handed on. */
  readonly body: number[];
  came: 'whole' | 'in parts' | 'unfinished';
}

/** A packet that was handed on whole. */
export function whole(first: number, ...body: readonly number[]): Seen {
  return { first, body: [...body], came: 'whole' };
}

/** A packet that passed in parts. */
export function inParts(first: number, ...body: readonly number[]): Seen {
  return { first, body: [...body], came: 'in parts' };
}

/** Records all that it is told; the hooks decide what it answers. */
export class Recorder implements PacketConsumer {
  readonly seen: Seen[] = [];
  /** While set, `ready` says no. */
  holding = false;
  /** What `oversize` answers. */
  keeping = false;
  onHeader: (first: number, remaining: number) => Malformed | undefined = () => undefined;
  onPacket: PacketConsumer['packet'] = () => undefined;
  onOversize: PacketConsumer['oversize'] = () => this.keeping;
  onPart: PacketConsumer['part'] = () => undefined;
  /** The beginning that was to be kept, where it lies and as it was. */
  #kept: Uint8Array | undefined;
  #original: Uint8Array | undefined;

  get busy(): boolean {
    return false;
  }

  ready(): boolean {
    return !this.holding;
  }

  header(first: number, remaining: number): Malformed | undefined {
    return this.onHeader(first, remaining);
  }

  packet(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const malformed = this.onHeader(first, end - start);
    if (malformed) return malformed;
    this.seen.push({ first, body: Array.from(bytes.subarray(start, end)), came: 'whole' });
    return this.onPacket(first, bytes, start, end);
  }

  oversize(
    first: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    remaining: number,
  ): boolean | Malformed {
    const beginning = bytes.subarray(start, end);
    this.seen.push({ first, body: Array.from(beginning), came: 'unfinished' });
    const answer = this.onOversize(first, bytes, start, end, remaining);
    this.#kept = answer === true ? beginning : undefined;
    this.#original = this.#kept?.slice();
    return answer;
  }

  part(bytes: Uint8Array, start: number, end: number, last: boolean): Malformed | undefined {
    const seen = this.seen.at(-1);
    ok(seen?.came === 'unfinished', 'a part came without an oversize packet');
    for (let at = start; at < end; at++) seen.body.push(bytes[at]!);
    if (last) {
      seen.came = 'in parts';
      deepEqual(this.#kept, this.#original, 'the beginning that was to be kept');
    }
    return this.onPart(bytes, start, end, last);
  }
}

export interface Fed {
  readonly malformed: Malformed | undefined;
  /** Bytes that the reader had room for. */
  readonly taken: number;
  /** Size of the largest memory block that the reader offered. */
  readonly memory: number;
}

/**
 * Feeds `stream` in chunks of these sizes, taken in turn, as the client does: what
 * was held comes first. Stops when malformed, or when there is no space.
 */
export function feed(
  reader: PacketReader,
  stream: ArrayLike<number>,
  chunks: number | readonly number[] = stream.length,
): Fed {
  const sizes = typeof chunks === 'number' ? [chunks] : chunks;
  let taken = 0;
  let memory = 0;
  const held = reader.filled(0);
  if (held) return { malformed: held, taken, memory };
  for (let turn = 0; taken < stream.length; turn++) {
    const chunkEnd = Math.min(taken + Math.max(1, sizes[turn % sizes.length]!), stream.length);
    while (taken < chunkEnd) {
      const space = reader.space();
      memory = Math.max(memory, space.buffer.byteLength);
      if (space.length === 0) return { malformed: undefined, taken, memory };
      space.fill(POISON);
      const count = Math.min(space.length, chunkEnd - taken);
      for (let i = 0; i < count; i++) space[i] = stream[taken + i]!;
      taken += count;
      const malformed = reader.filled(count);
      if (malformed) return { malformed, taken, memory };
    }
  }
  return { malformed: undefined, taken, memory };
}
