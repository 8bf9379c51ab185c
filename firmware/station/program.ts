/**
 * What a board runs after a reset: the station or, when that has crashed three
 * times in a row, the safe mode, which says why and tries again after a while.
 */

import { CrashRecord } from './crash-record';
import type { StationEvent } from './events';
import type { Extras } from './extras';
import { SafeMode } from './safe-mode';
import type { Settings } from './settings';
import { DutyCycle } from './duty-cycle';
import { Station, type StopOptions, type StopResult } from './station';
import type { StationPorts } from './station-ports';

/** Crashes in a row after which the station is not started again at once. */
const MOST_CRASHES = 3;
/** A run that lasts so long has held. */
const HEALTHY_MS = 300_000;

export class Program {
  readonly #ports: StationPorts;
  readonly #settings: Settings;
  readonly #extras: Extras;
  readonly #crashes: CrashRecord;
  #station: Station | DutyCycle | undefined;
  #safeMode: SafeMode | undefined;

  /** `settings` are checked ones: see settings.ts. */
  constructor(ports: StationPorts, settings: Settings, extras: Extras = {}) {
    this.#ports = ports;
    this.#settings = settings;
    this.#extras = extras;
    this.#crashes = new CrashRecord(ports.sleep.retained);
  }

  start(): void {
    const { reset } = this.#ports;
    const crashes = this.#crashes;
    crashes.started(reset.reason);
    if (crashes.crashes < MOST_CRASHES) this.#startStation();
    else {
      const tell = (event: StationEvent): void => {
        this.#ports.log.write(event);
      };
      this.#safeMode = new SafeMode(this.#ports.clock, crashes, tell, () => {
        crashes.retry(MOST_CRASHES - 1);
        reset.restart();
      });
      this.#safeMode.start();
    }
  }

  #startStation(): void {
    const { clock } = this.#ports;
    if (this.#crashes.crashes > 0) clock.set(() => this.#crashes.clear(), HEALTHY_MS);
    const Kind = this.#settings.sleep ? DutyCycle : Station;
    this.#station = new Kind(this.#ports, this.#settings, this.#extras);
    this.#station.start();
  }

  /** Ends in order: see the station's. */
  stop(options: StopOptions): Promise<StopResult> {
    this.#safeMode?.stop();
    return this.#station?.stop(options) ?? Promise.resolve({ unsent: 0 });
  }

  /**
   * An exception that left a callback, or a rejected promise that nobody handled,
   * and that the host has kept from ending the program; `where` is its name.
   */
  uncaught(where: string, error: unknown): void {
    this.#station?.uncaught(where, error);
  }
}
