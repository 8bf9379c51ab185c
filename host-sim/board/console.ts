/** The board's console, for whoever sits at the other end. */

import type { Console, ConsoleOptions } from '../../firmware/ports/console';
import type { Life } from './life';

/** The other end. It is there whichever program runs. */
export class ConsoleCable {
  /** Gets what the board writes. */
  onText: ((text: string) => void) | undefined;
  #listener: ((bytes: Uint8Array) => void) | undefined;

  /** What comes while nobody listens is lost, as on a serial line. */
  send(bytes: Uint8Array): void {
    this.#listener?.(bytes);
  }

  /** The board's end, for one life of it. */
  consoleOf(life: Life): Console {
    life.onEnd(() => {
      this.#listener = undefined;
    });
    return {
      dropped: 0,
      write: (text) => {
        if (life.alive) this.onText?.(text);
      },
      listen: ({ onReadable }: ConsoleOptions) => {
        if (life.alive) this.#listener = onReadable;
      },
    };
  }
}
