/** How often somebody speaks: silence is judged by it, so that who speaks seldom is not called silent. */

const WINDOW_MS = 3 * 3_600_000;
const MOST_GAPS = 32;
const LONGEST_GAP_MS = 3_600_000;
/** One word may be lost, and the next be late. */
const TIMES = 2.5;

export class Rhythm {
  readonly #leastMs: number;
  #gaps: { readonly ms: number; readonly atMs: number }[] = [];
  #limitMs: number;

  /** Silence is never shorter than `leastMs`. */
  constructor(leastMs: number) {
    this.#leastMs = leastMs;
    this.#limitMs = leastMs;
  }

  /** It has spoken, `gapMs` after its last word. */
  spoke(gapMs: number, atMs: number): void {
    const isLong = gapMs > this.#leastMs / 2;
    if (!isLong && this.#gaps.length === 0) return;
    const gaps = this.#gaps.filter((gap) => atMs - gap.atMs <= WINDOW_MS);
    if (isLong) gaps.push({ ms: Math.min(gapMs, LONGEST_GAP_MS), atMs });
    this.#gaps = gaps.slice(-MOST_GAPS);
    // The longest may have been an outage.
    const [, second] = this.#gaps.map(({ ms }) => ms).sort((one, other) => other - one);
    this.#limitMs = Math.max(this.#leastMs, TIMES * (second ?? 0));
  }

  /** After so long without a word it is silent. */
  get limitMs(): number {
    return this.#limitMs;
  }
}
