/**
 * How often a random test tries: a little in `npm test`, much in `npm run test:long`,
 * which sets TEST_LONG. TEST_SEED repeats a run; without it each run has its own seed,
 * which fast-check names when a test fails.
 */

export interface Tries {
  readonly numRuns: number;
  readonly seed?: number;
}

export function often(short: number, long: number): Tries {
  const numRuns = process.env['TEST_LONG'] ? long : short;
  const seed = process.env['TEST_SEED'];
  return seed ? { numRuns, seed: Number(seed) } : { numRuns };
}

/** The number of tries, for a test's name. */
export function inLong({ numRuns }: Tries): string {
  return numRuns.toLocaleString('en');
}
