/** How far a fleet is, and what came of it. */

import type { Problem } from './crew';
import type { LatencySummary } from './latencies';
import type { Stretch } from './meters';
import type { Absence } from './observer';

export interface FleetProgress {
  readonly phase:
    'starting' | 'connecting' | 'running' | 'stopping' | 'waiting for what is under way';
  /** Since it began. */
  readonly phaseMs: number;
  readonly started: number;
  readonly connected: number;
  readonly accepted: number;
  readonly acknowledged: number;
  readonly arrived: number;
  readonly latency: LatencySummary | undefined;
  readonly perBoardBytes: number;
}

export interface FleetResult {
  readonly boards: number;
  readonly started: number;
  /** With the broker at the same time. */
  readonly connectedMost: number;
  readonly reconnects: number;
  readonly accepted: number;
  readonly acknowledged: number;
  readonly arrived: number;
  readonly duplicates: number;
  readonly strangers: number;
  readonly lost: number;
  readonly losers: readonly { readonly id: string; readonly lost: number }[];
  readonly failedSamples: number;
  readonly problems: readonly Problem[];
  /** While all boards were there; undefined when it did not come to that. */
  readonly full: Stretch | undefined;
  /** Likewise; undefined also when nothing was acknowledged meanwhile. */
  readonly latency: LatencySummary | undefined;
  readonly memory: {
    readonly beforeBytes: number;
    /** With all boards; 0 when it did not come to that. */
    readonly mostBytes: number;
    readonly perBoardBytes: number | undefined;
  };
  /** The observer heard nothing in these times. */
  readonly absence: Absence;
  readonly interrupted: boolean;
  readonly tookMs: number;
}
