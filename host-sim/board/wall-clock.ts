/** The board's time of day: unset at power-on, set by a simulated time server, kept through resets and deep sleep. */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import type { WallClock } from '../../firmware/ports/wall-clock';

export interface TimeServer {
  /** How long an answer takes. */
  readonly delayMs: number;
  /** Whether there is one. */
  reachable: boolean;
}

/** The SDK's SNTP asks five times, five seconds each. */
const GIVE_UP_MS = 25_000;

/** The counter that goes on while the rest of the chip sleeps; it dies with the power. */
export interface RealTimeClock {
  /** Unix time minus the world's monotonic time, once set. */
  offsetMs: number | undefined;
  /** The world's monotonic time. */
  readonly now: () => number;
}

export class SimulatedWallClock implements WallClock {
  readonly #clock: MonotonicClock;
  readonly #trueUnixMs: () => number;
  readonly #server: TimeServer;
  readonly #rtc: RealTimeClock;
  #pending: Timer | undefined;

  constructor(
    clock: MonotonicClock,
    trueUnixMs: () => number,
    server: TimeServer,
    rtc: RealTimeClock = { offsetMs: undefined, now: () => clock.now() },
  ) {
    this.#rtc = rtc;
    this.#clock = clock;
    this.#trueUnixMs = trueUnixMs;
    this.#server = server;
  }

  unixMs(): number | undefined {
    const { offsetMs, now } = this.#rtc;
    return offsetMs === undefined ? undefined : now() + offsetMs;
  }

  synchronize(callback: (error: Error | null) => void): void {
    if (this.#pending) throw new Error('a request is under way');
    const { reachable, delayMs } = this.#server;
    this.#pending = this.#clock.set(
      () => {
        this.#pending = undefined;
        if (reachable) this.#rtc.offsetMs = this.#trueUnixMs() - this.#rtc.now();
        callback(reachable ? null : new Error('no answer'));
      },
      reachable ? delayMs : GIVE_UP_MS,
    );
  }

  cancel(): void {
    this.#clock.clear(this.#pending);
    this.#pending = undefined;
  }
}
