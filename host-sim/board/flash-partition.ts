/**
 * A partition of NOR flash, with its manners: writing clears bits and sets none, erasing
 * sets all of a block, and a power cut in the middle leaves what it leaves.
 */

import type { FlashPartition } from '../../firmware/ports/flash';

const BLOCK_BYTES = 4_096;
const ERASED = 0xff;

export interface FlashPartitionOptions {
  readonly byteLength: number;
  /** Called before every write and erase; what it throws ends that in the middle. */
  readonly beforeWrite?: () => void;
  /** In [0, 1); says which bytes a cut leaves written. */
  readonly random?: () => number;
}

export class SimulatedFlashPartition implements FlashPartition {
  readonly byteLength: number;
  readonly blockBytes = BLOCK_BYTES;
  /** How often each block was erased, and how many writes there were. */
  readonly erases: number[];
  writes = 0;
  /** What is on it outlasts everything. A block that was never written has no memory yet: a fleet has many of them. */
  readonly #blocks: (Uint8Array | undefined)[];
  readonly #beforeWrite: () => void;
  readonly #random: () => number;

  /** Erased, or a copy of what another one holds. */
  constructor({ byteLength, beforeWrite, random }: FlashPartitionOptions, image?: Uint8Array) {
    this.byteLength = byteLength;
    const blocks = byteLength / BLOCK_BYTES;
    this.#blocks = Array.from({ length: blocks }, (_, index) =>
      image?.slice(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES),
    );
    this.erases = new Array<number>(blocks).fill(0);
    this.#beforeWrite = beforeWrite ?? ((): void => undefined);
    this.#random = random ?? ((): number => 0.5);
  }

  /** A copy of all that is on it. */
  get contents(): Uint8Array {
    const bytes = new Uint8Array(this.byteLength);
    this.read(0, bytes);
    return bytes;
  }

  read(position: number, into: Uint8Array): void {
    this.#check(position, into.length);
    let done = 0;
    while (done < into.length) {
      const offset = (position + done) % BLOCK_BYTES;
      const length = Math.min(BLOCK_BYTES - offset, into.length - done);
      const block = this.#blocks[Math.floor((position + done) / BLOCK_BYTES)];
      if (block) into.set(block.subarray(offset, offset + length), done);
      else into.fill(ERASED, done, done + length);
      done += length;
    }
  }

  write(position: number, bytes: Uint8Array): void {
    this.#check(position, bytes.length);
    if (
      Math.floor(position / BLOCK_BYTES) !== Math.floor((position + bytes.length - 1) / BLOCK_BYTES)
    ) {
      throw new RangeError(`a write of ${bytes.length} bytes at ${position} crosses blocks`);
    }
    this.writes++;
    const block = this.#blockToChange(Math.floor(position / BLOCK_BYTES));
    const offset = position % BLOCK_BYTES;
    this.#cuttable(
      () => {
        for (let i = 0; i < bytes.length; i++) block[offset + i]! &= bytes[i]!;
      },
      () => {
        // The cells of a page are written side by side: any of the bytes may have come so far.
        for (let i = 0; i < bytes.length; i++) {
          if (this.#random() < 0.5) block[offset + i]! &= bytes[i]!;
        }
      },
    );
  }

  eraseBlock(index: number): void {
    this.#check(index * BLOCK_BYTES, BLOCK_BYTES);
    this.erases[index]!++;
    this.#cuttable(
      () => this.#blocks[index]?.fill(ERASED),
      () => {
        // Cells come to 1 one by one: from none of them to all, some way in.
        const block = this.#blockToChange(index);
        const share = this.#random();
        for (let i = 0; i < BLOCK_BYTES; i++) {
          if (this.#random() < share) block[i]! |= Math.floor(this.#random() * 256);
        }
      },
    );
  }

  #blockToChange(index: number): Uint8Array {
    return (this.#blocks[index] ??= new Uint8Array(BLOCK_BYTES).fill(ERASED));
  }

  #cuttable(whole: () => void, half: () => void): void {
    try {
      this.#beforeWrite();
    } catch (error) {
      half();
      throw error;
    }
    whole();
  }

  #check(position: number, length: number): void {
    if (position >= 0 && position + length <= this.byteLength) return;
    throw new RangeError(`${length} bytes at ${position}: the partition has ${this.byteLength}`);
  }
}
