/** A flash partition in memory, for hosts that have none: it forgets when the program ends. */

import type { FlashPartition } from '../../ports/flash';

const BLOCK_BYTES = 4_096;

export class MemoryFlash implements FlashPartition {
  readonly blockBytes = BLOCK_BYTES;
  readonly #bytes: Uint8Array;

  constructor(blocks: number) {
    this.#bytes = new Uint8Array(blocks * BLOCK_BYTES).fill(0xff);
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  read(position: number, into: Uint8Array): void {
    this.#check(position, into.length);
    into.set(this.#bytes.subarray(position, position + into.length));
  }

  write(position: number, bytes: Uint8Array): void {
    this.#check(position, bytes.length);
    for (let i = 0; i < bytes.length; i++) this.#bytes[position + i]! &= bytes[i]!;
  }

  eraseBlock(index: number): void {
    const start = index * BLOCK_BYTES;
    this.#check(start, BLOCK_BYTES);
    this.#bytes.fill(0xff, start, start + BLOCK_BYTES);
  }

  #check(position: number, length: number): void {
    if (position >= 0 && position + length <= this.#bytes.length) return;
    throw new RangeError(`${length} bytes at ${position}: the partition has ${this.byteLength}`);
  }
}
