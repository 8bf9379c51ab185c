/**
 * What waits to be written to the socket. Packets are encoded at the end and
 * leave from the beginning as the socket's window opens:
 *
 *     0        start          end        limit      limit + RESERVE
 *     |  gone  |   pending    |   room   |  for answers  |
 */

import type { Socket } from '../ports/socket';

/**
 * Room beyond the limit for what must go out however full the buffer is:
 * PINGREQ, acknowledgements and DISCONNECT.
 */
const RESERVE = 16;

export class OutBuffer {
  #bytes: Uint8Array;
  #limit: number;
  #start = 0;
  #end = 0;
  /** Bytes that have gone to the network since the beginning of the connection. */
  gone = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#bytes = new Uint8Array(limit + RESERVE);
  }

  /** Bytes that wait. */
  get pending(): number {
    return this.#end - this.#start;
  }

  /** Bytes that fit now. */
  get room(): number {
    return Math.max(0, this.#limit - this.pending);
  }

  /** Whether an answer of `size` bytes fits now. */
  takesAnswer(size: number): boolean {
    return this.#limit + RESERVE - this.pending >= size;
  }

  clear(): void {
    this.#start = this.#end = this.gone = 0;
  }

  /** Changes the size; false, and nothing changed, when what waits would not fit. */
  resize(limit: number): boolean {
    const pending = this.pending;
    if (pending > limit) return false;
    const bytes = new Uint8Array(limit + RESERVE);
    bytes.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = bytes;
    this.#limit = limit;
    this.#start = 0;
    this.#end = pending;
    return true;
  }

  /** Makes the room contiguous; encoders then write to `bytes` from `at` on. */
  prepare(): void {
    if (this.#start === 0) return;
    if (this.#start < this.#end) this.#bytes.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Where the next packet begins. */
  get at(): number {
    return this.#end;
  }

  /** Where a packet must end at the latest. */
  get limit(): number {
    return this.#limit;
  }

  /** Where an answer must end at the latest. */
  get answerLimit(): number {
    return this.#limit + RESERVE;
  }

  /** A packet now ends at `end`. */
  commit(end: number): void {
    this.#end = end;
  }

  /** Writes as much as `window` bytes allow; returns the window that is left. */
  drain(socket: Socket, window: number): number {
    while (window > 0 && this.#start < this.#end) {
      const length = Math.min(window, this.#end - this.#start);
      const view = new Uint8Array(this.#bytes.buffer, this.#start, length);
      this.#start += length;
      this.gone += length;
      window = socket.write(view);
    }
    if (this.#start === this.#end) this.#start = this.#end = 0;
    return window;
  }
}
