/** The board's time of day: unset at power-on, set by a simulated time server. */

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

export class SimulatedWallClock implements WallClock {
  readonly #clock: MonotonicClock;
  readonly #trueUnixMs: () => number;
  readonly #server: TimeServer;
  /** Unix time minus monotonic time, once set. */
  #offsetMs: number | undefined;
  #pending: Timer | undefined;

  constructor(clock: MonotonicClock, trueUnixMs: () => number, server: TimeServer) {
    this.#clock = clock;
    this.#trueUnixMs = trueUnixMs;
    this.#server = server;
  }

  unixMs(): number | undefined {
    return this.#offsetMs === undefined ? undefined : this.#clock.now() + this.#offsetMs;
  }

  synchronize(callback: (error: Error | null) => void): void {
    if (this.#pending) throw new Error('a request is under way');
    const { reachable, delayMs } = this.#server;
    this.#pending = this.#clock.set(
      () => {
        this.#pending = undefined;
        if (reachable) this.#offsetMs = this.#trueUnixMs() - this.#clock.now();
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
