/** How long a call takes on Node. */

/** So many runs, of which the best one counts. */
export const BEST_OF = 21;
const RUN_MS = 40;

/** Nanoseconds of one call, in the best of several runs: the least disturbed one. */
export function nanosecondsOf(run: () => void): number {
  let times = 1;
  for (;;) {
    const ms = timed(run, times);
    if (ms > RUN_MS / 2) break;
    times = Math.ceil(times * Math.min(100, Math.max(2, RUN_MS / Math.max(ms, 0.01))));
  }
  let best = Infinity;
  for (let i = 0; i < BEST_OF; i++) best = Math.min(best, timed(run, times));
  return (best / times) * 1e6;
}

function timed(run: () => void, times: number): number {
  const startMs = performance.now();
  for (let i = 0; i < times; i++) run();
  return performance.now() - startMs;
}
