/**
 * One run of a board's program, from a start to the next reset or power cut. All
 * that a program has opened ends with it: no timer fires and no callback comes
 * after.
 */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';

export class Life {
  #alive = true;
  readonly #endings = new Set<() => void>();

  get alive(): boolean {
    return this.#alive;
  }

  /** Calls `ending` when this life ends; returns what takes that back. */
  onEnd(ending: () => void): () => void {
    this.#endings.add(ending);
    return () => this.#endings.delete(ending);
  }

  end(): void {
    this.#alive = false;
    for (const ending of [...this.#endings]) ending();
    this.#endings.clear();
  }
}

/** Sees a board's timers; the times are the world's. */
export interface TimerTap {
  readonly set: (timer: Timer, dueMs: number, repeats: boolean) => void;
  /** It has run for the last time, or was taken back. */
  readonly gone: (timer: Timer) => void;
}

/** The clock as one life sees it: it starts at 0 unless told otherwise, and its timers die with it. */
export class LifeClock implements MonotonicClock {
  readonly #clock: MonotonicClock;
  readonly #life: Life;
  readonly #startMs: number;
  readonly #timers = new Set<Timer>();
  readonly #tap: TimerTap | undefined;

  /** `firstMs` is what it shows at the start of the life. */
  constructor(clock: MonotonicClock, life: Life, firstMs = 0, tap?: TimerTap) {
    this.#tap = tap;
    this.#clock = clock;
    this.#life = life;
    this.#startMs = clock.now() - firstMs;
    life.onEnd(() => {
      for (const timer of this.#timers) this.clear(timer);
    });
  }

  now(): number {
    return this.#clock.now() - this.#startMs;
  }

  set(callback: () => void, delayMs: number, repeatMs?: number): Timer {
    if (!this.#life.alive) return {};
    const timer = this.#clock.set(
      () => {
        if (repeatMs === undefined) this.#forget(timer);
        callback();
      },
      delayMs,
      repeatMs,
    );
    this.#timers.add(timer);
    this.#tap?.set(timer, this.#clock.now() + delayMs, repeatMs !== undefined);
    return timer;
  }

  clear(timer: Timer | undefined): void {
    if (timer) this.#forget(timer);
    this.#clock.clear(timer);
  }

  #forget(timer: Timer): void {
    if (this.#timers.delete(timer)) this.#tap?.gone(timer);
  }
}
