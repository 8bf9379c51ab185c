/** What came of a fleet's run, from all who have counted. */

import type { Fleet } from './fleet';
import type { Meters } from './meters';
import type { Observer } from './observer';
import type { FleetResult } from './result';

/** What is measured while all boards are there. */
export type Measured = Pick<FleetResult, 'full' | 'latency'>;

export interface Accountants {
  readonly fleet: Fleet;
  readonly observer: Observer;
  readonly meters: Meters;
}

export function accountOf(
  { fleet, observer, meters }: Accountants,
  run: Pick<FleetResult, 'boards' | 'interrupted' | 'tookMs'> & Measured,
): FleetResult {
  const { crew, started } = fleet;
  const { connectedMost, reconnects, failedSamples, problems } = crew;
  const { beforeBytes, mostBytes } = meters;
  const perBoardBytes = mostBytes > 0 ? (mostBytes - beforeBytes) / started : undefined;
  return {
    ...run,
    ...{ started, connectedMost, reconnects, failedSamples, problems },
    ...readingsOf(fleet, observer.ended !== undefined),
    memory: { beforeBytes, mostBytes, perBoardBytes },
    absence: observer.absence,
    observerEnded: observer.ended,
    contested: fleet.contested,
  };
}

type Readings = Pick<
  FleetResult,
  | 'accepted'
  | 'acknowledged'
  | 'arrived'
  | 'duplicates'
  | 'strangers'
  | 'lost'
  | 'unjudged'
  | 'losers'
>;

/** Of what nobody was there to see, only what the broker never acknowledged is known to be lost. */
function readingsOf({ crew, ledger, names }: Fleet, isUnseen: boolean): Readings {
  const { accepted, arrived, duplicates, strangers } = ledger;
  const { acknowledged } = crew;
  const unjudged = isUnseen ? Math.max(0, Math.min(acknowledged, accepted) - arrived) : 0;
  const losers = isUnseen ? [] : ledger.losers;
  return {
    ...{ accepted, acknowledged, arrived, duplicates, strangers, unjudged },
    lost: ledger.lost - unjudged,
    losers: losers.map(({ board, lost }) => ({ id: names.idOf(board), lost })),
  };
}
