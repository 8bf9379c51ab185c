/** All that faults can act upon. */

import type { Board } from '../board/board';
import type { World } from '../world/world';

export interface Stage {
  readonly world: World;
  readonly board: Board;
}
