/**
 * The socket port on Node's own sockets, for servers and gateways rather than boards: no
 * simulated window, and what is written in one turn leaves in one piece.
 */

import { connect, type Socket as NetSocket } from 'node:net';
import type { Socket, SocketOptions } from '../../../firmware/ports/socket';
import { checkOptions } from '../../../host-sim/board/tcp';

const WINDOW_BYTES = 65_536;
const INPUT_BYTES = 65_536;
/** So many reads that follow each other this closely, with nothing said in between, are a flood … */
const FLOOD_READS = 8;
const CLOSE_MS = 0.25;
/** … which is let gather for a moment, as network cards do: fewer reads bring the same bytes. */
const GATHER_MS = 1;
/** A moment that brought less was the flood's last. */
const FLOOD_BYTES = 2_048;

export class NodeSocket implements Socket {
  readonly #options: SocketOptions;
  readonly #socket: NetSocket;
  /** What came last, of which [#inAt, #inEnd) is unread. */
  readonly #input = Buffer.allocUnsafeSlow(INPUT_BYTES);
  #inAt = 0;
  #inEnd = 0;
  /** What was written in this turn. */
  #output = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  #outEnd = 0;
  #isOpen = false;
  #isClosed = false;
  #isReading = false;
  #isScheduled = false;
  #isEnded = false;
  #closeReads = 0;
  #lastReadMs = 0;
  #hasWritten = false;
  #isGathering = false;

  constructor(options: SocketOptions) {
    checkOptions(options);
    this.#options = options;
    const { address: host, port } = options;
    const onread = {
      buffer: this.#input,
      callback: (count: number): boolean => this.#onInput(count),
    };
    this.#socket = connect({ host, port, noDelay: true, onread });
    this.#socket.on('connect', () => {
      if (this.#isClosed) return;
      this.#isOpen = true;
      options.onWritable?.(WINDOW_BYTES);
      this.#flush();
    });
    this.#socket.on('drain', () => {
      this.#announce();
    });
    this.#socket.on('error', () => {}); // 'close' follows
    this.#socket.on('close', () => {
      this.#isEnded = true;
      if (this.#inAt === this.#inEnd) this.#tellEnd();
    });
  }

  /** Input goes straight into the buffer, and no more comes before all of it is read. */
  #onInput(count: number): boolean {
    if (this.#isClosed) return true;
    this.#inAt = 0;
    this.#inEnd = count;
    this.#isReading = true;
    try {
      this.#options.onReadable?.(count);
    } finally {
      this.#isReading = false;
      this.#flush();
    }
    if (this.#inAt < this.#inEnd) return false;
    if (!this.#isFlood(count)) return true;
    this.#isGathering = true;
    setTimeout(() => {
      this.#isGathering = false;
      this.#socket.resume();
    }, GATHER_MS);
    return false;
  }

  /** Whether input comes faster than it has to be heard of, and nobody waits for an answer. */
  #isFlood(count: number): boolean {
    if (this.#hasWritten) {
      this.#hasWritten = false;
      this.#closeReads = 0;
      return false;
    }
    const nowMs = performance.now();
    const isClose = nowMs - this.#lastReadMs < CLOSE_MS;
    const wasFlood = this.#closeReads >= FLOOD_READS;
    if (wasFlood) this.#closeReads = count < FLOOD_BYTES ? 0 : FLOOD_READS;
    else this.#closeReads = isClose ? this.#closeReads + 1 : 0;
    this.#lastReadMs = nowMs;
    return this.#closeReads >= FLOOD_READS;
  }

  read(into: Uint8Array): number {
    if (this.#isClosed) throw new Error('the socket is closed');
    const count = Math.min(into.length, this.#inEnd - this.#inAt);
    if (count === 0) return 0;
    into.set(this.#input.subarray(this.#inAt, this.#inAt + count));
    this.#inAt += count;
    if (this.#inAt === this.#inEnd && !this.#isReading) {
      if (this.#isEnded) setImmediate(() => this.#tellEnd());
      else if (!this.#isGathering) this.#socket.resume();
    }
    return count;
  }

  write(bytes: Uint8Array): number {
    const { length } = bytes;
    if (!this.#isOpen || this.#isClosed) throw new Error('not ready');
    if (length > this.#window) throw new Error('would block');
    this.#output.set(bytes, this.#outEnd);
    this.#outEnd += length;
    const left = this.#window;
    if (this.#outEnd > WINDOW_BYTES / 2) this.#flush();
    else if (!this.#isReading && !this.#isScheduled) {
      this.#isScheduled = true;
      process.nextTick(() => {
        this.#isScheduled = false;
        this.#flush();
      });
    }
    return left;
  }

  get #window(): number {
    return Math.max(0, WINDOW_BYTES - this.#outEnd - this.#socket.writableLength);
  }

  #flush(): void {
    const end = this.#outEnd;
    if (end === 0) return;
    this.#outEnd = 0;
    this.#hasWritten = true;
    this.#socket.write(this.#output.subarray(0, end));
    // What the kernel has not taken is kept where it lies.
    if (this.#socket.writableLength > 0) this.#output = Buffer.allocUnsafeSlow(WINDOW_BYTES);
    else if (end > WINDOW_BYTES / 2) setImmediate(() => this.#announce());
  }

  #announce(): void {
    if (!this.#isClosed && this.#isOpen) this.#options.onWritable?.(this.#window);
  }

  #tellEnd(): void {
    if (this.#isClosed) return;
    this.#options.onError?.();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#flush();
    this.#isClosed = true;
    if (this.#isOpen) this.#socket.end();
    else this.#socket.destroy();
  }
}
