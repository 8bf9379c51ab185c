/**
 * The board's serial port as a console: it shows the log in release builds, where
 * `trace` shows nothing, and takes bytes for whoever listens. In a debug build the
 * port is xsbug's, and the console writes through `trace`.
 */

import Timer from 'timer';
import type { Console, ConsoleOptions } from '../../ports/console';

/** Between two looks for input: people type, and programs wait for an answer. */
const LOOK_MS = 50;
const MOST_BYTES = 256;

function open(this: void): boolean {
  return native('xs_console_open').call(this) as boolean;
}

function writeBytes(this: void, bytes: ArrayBuffer): boolean {
  return native('xs_console_write').call(this, bytes) as boolean;
}

function readBytes(this: void, into: Uint8Array): number {
  return native('xs_console_read').call(this, into) as number;
}

export class EspConsole implements Console {
  /** Writes that did not fit into the port's buffer. */
  dropped = 0;
  readonly #isOpen = open();

  write(text: string): void {
    if (!this.#isOpen) trace(text);
    else if (!writeBytes(ArrayBuffer.fromString(text))) this.dropped++;
  }

  listen({ onReadable }: ConsoleOptions): void {
    if (!this.#isOpen) return;
    const bytes = new Uint8Array(MOST_BYTES);
    Timer.repeat(() => {
      const count = readBytes(bytes);
      if (count > 0) onReadable(bytes.subarray(0, count));
    }, LOOK_MS);
  }
}
