/** A board's console in a test: what it says, line by line. */

import type { Console, ConsoleOptions } from '../../firmware/ports/console';
import { bytes } from './bytes';

export class TestConsole implements Console {
  readonly dropped = 0;
  #said: string[] = [];
  #listener: ((bytes: Uint8Array) => void) | undefined;

  write(text: string): void {
    this.#said.push(text);
  }

  listen({ onReadable }: ConsoleOptions): void {
    this.#listener = onReadable;
  }

  /** Types a line; returns the lines that came in answer. */
  type(line: string | Uint8Array): string[] {
    this.#said = [];
    this.#listener?.(bytes(line, '\n'));
    return this.#said.map((text) => text.trim());
  }
}
