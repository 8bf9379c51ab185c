/** All that faults can act upon. */

import type { Aedes } from 'aedes';
import type { Board } from '../board/board';
import type { TimeServer } from '../board/wall-clock';
import type { AccessPoint } from '../board/wifi';
import type { World } from '../world/world';

/** The embedded broker. */
export interface StageBroker {
  readonly aedes: Aedes;
  open(): void;
  shut(): void;
}

/** What the network between board and broker is like; in virtual time only. */
export interface Network {
  /** One way. */
  delayMs: number;
  /** Up to so much is added, each time anew. */
  jitterMs: number;
  /** Nothing arrives, and nobody is told. */
  cut: boolean;
}

/** What the cable does to the sensor's answers. */
export interface Cable {
  /** Of 100 answers so many have a bit that is wrong. */
  spoiltPercent: number;
}

export interface Stage {
  readonly world: World;
  readonly board: Board;
  readonly accessPoint: AccessPoint;
  readonly timeServer: TimeServer;
  readonly network: Network;
  readonly cable: Cable;
  /** Undefined for an outside one. */
  readonly broker: StageBroker | undefined;
}
