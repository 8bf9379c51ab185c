/** The monotonic clock on the SDK's `time` and `timer`. */

import Time from 'time';
import Timer from 'timer';
import type { MonotonicClock, Timer as PortTimer } from '../../ports/clock';

/** Differences of ticks are right as long as they are below 2³¹ ms, which is 24 days. */
const LOOK_MS = 86_400_000;
/** The SDK compares times as 32-bit numbers with a sign. */
const LONGEST_DELAY_MS = 0x7fff_ffff;

export class ModdableClock implements MonotonicClock {
  /** `Time.ticks` is 32 bits wide on the ESP32 and wraps after 49 days; this sum does not. */
  #elapsedMs = 0;
  #lastTicks = Time.ticks;

  constructor() {
    Timer.repeat(() => {
      this.now();
    }, LOOK_MS);
  }

  now(): number {
    const ticks = Time.ticks;
    this.#elapsedMs += Time.delta(this.#lastTicks, ticks);
    this.#lastTicks = ticks;
    return this.#elapsedMs;
  }

  set(callback: () => void, delayMs: number, repeatMs?: number): PortTimer {
    checkDelay(delayMs);
    if (repeatMs !== undefined) checkDelay(repeatMs);
    const call = (): void => {
      callback();
    };
    return repeatMs === undefined ? Timer.set(call, delayMs) : Timer.set(call, delayMs, repeatMs);
  }

  clear(timer: PortTimer | undefined): void {
    Timer.clear(timer as Timer | undefined);
  }
}

function checkDelay(delayMs: number): void {
  if (delayMs >= 0 && delayMs <= LONGEST_DELAY_MS) return;
  throw new RangeError(`timer: ${delayMs} ms; must be from 0 to ${LONGEST_DELAY_MS}`);
}
