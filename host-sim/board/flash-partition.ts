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
  /** What is on it: it outlasts everything. */
  readonly contents: Uint8Array;
  /** How often each block was erased, and how many writes there were. */
  readonly erases: number[];
  writes = 0;
  readonly #beforeWrite: () => void;
  readonly #random: () => number;

  /** Erased, or a copy of what another one holds. */
  constructor({ byteLength, beforeWrite, random }: FlashPartitionOptions, image?: Uint8Array) {
    this.byteLength = byteLength;
    this.contents = image?.slice() ?? new Uint8Array(byteLength).fill(ERASED);
    this.erases = new Array<number>(byteLength / BLOCK_BYTES).fill(0);
    this.#beforeWrite = beforeWrite ?? ((): void => undefined);
    this.#random = random ?? ((): number => 0.5);
  }

  read(position: number, into: Uint8Array): void {
    this.#check(position, into.length);
    into.set(this.contents.subarray(position, position + into.length));
  }

  write(position: number, bytes: Uint8Array): void {
    this.#check(position, bytes.length);
    if (
      Math.floor(position / BLOCK_BYTES) !== Math.floor((position + bytes.length - 1) / BLOCK_BYTES)
    ) {
      throw new RangeError(`a write of ${bytes.length} bytes at ${position} crosses blocks`);
    }
    this.writes++;
    this.#cuttable(
      () => {
        for (let i = 0; i < bytes.length; i++) this.contents[position + i]! &= bytes[i]!;
      },
      () => {
        // The cells of a page are written side by side: any of the bytes may have come so far.
        for (let i = 0; i < bytes.length; i++) {
          if (this.#random() < 0.5) this.contents[position + i]! &= bytes[i]!;
        }
      },
    );
  }

  eraseBlock(index: number): void {
    const start = index * BLOCK_BYTES;
    this.#check(start, BLOCK_BYTES);
    this.erases[index]!++;
    this.#cuttable(
      () => this.contents.fill(ERASED, start, start + BLOCK_BYTES),
      () => {
        // Cells come to 1 one by one: from none of them to all, some way in.
        const share = this.#random();
        for (let i = start; i < start + BLOCK_BYTES; i++) {
          if (this.#random() < share) this.contents[i]! |= Math.floor(this.#random() * 256);
        }
      },
    );
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
