/**
 * Time that stands still until somebody moves it. Timers run in the order of
 * their times, and of their setting where times are equal; what they set runs in
 * its turn. Nothing here knows of Node, so unit tests inside XS use it too.
 */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import { checkDelay } from './delay';

interface VirtualTimer {
  dueMs: number;
  readonly order: number;
  readonly repeatMs: number | undefined;
  readonly callback: () => void;
}

export class VirtualClock implements MonotonicClock {
  #nowMs: number;
  #order = 0;
  #timers: VirtualTimer[] = [];

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  set(callback: () => void, delayMs: number, repeatMs?: number): Timer {
    checkDelay(delayMs);
    const timer = { dueMs: this.#nowMs + delayMs, order: this.#order++, repeatMs, callback };
    this.#insert(timer);
    return timer;
  }

  clear(timer: Timer | undefined): void {
    const at = this.#timers.indexOf(timer as VirtualTimer);
    if (at >= 0) this.#timers.splice(at, 1);
  }

  /** When the next timer is due, or undefined when none is set. */
  get nextMs(): number | undefined {
    return this.#timers[0]?.dueMs;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.length;
  }

  /** Goes to the next timer and runs it; false, and nothing moved, when none is due by `untilMs`. */
  runNext(untilMs: number): boolean {
    const timer = this.#timers[0];
    if (!timer || timer.dueMs > untilMs) return false;
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    if (timer.repeatMs !== undefined) {
      timer.dueMs += timer.repeatMs;
      this.#insert(timer);
    }
    timer.callback();
    return true;
  }

  /** Moves on by `ms` and runs all that falls due on the way. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.runNext(untilMs));
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #insert(timer: VirtualTimer): void {
    let at = this.#timers.length;
    while (at > 0 && isLater(this.#timers[at - 1]!, timer)) at--;
    this.#timers.splice(at, 0, timer);
  }
}

function isLater(one: VirtualTimer, other: VirtualTimer): boolean {
  return one.dueMs > other.dueMs || (one.dueMs === other.dueMs && one.order > other.order);
}
