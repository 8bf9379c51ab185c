/** Monotonic time and timers. All time in the firmware comes from here. */

/** What `set` returns; only `clear` looks at it. */
export type Timer = object;

export interface MonotonicClock {
  /**
   * Milliseconds since some moment before the start. Never goes back and never
   * wraps: hosts whose counter is 32 bits wide extend it.
   */
  now(): number;

  /**
   * Calls `callback` once after `delayMs`, then, if `repeatMs` is given, every
   * `repeatMs` without drift; periods that went by while the host stood still may
   * be left out. Never from inside `set`. 0 ≤ delays < 2³¹ ms.
   */
  set(callback: () => void, delayMs: number, repeatMs?: number): Timer;

  /** Stops a timer; harmless for one that has fired, is cleared, or is undefined. */
  clear(timer: Timer | undefined): void;
}
