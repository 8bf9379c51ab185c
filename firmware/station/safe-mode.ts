/** Waits, and says why: a program that crashes as soon as it starts would only wear the board out. */

import type { MonotonicClock, Timer } from '../ports/clock';
import type { CrashRecord } from './crash-record';
import type { Tell } from './events';

/** How long it waits, the first time and after each try that ended in another crash. */
const WAITS_MS: readonly number[] = Object.freeze([60_000, 300_000, 900_000, 3_600_000]);
/** From one word to the next: who opens the serial port wants to know at once. */
const REPEAT_MS = 60_000;

export class SafeMode {
  readonly #clock: MonotonicClock;
  readonly #crashes: CrashRecord;
  readonly #tell: Tell;
  readonly #retry: () => void;
  #leftMs: number;
  #timer: Timer | undefined;

  constructor(clock: MonotonicClock, crashes: CrashRecord, tell: Tell, retry: () => void) {
    this.#clock = clock;
    this.#crashes = crashes;
    this.#tell = tell;
    this.#retry = retry;
    this.#leftMs = WAITS_MS[Math.min(crashes.waits, WAITS_MS.length - 1)]!;
  }

  start(): void {
    this.#say();
    this.#timer = this.#clock.set(() => this.#minute(), REPEAT_MS, REPEAT_MS);
  }

  stop(): void {
    this.#clock.clear(this.#timer);
  }

  #minute(): void {
    this.#leftMs -= REPEAT_MS;
    if (this.#leftMs > 0) {
      this.#say();
      return;
    }
    this.stop();
    this.#retry();
  }

  #say(): void {
    const { crashes, cause } = this.#crashes;
    this.#tell({
      level: 'error',
      event: 'safe mode',
      cause,
      crashes,
      retryS: this.#leftMs / 1000,
      check: CHECKS[cause] ?? '',
    });
  }
}

const CHECKS: Readonly<Record<string, string>> = Object.freeze({
  panic: 'what the log says before this, and the memory settings of the board',
  watchdog: 'what the log says before this: the program stood still',
  'brown-out': 'the supply: a USB port or cable that gives too little when the radio sends',
});
