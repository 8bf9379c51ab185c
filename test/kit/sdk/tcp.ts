/**
 * Stands in for the SDK's `embedded:io/socket/tcp`: a socket whose network is the test.
 * What it does with its arguments is what the SDK's C does on the ESP32; when it calls
 * is up to the test, for the orders differ from one platform to another.
 */

import { append } from '../bytes';
import { fail } from '../assert';

interface Options {
  readonly address: string;
  readonly port: number;
  readonly nodelay?: boolean;
  readonly onReadable?: (count: number) => void;
  readonly onWritable?: (count: number) => void;
  readonly onError?: () => void;
}

export default class TCP {
  readonly options: Options;
  readonly written: number[] = [];
  closings = 0;
  /** What lwIP would take now, whatever was announced. */
  room = 0;
  /** The connection is gone, and the SDK has not said so yet: `write` is undefined. */
  gone = false;
  #isReady = false;
  #buffered: number[] = [];

  constructor(options: Options) {
    this.options = options;
    opened.push(this);
  }

  /** The connection is there, or its window is another. */
  window(count: number): void {
    this.#isReady = true;
    this.room = count;
    this.options.onWritable?.(count);
  }

  /** Bytes arrive and are announced. */
  arrive(...bytes: number[]): void {
    this.buffer(...bytes);
    this.options.onReadable?.(this.#buffered.length);
  }

  /** Bytes arrive that are not announced yet. */
  buffer(...bytes: number[]): void {
    append(this.#buffered, bytes);
  }

  /** The end is known, and is not told because of unread input. */
  end(): void {
    this.#isReady = false;
  }

  /** The end is told, whatever is unread. */
  fail(): void {
    this.end();
    this.options.onError?.();
  }

  /** Fills all of `into`. */
  read(into: Uint8Array): number | undefined {
    this.#mustBeOpen();
    if (this.#buffered.length === 0) return undefined;
    if (into.length === 0 || into.length > this.#buffered.length) throw new Error('invalid');
    into.set(this.#buffered.splice(0, into.length));
    return into.length;
  }

  write(bytes: Uint8Array): number | undefined {
    this.#mustBeOpen();
    if (!this.#isReady) throw new Error('not ready');
    if (this.gone) return undefined;
    if (bytes.length > this.room) throw new Error('would block');
    append(this.written, bytes);
    this.room -= bytes.length;
    return this.room;
  }

  close(): void {
    this.closings++;
  }

  #mustBeOpen(): void {
    if (this.closings > 0) throw new SyntaxError('invalid host data');
  }
}

const opened: TCP[] = [];

/** The socket opened last. */
export function lastSocket(): TCP {
  return opened.at(-1) ?? fail('no socket was opened');
}
