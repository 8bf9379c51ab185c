/**
 * How long to wait before trying again: the ceiling doubles with each failure
 * and the wait is drawn from all below it ("full jitter"), so that a thousand
 * stations do not come back in step after an outage. What had held for a while
 * and is lost is tried again at once, and the ceiling begins anew; a success that
 * ends soon counts as one more failure.
 */

import type { Random } from '../ports/random';

/** Never a tight loop after a failure, whatever is drawn. */
const SHORTEST_MS = 250;
const FIRST_CEILING_MS = 2_000;
const LAST_CEILING_MS = 60_000;
/**
 * So long a success must hold: as long as the longest wait, so that a partner who
 * lets in and throws out never sees more tries than one who refuses.
 */
const HELD_MS = LAST_CEILING_MS;

export class Backoff {
  readonly #random: Random;
  readonly #bytes = new Uint8Array(2);
  #ceilingMs = FIRST_CEILING_MS;
  #workedMs: number | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  /** It works, since `nowMs`. */
  worked(nowMs: number): void {
    this.#workedMs = nowMs;
  }

  /** What worked, if it did, is over at `nowMs`; true when it had held. */
  over(nowMs: number): boolean {
    const held = this.#workedMs !== undefined && nowMs - this.#workedMs >= HELD_MS;
    this.#workedMs = undefined;
    if (held) this.#ceilingMs = FIRST_CEILING_MS;
    return held;
  }

  /** It failed, or what worked is over, at `nowMs`: milliseconds to wait, 0 when it had held. */
  nextMs(nowMs: number): number {
    if (this.over(nowMs)) return 0;
    this.#random.fill(this.#bytes);
    const fraction = ((this.#bytes[0]! << 8) | this.#bytes[1]!) / 0x1_0000;
    const waitMs = SHORTEST_MS + Math.floor(fraction * (this.#ceilingMs - SHORTEST_MS));
    this.#ceilingMs = Math.min(LAST_CEILING_MS, this.#ceilingMs * 2);
    return waitMs;
  }
}

/** A board that sleeps tries again so long after its first failure, twice as long after the next. */
const FIRST_REST_MS = 30_000;
/** Enough to save the battery, and its readings come soon when the network is back. */
const LAST_REST_MS = 900_000;

/**
 * How many wakings leave the radio off after `failures` (1 to 255) in a row with it that reached
 * nothing, for a board that wakes every `intervalMs`. From waking to waking boards stray
 * by themselves: nothing is drawn here.
 */
export function restsAfter(failures: number, intervalMs: number): number {
  const waitMs = Math.min(LAST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1));
  return Math.max(0, Math.floor(waitMs / intervalMs) - 1);
}
