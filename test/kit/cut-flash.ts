/** A partition whose power is cut at the nth write or erase, after which nothing works any more. */

import { SimulatedFlashPartition } from '../../host-sim/board/flash-partition';
import { SeededRandom } from '../../host-sim/board/random';

export class PowerCut extends Error {
  override name = 'PowerCut';
}

export class CutFlashPartition {
  readonly partition: SimulatedFlashPartition;
  /** Writes and erases so far. */
  changes = 0;
  isCut = false;

  /** Goes on from an image; never cut unless it is said when. */
  constructor(byteLength: number, cutAt = Infinity, image?: Uint8Array, seed = 1) {
    this.partition = new SimulatedFlashPartition(
      {
        byteLength,
        random: new SeededRandom(seed, 'cut').next,
        beforeWrite: () => {
          if (this.isCut) throw new PowerCut('there is no power');
          if (++this.changes < cutAt) return;
          this.isCut = true;
          throw new PowerCut('the power is cut');
        },
      },
      image,
    );
  }
}
