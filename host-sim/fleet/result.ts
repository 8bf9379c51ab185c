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
  /** Acknowledged and not seen, when the observer has ended: lost or not, nobody knows. */
  readonly unjudged: number;
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
  /** How the observer's process has ended, when it should not have. */
  readonly observerEnded: string | undefined;
  /** Boards that somebody else had online, too: another fleet with the same prefix. */
  readonly contested: readonly string[];
  readonly interrupted: boolean;
  readonly tookMs: number;
}

/** All that was accepted has been seen, and somebody was there to see it. */
export function isGood({ lost, observerEnded, contested }: FleetResult): boolean {
  return lost === 0 && observerEnded === undefined && contested.length === 0;
}
