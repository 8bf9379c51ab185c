/** The climate that `npm start` was asked for. */

import { readFile } from 'node:fs/promises';
import { type Climate, dayCurve, recordedClimate } from './board/climate';
import { ClimateError, parseClimate } from './board/climate-csv';
import { SeededRandom } from './board/random';
import type { Options } from './options';
import { UsageError } from './usage-error';

/** A recorded one, or the day curve; throws a {@link UsageError}. */
export async function climateOf(
  { climateFile, seed }: Pick<Options, 'climateFile' | 'seed'>,
  startUnixMs: number,
): Promise<Climate> {
  if (climateFile === undefined) return dayCurve(new SeededRandom(seed, 'climate').next);
  let text: string;
  try {
    text = await readFile(climateFile, 'utf8');
  } catch (error) {
    throw new UsageError(`--climate ${climateFile}: ${unreadable(error)}`);
  }
  try {
    return recordedClimate(parseClimate(text), startUnixMs);
  } catch (error) {
    if (!(error instanceof ClimateError)) throw error;
    throw new UsageError(`${climateFile}:${error.line}: ${error.message}`);
  }
}

/** Why a file could not be read. */
export function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  return `it cannot be read (${code ?? String(error)})`;
}
