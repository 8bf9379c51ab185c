/** All that faults can act upon. */

import type { Aedes } from 'aedes';
import type { Air } from '../board/air';
import type { Home } from '../board/home';
import type { Board } from '../board/board';
import type { TimeServer } from '../board/wall-clock';
import type { AccessPoint, Radio } from '../board/wifi';
import type { Network } from '../world/network';
import type { World } from '../world/world';
import type { SensorLine } from './sensor-line';

/** The embedded broker. */
export interface StageBroker {
  readonly aedes: Aedes;
  /** Takes connections again; by option it has forgotten sessions and what it retained. */
  open(losesSessions?: boolean): void;
  /** Breaks every connection and takes none. */
  shut(): void;
}

export interface Stage {
  readonly world: World;
  readonly board: Board;
  readonly radio: Radio;
  readonly accessPoint: AccessPoint;
  readonly timeServer: TimeServer;
  readonly network: Network;
  readonly sensor: SensorLine;
  readonly air: Air;
  /** Around a home-care board only. */
  readonly home: Home | undefined;
  /** Undefined for an outside one. */
  readonly broker: StageBroker | undefined;
}
