/** What is known of a device that is watched over. */

import type { Alert } from './alert';
import { Rhythm } from './rhythm';
import type { Plan, Values } from './rules';

export interface Sensor {
  lastMs: number;
  values: Values;
  readonly rhythm: Rhythm;
}

/** Since when what a rule looks at is out of order, or in order again. */
export interface Watched {
  badSinceMs: number | undefined;
  wellSinceMs: number | undefined;
}

export interface Device {
  readonly name: string;
  /** When something came last, or when it was first heard of. */
  lastMs: number;
  /** Until then it has said that it sleeps. */
  asleepUntilMs: number;
  /** Since when it is said to be gone, by itself or by its last will; undefined while it is not. */
  offlineSinceMs: number | undefined;
  readonly rhythm: Rhythm;
  readonly sensors: Map<string, Sensor>;
  /** What was told of it once. */
  readonly noted: Set<string>;
  readonly watched: Map<string, Watched>;
  readonly alerts: Map<string, Alert>;
}

export function newDevice(
  name: string,
  { silentAfterMs, silentUntilKnownMs }: Plan,
  atMs: number,
): Device {
  return {
    ...{ name, lastMs: atMs, asleepUntilMs: 0, offlineSinceMs: undefined },
    rhythm: new Rhythm(silentAfterMs, silentUntilKnownMs),
    ...{ sensors: new Map(), noted: new Set(), watched: new Map(), alerts: new Map() },
  };
}
