/** What runs the firmware: one interface, so that engines can stand beside each other. */

import type { Ports } from '../../firmware/ports/ports';
import type { CheckedSettings } from '../../firmware/station/settings';
import type { StopOptions, StopResult } from '../../firmware/station/station';
import type { FirmwareError } from './firmware-error';

export interface RunningStation {
  /** Stops sampling, sends what waits as far as time allows, and says goodbye. */
  stop(options: StopOptions): Promise<StopResult>;
  /** Ends it where it is, as a reset or a power cut does. */
  end(): void;
}

export interface Engine {
  /** For people, like `XS 13.3.0` or `Node 20.11.0`. */
  readonly name: string;
  /** Fills in defaults and checks settings, as the firmware does. */
  check(settings: unknown): Promise<CheckedSettings>;
  /**
   * Starts a station of its own on these ports; any number can run side by side.
   * `onFault` hears of what ends it unasked.
   */
  boot(ports: Ports, settings: unknown, onFault: (error: FirmwareError) => void): RunningStation;
  /** The place in TypeScript, like `firmware/station/sampler.ts:42`, that a stack of this engine's speaks of. */
  placeOf(stack: string | undefined): string | undefined;
  /** Ends what stands ready. */
  close(): void;
}
