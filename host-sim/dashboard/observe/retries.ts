/**
 * When something is tried again. The program tells nobody; but whoever gives up sets a timer
 * in that very moment, and it is the last one that does.
 */

import type { Timer } from '../../../firmware/ports/clock';
import type { TimerTap } from '../../board/life';

interface Pending {
  readonly setMs: number;
  readonly dueMs: number;
}

/** In real time a turn of the program takes a while. */
const SAME_MOMENT_MS = 60;

export class Retries implements TimerTap {
  readonly #nowMs: () => number;
  readonly #pending = new Map<Timer, Pending>();

  /** `nowMs` is the world's monotonic time. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  readonly set = (timer: Timer, dueMs: number, repeats: boolean): void => {
    if (!repeats) this.#pending.set(timer, { setMs: this.#nowMs(), dueMs });
  };

  readonly gone = (timer: Timer): void => {
    this.#pending.delete(timer);
  };

  /** When what was given up at `sinceMs` is tried again, if that is known. */
  dueAfter(sinceMs: number): number | undefined {
    let last: Pending | undefined;
    for (const pending of this.#pending.values()) {
      const afterMs = pending.setMs - sinceMs;
      if (afterMs >= 0 && afterMs <= SAME_MOMENT_MS) last = pending;
    }
    return last?.dueMs;
  }
}
