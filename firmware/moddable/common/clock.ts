/** The monotonic clock on the SDK's `time` and `timer`. */

import Time from 'time';
import Timer from 'timer';
import type { MonotonicClock, Timer as PortTimer } from '../../ports/clock';

export class ModdableClock implements MonotonicClock {
  /** `Time.ticks` is 32 bits wide on the ESP32 and wraps after 49 days; this sum does not. */
  #elapsedMs = 0;
  #lastTicks = Time.ticks;

  now(): number {
    const ticks = Time.ticks;
    this.#elapsedMs += Time.delta(this.#lastTicks, ticks);
    this.#lastTicks = ticks;
    return this.#elapsedMs;
  }

  set(callback: () => void, delayMs: number, repeatMs?: number): PortTimer {
    const call = (): void => {
      callback();
    };
    return repeatMs === undefined ? Timer.set(call, delayMs) : Timer.set(call, delayMs, repeatMs);
  }

  clear(timer: PortTimer | undefined): void {
    Timer.clear(timer as Timer | undefined);
  }
}
