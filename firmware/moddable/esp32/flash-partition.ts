/** A partition of the chip's flash on `embedded:storage/flash`. */

import Flash from 'embedded:storage/flash';
import type { FlashPartition } from '../../ports/flash';
import { messageOf } from '../../station/message-of';

export class EspFlashPartition implements FlashPartition {
  readonly byteLength: number;
  readonly blockBytes: number;
  readonly #label: string;
  readonly #flash: ReturnType<typeof Flash.open>;

  /** `label` is its name in the partition table. Throws when there is none of that name. */
  constructor(label: string) {
    this.#label = label;
    this.#flash = this.#told('open', () => Flash.open({ path: label }));
    const { size, blockLength } = this.#flash.status();
    this.byteLength = size;
    this.blockBytes = blockLength;
  }

  read(position: number, into: Uint8Array): void {
    this.#told('read', () => this.#flash.read(into, position));
  }

  write(position: number, bytes: Uint8Array): void {
    this.#told('write', () => {
      this.#flash.write(bytes, position);
    });
  }

  eraseBlock(index: number): void {
    this.#told('erase', () => {
      this.#flash.eraseBlock(index);
    });
  }

  #told<T>(what: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new Error(`cannot ${what} partition "${this.#label}": ${messageOf(error)}`);
    }
  }
}
