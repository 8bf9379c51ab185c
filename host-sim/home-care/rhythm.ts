/**
 * How often somebody speaks: silence is judged by it, so that who speaks seldom is not
 * called silent. It is known once two long gaps were heard, or talk without any that went
 * on for so long that long ones would have shown; until then silence may be a gap.
 */

const WINDOW_MS = 3 * 3_600_000;
const MOST_GAPS = 32;
export const LONGEST_GAP_MS = 3_600_000;
/** One word may be lost, and the next be late. */
export const TIMES = 2.5;
/** So many times the shortest silence of talk: what a board says at its start, or a door that is used, is less. */
const TALK_TIMES = 3;

export class Rhythm {
  readonly #leastMs: number;
  #gaps: { readonly ms: number; readonly atMs: number }[] = [];
  #talkMs = 0;
  #isKnown = false;
  #limitMs: number;
  /** The next gap was not heard from its beginning. */
  #isInterrupted = true;

  /** Silence is never shorter than `leastMs`; until the rhythm is known it is not shorter than `untilKnownMs` either. */
  constructor(leastMs: number, untilKnownMs: number) {
    this.#leastMs = leastMs;
    this.#limitMs = Math.max(leastMs, untilKnownMs);
  }

  /** Words may have been missed: the gap that ends next says nothing. */
  interrupted(): void {
    this.#isInterrupted = true;
  }

  /** It has spoken, `gapMs` after its last word. */
  spoke(gapMs: number, atMs: number): void {
    if (this.#isInterrupted) {
      this.#isInterrupted = false;
      return;
    }
    const isLong = gapMs > this.#leastMs / 2;
    if (!isLong) this.#talkMs += Math.max(0, gapMs);
    if (!isLong && this.#gaps.length === 0 && this.#isKnown) return;
    const gaps = this.#gaps.filter((gap) => atMs - gap.atMs <= WINDOW_MS);
    if (isLong) gaps.push({ ms: Math.min(gapMs, LONGEST_GAP_MS), atMs });
    this.#gaps = gaps.slice(-MOST_GAPS);
    // The longest may have been an outage.
    const [, second] = this.#gaps.map(({ ms }) => ms).sort((one, other) => other - one);
    this.#isKnown ||= second !== undefined || this.#talkMs >= TALK_TIMES * this.#leastMs;
    if (this.#isKnown) this.#limitMs = Math.max(this.#leastMs, TIMES * (second ?? 0));
  }

  /** After so long without a word it is silent. */
  get limitMs(): number {
    return this.#limitMs;
  }
}
