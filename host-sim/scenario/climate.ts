/** The climate of a scenario: a recording, in a file or on lines of its own, or values that stay. */

import { isMap } from 'yaml';
import { type Climate, recordedClimate } from '../board/climate';
import { ClimateError, parseClimate } from '../board/climate-csv';
import { Fields } from './fields';

/** Finds a climate file by the name in a scenario; a text that is none says why. */
export type ReadClimate = (
  name: string,
) => { readonly path: string; readonly text: string } | { readonly missing: string };

type Maker = (startUnixMs: number) => Climate;

export function climateOf(fields: Fields, read: ReadClimate): Maker | undefined {
  const node = fields.get('climate');
  if (isMap(node)) return stillClimate(fields);
  const name = fields.text('climate');
  if (name === undefined) return undefined;
  if (name.includes('\n')) return makerOf(fields, { path: 'line', text: name });
  const file = read(name);
  if (!('missing' in file)) return makerOf(fields, file);
  fields.wrong('climate', `climate ${name}: ${file.missing}`);
  return undefined;
}

function stillClimate(fields: Fields): Maker | undefined {
  const known = ['temperature', 'humidity'];
  const values = new Fields(fields.problems, fields.map('climate')!, 'the climate', known);
  values.required('temperature', 'write °C');
  values.required('humidity', 'write %');
  const temperatureC = values.number('temperature', -40, 80);
  const humidityPercent = values.number('humidity', 0, 100);
  if (temperatureC === undefined || humidityPercent === undefined) return undefined;
  return () => () => ({ temperatureC, humidityPercent });
}

/** Of CSV, from a file or in the scenario itself. */
function makerOf(
  fields: Fields,
  { path, text }: { readonly path: string; readonly text: string },
): Maker | undefined {
  try {
    const rows = parseClimate(text);
    return (startUnixMs) => recordedClimate(rows, startUnixMs);
  } catch (error) {
    if (!(error instanceof ClimateError)) throw error;
    fields.wrong('climate', `climate ${path}:${error.line}: ${error.message}`);
    return undefined;
  }
}
