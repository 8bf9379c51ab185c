/** What runs the firmware: one interface, so that engines can stand beside each other. */

import type { Ports } from '../../firmware/ports/ports';
import type { CheckedSettings, Settings } from '../../firmware/station/settings';
import type { StopOptions, StopResult } from '../../firmware/station/station';

export interface RunningStation {
  start(): void;
  /** Stops sampling, sends what waits as far as time allows, and says goodbye. */
  stop(options: StopOptions): Promise<StopResult>;
}

export interface Engine {
  /** For people, like `Node 20.11.0`. */
  readonly name: string;
  /** Fills in defaults and checks settings, as the firmware does. */
  check(settings: unknown): CheckedSettings;
  /** Makes a station of its own on these ports; any number can run side by side. */
  boot(ports: Ports, settings: Settings): RunningStation;
}
