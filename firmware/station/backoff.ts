/**
 * How long to wait before trying again: the ceiling doubles with each failure
 * and the wait is drawn from all below it ("full jitter"), so that a thousand
 * stations do not come back in step after an outage.
 */

import type { Random } from '../ports/random';

/** Never a tight loop, whatever is drawn. */
const SHORTEST_MS = 250;
const FIRST_CEILING_MS = 2_000;
const LAST_CEILING_MS = 60_000;

export class Backoff {
  readonly #random: Random;
  readonly #bytes = new Uint8Array(2);
  #ceilingMs = FIRST_CEILING_MS;

  constructor(random: Random) {
    this.#random = random;
  }

  /** It worked. */
  reset(): void {
    this.#ceilingMs = FIRST_CEILING_MS;
  }

  /** It failed again: milliseconds to wait. */
  nextMs(): number {
    this.#random.fill(this.#bytes);
    const fraction = ((this.#bytes[0]! << 8) | this.#bytes[1]!) / 0x1_0000;
    const waitMs = SHORTEST_MS + Math.floor(fraction * (this.#ceilingMs - SHORTEST_MS));
    this.#ceilingMs = Math.min(LAST_CEILING_MS, this.#ceilingMs * 2);
    return waitMs;
  }
}
