/** Scenarios as files: what they are read from, and the climates that they name. */

import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unreadable } from '../climate-file';
import type { ReadClimate } from './climate';
import { type Parsed, parseScenario } from './parse-scenario';
import type { FaultList } from './timeline';
import { MOST_BYTES } from './yaml-text';

/** A year of readings each ten seconds has less. */
const MOST_CLIMATE_BYTES = 100_000_000;

const CLIMATES = fileURLToPath(new URL('../climates/', import.meta.url));

/** Reads a scenario, and all that it needs. */
export function loadScenario(path: string, faults: FaultList): Parsed {
  const file = readText(path, MOST_BYTES);
  if ('missing' in file) {
    return { ok: false, problems: [{ line: 0, column: 0, message: file.missing }] };
  }
  return parseScenario(file.text, { faults, readClimate: climatesBeside(path) });
}

/** Climates are named from the scenario's folder; a bare name may be one that comes with the simulator. */
function climatesBeside(path: string): ReadClimate {
  return (name) => {
    const beside = resolve(dirname(path), name);
    const file = readText(beside, MOST_CLIMATE_BYTES);
    if (!('missing' in file)) return { path: name, text: file.text };
    if (name !== basename(name)) return file;
    const shipped = readText(resolve(CLIMATES, name), MOST_CLIMATE_BYTES);
    return 'missing' in shipped ? file : { path: name, text: shipped.text };
  };
}

function readText(
  path: string,
  mostBytes: number,
): { readonly text: string } | { readonly missing: string } {
  try {
    const state = statSync(path);
    if (!state.isFile()) return { missing: 'this is no file' };
    if (state.size > mostBytes) {
      return { missing: `it has ${state.size} bytes; at most ${mostBytes} are read` };
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (error instanceof TypeError) return { missing: 'it is no text in UTF-8' };
    return { missing: unreadable(error) };
  }
}
