/** Says how far a fleet is: one line that is written over and over, or now and then a line where nobody could see that. */

import type { FleetProgress } from './result';
import { progressText } from './report';

/** Between two lines where the output is no terminal. */
const LINE_MS = 10_000;
/** The rate is that of the last so many milliseconds. */
const RATE_MS = 2_000;

export interface LiveLineOptions {
  readonly boards: number;
  /** Characters in a line of the terminal; undefined where there is none. */
  readonly columns: () => number | undefined;
  /** Writes to the terminal, as it is. */
  readonly write: (text: string) => void;
  readonly writeLine: (line: string) => void;
  readonly nowMs: () => number;
}

export class LiveLine {
  readonly #options: LiveLineOptions;
  /** When how many were acknowledged, oldest first. */
  #past: { readonly ms: number; readonly acknowledged: number }[] = [];
  #lineMs: number;
  #isShown = false;

  constructor(options: LiveLineOptions) {
    this.#options = options;
    this.#lineMs = options.nowMs();
  }

  show(progress: FleetProgress): void {
    const { boards, columns, write, writeLine, nowMs } = this.#options;
    const text = progressText(progress, boards, this.#perS(progress.acknowledged));
    const width = columns();
    if (width !== undefined) {
      write(`\r\u001b[K${text.slice(0, width - 1)}`);
      this.#isShown = true;
    } else if (nowMs() - this.#lineMs >= LINE_MS) {
      this.#lineMs = nowMs();
      writeLine(text);
    }
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) this.#options.write('\r\u001b[K');
    this.#isShown = false;
  }

  #perS(acknowledged: number): number {
    const ms = this.#options.nowMs();
    this.#past = this.#past.filter((past) => ms - past.ms <= RATE_MS);
    const first = this.#past[0];
    this.#past.push({ ms, acknowledged });
    return first ? ((acknowledged - first.acknowledged) * 1_000) / (ms - first.ms) : 0;
  }
}
