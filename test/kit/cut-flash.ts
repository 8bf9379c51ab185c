/** A partition whose power is cut at the nth write or erase, after which nothing works any more. */

import type { FlashPartition } from '../../firmware/ports/flash';
import { SimulatedFlashPartition } from '../../host-sim/board/flash-partition';
import { Life } from '../../host-sim/board/life';
import { poweredFlash } from '../../host-sim/board/powered';
import { SeededRandom } from '../../host-sim/board/random';

export class PowerCut extends Error {
  override name = 'PowerCut';
}

export class CutFlashPartition {
  /** What is on it. */
  readonly flash: SimulatedFlashPartition;
  /** The way to it, which is closed once the power is cut. */
  readonly partition: FlashPartition;
  /** Writes and erases so far. */
  changes = 0;
  readonly #life = new Life();

  get isCut(): boolean {
    return !this.#life.alive;
  }

  /** Goes on from an image; never cut unless it is said when. */
  constructor(byteLength: number, cutAt = Infinity, image?: Uint8Array, seed = 1) {
    this.flash = new SimulatedFlashPartition(
      {
        byteLength,
        random: new SeededRandom(seed, 'cut').next,
        beforeWrite: () => {
          if (++this.changes < cutAt) return;
          this.#life.end();
          throw new PowerCut('the power is cut');
        },
      },
      image,
    );
    this.partition = poweredFlash(this.flash, this.#life);
  }
}
