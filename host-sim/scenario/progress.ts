/** One line that says how far a long run has come, and is written over and over. */

import { durationText } from '../duration';
import { printProgress } from '../terminal';

/** So often at most. */
const EVERY_MS = 250;

export interface ProgressOptions {
  /** Writes to the terminal, as it is. */
  readonly write: (text: string) => void;
  readonly nowMs: () => number;
}

/** On standard error, where that is a terminal. */
export function terminalProgress(): Progress {
  return new Progress({ write: printProgress, nowMs: () => performance.now() });
}

export class Progress {
  readonly #options: ProgressOptions;
  #what = '';
  #lastsMs = 0;
  #startMs = 0;
  #shownMs = -Infinity;
  #shown = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** A run begins, which is called `what`. */
  begin(what: string, lastsMs: number): void {
    this.#what = what;
    this.#lastsMs = lastsMs;
    this.#startMs = this.#options.nowMs();
    this.#shownMs = -Infinity;
  }

  /** It has come so far. */
  at(elapsedMs: number): void {
    const nowMs = this.#options.nowMs();
    if (nowMs - this.#shownMs < EVERY_MS) return;
    this.#shownMs = nowMs;
    this.#shown = true;
    const far = `${durationText(elapsedMs)} of ${durationText(this.#lastsMs)}`;
    const left = this.#leftMs(elapsedMs, nowMs);
    const estimate = left === undefined ? '' : `, about ${durationText(left)} left`;
    this.#options.write(`\r\u001b[K${this.#what}: ${far}${estimate}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.#options.write('\r\u001b[K');
    this.#shown = false;
  }

  /** As if the rest went as fast as what was; undefined where that says nothing yet. */
  #leftMs(elapsedMs: number, nowMs: number): number | undefined {
    const tookMs = nowMs - this.#startMs;
    if (tookMs < 2 * EVERY_MS || elapsedMs <= 0) return undefined;
    const leftMs = Math.max(0, this.#lastsMs - elapsedMs);
    return Math.round((tookMs * leftMs) / elapsedMs / 1_000) * 1_000;
  }
}
