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

/** How many of `count` are due `elapsedMs` after the beginning, at `perS` a second. */
export function dueAt(elapsedMs: number, perS: number, count: number): number {
  return Math.min(count, Math.floor((elapsedMs * perS) / 1_000) + 1);
}
