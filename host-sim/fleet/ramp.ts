/** How fast boards are started, so that neither they nor their samples come all at once. */

/** Started a second, when nobody says otherwise: more would mostly measure the connecting. */
const MOST_PER_S = 500;

/**
 * How many boards a second to start. A board samples at its interval from its start on,
 * so starting takes a whole number of intervals: then the samples are spread evenly.
 */
export function rampPerS(boards: number, intervalMs: number): number {
  const intervals = Math.max(1, Math.ceil((boards * 1_000) / (MOST_PER_S * intervalMs)));
  return (boards * 1_000) / (intervals * intervalMs);
}

/** A process that stood still for longer does not make up for it: what is behind would come all at once. */
export const LONGEST_STEP_MS = 100;

/** Says how many of `count` are due, at `perS` a second; of a time in which nobody asked `longestStepMs` counts. */
export class Ramp {
  readonly #perS: number;
  readonly #count: number;
  readonly #longestStepMs: number;
  #lastMs: number;
  #elapsedMs = 0;

  constructor(perS: number, count: number, nowMs: number, longestStepMs = Infinity) {
    this.#longestStepMs = longestStepMs;
    this.#perS = perS;
    this.#count = count;
    this.#lastMs = nowMs;
  }

  /** The first is due at once. */
  dueAt(nowMs: number): number {
    this.#elapsedMs += Math.min(this.#longestStepMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    return Math.min(this.#count, Math.floor((this.#elapsedMs * this.#perS) / 1_000) + 1);
  }
}
