/** How often a page may ask for something: a slider that is dragged and a key that is held fit in. */

const PER_SECOND = 40;
const AT_ONCE = 80;

export class Allowance {
  readonly #nowMs: () => number;
  #left = AT_ONCE;
  #lastMs: number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#lastMs = nowMs();
  }

  /** Whether it may now. */
  take(): boolean {
    const nowMs = this.#nowMs();
    this.#left = Math.min(AT_ONCE, this.#left + ((nowMs - this.#lastMs) / 1_000) * PER_SECOND);
    this.#lastMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
