/** When messages that wait are worth nothing any more: one timer, for the first of them. */

import type { MonotonicClock, Timer } from '../../ports/clock';

export class Expiry {
  readonly #onDue: () => void;
  #clock: MonotonicClock | undefined;
  #timer: Timer | undefined;
  /** What the timer is set to; undefined while no message has an end. */
  #nextMs: number | undefined;

  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  attach(clock: MonotonicClock): void {
    this.#clock = clock;
  }

  /** The end of a message that lasts `expiryS` from now on. */
  deadlineOf(expiryS: number | undefined): number | undefined {
    if (expiryS === undefined || !this.#clock) return undefined;
    const deadlineMs = this.#clock.now() + expiryS * 1000;
    this.#note(deadlineMs);
    return deadlineMs;
  }

  /** Whether it is time to look through the messages with {@link keeps}. */
  get isDue(): boolean {
    if (!this.#clock || this.#nextMs === undefined) return false;
    if (this.#nextMs > this.#clock.now()) return false;
    this.#nextMs = undefined;
    return true;
  }

  /** Whether a message is still worth something; its end is then waited for. */
  keeps(deadlineMs: number | undefined): boolean {
    if (deadlineMs === undefined || !this.#clock) return true;
    if (deadlineMs <= this.#clock.now()) return false;
    this.#note(deadlineMs);
    return true;
  }

  #note(deadlineMs: number): void {
    const clock = this.#clock!;
    if (this.#nextMs !== undefined && this.#nextMs <= deadlineMs) return;
    this.#nextMs = deadlineMs;
    clock.clear(this.#timer);
    // No timer holds longer than this; it is then set again.
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(0, deadlineMs - clock.now()));
    this.#timer = clock.set(() => {
      this.#timer = undefined;
      if (this.#nextMs === undefined) return;
      if (this.#nextMs <= clock.now()) this.#onDue();
      else {
        const nextMs = this.#nextMs;
        this.#nextMs = undefined;
        this.#note(nextMs);
      }
    }, waitMs);
  }
}

/** A day: timers count milliseconds in 32 bits. */
const LONGEST_WAIT_MS = 86_400_000;
