/** The station of a board, which comes and goes with the board's power. */

import type { MonotonicClock, Timer } from '../firmware/ports/clock';
import type { StopResult } from '../firmware/station/station';
import type { RunningStation } from './engine/engine';

/** Goodbye takes so long at most, once nothing waits any more. */
const GOODBYE_MS = 10_000;

export class StationSlot {
  readonly #clock: MonotonicClock;
  #running: RunningStation | undefined;
  #onBoot: ((station: RunningStation) => void) | undefined;
  #limit: Timer | undefined;

  constructor(clock: MonotonicClock) {
    this.#clock = clock;
  }

  booted(station: RunningStation): void {
    this.#running = station;
    this.#onBoot?.(station);
  }

  /** Its run is over, by a reset or a power cut. */
  ended(): void {
    this.#running = undefined;
  }

  /**
   * Stops the station in order, once it runs; undefined when it did not come to that,
   * because the board has no power or the station died over it.
   */
  async stop(drainMs: number): Promise<StopResult | undefined> {
    const late = new Promise<undefined>((resolve) => {
      this.#limit = this.#clock.set(() => {
        resolve(undefined);
      }, drainMs + GOODBYE_MS);
    });
    const stopped = this.#whenRunning().then((station) => station.stop({ drainMs }));
    try {
      return await Promise.race([stopped, late]);
    } finally {
      this.close();
    }
  }

  #whenRunning(): Promise<RunningStation> {
    return new Promise((resolve) => {
      if (this.#running) resolve(this.#running);
      else this.#onBoot = resolve;
    });
  }

  /** Nobody waits any more. */
  close(): void {
    this.#clock.clear(this.#limit);
    this.#onBoot = undefined;
  }
}
