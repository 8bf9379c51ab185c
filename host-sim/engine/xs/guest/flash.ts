/**
 * The board's flash partition inside XS. Nobody else changes it while the program runs, so
 * blocks that were read are kept here: a question to Node costs more than all the rest.
 */

import type { FlashPartition } from '../../../../firmware/ports/flash';
import type { Link } from './link';

const ERASED = 0xff;

export class GuestFlash implements FlashPartition {
  readonly byteLength: number;
  readonly blockBytes: number;
  readonly #link: Link;
  readonly #blocks = new Map<number, Uint8Array>();

  constructor(link: Link) {
    this.#link = link;
    [this.byteLength, this.blockBytes] = link.ask('flash size') as [number, number];
  }

  read(position: number, into: Uint8Array): void {
    const index = Math.floor(position / this.blockBytes);
    const at = position - index * this.blockBytes;
    const isInside = position >= 0 && position + into.length <= this.byteLength;
    if (!isInside || at + into.length > this.blockBytes) {
      into.set(this.#link.ask('flash read', position, into.length) as Uint8Array);
    } else into.set(this.#block(index).subarray(at, at + into.length));
  }

  #block(index: number): Uint8Array {
    const known = this.#blocks.get(index);
    if (known) return known;
    const start = index * this.blockBytes;
    const block = this.#link.ask('flash read', start, this.blockBytes) as Uint8Array;
    this.#blocks.set(index, block);
    return block;
  }

  write(position: number, bytes: Uint8Array): void {
    this.#link.ask('flash write', position, bytes);
    const index = Math.floor(position / this.blockBytes);
    const block = this.#blocks.get(index);
    if (!block) return;
    const at = position - index * this.blockBytes;
    for (let i = 0; i < bytes.length; i++) block[at + i]! &= bytes[i]!;
  }

  eraseBlock(index: number): void {
    this.#link.ask('flash erase', index);
    this.#blocks.get(index)?.fill(ERASED);
  }
}
