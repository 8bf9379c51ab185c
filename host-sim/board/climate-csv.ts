/** Recorded climates: CSV with a time, °C and % in each line. */

import { CsvError, parse } from 'csv-parse/sync';
import type { ClimateRow } from './climate';
import { decimalOf, parseTime, type RecordedTime } from './climate-time';

/** What is wrong with a file, and in which line. */
export class ClimateError extends Error {
  override name = 'ClimateError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

interface Record {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a recording. The time is in seconds from the start, or a date and time (ISO
 * 8601, UTC unless it says otherwise), of which the first is the start; it must not
 * go back, and two lines of one time are a step. A first line of words is a heading.
 * Throws a {@link ClimateError}.
 */
export function parseClimate(text: string): readonly ClimateRow[] {
  const records = split(text);
  const rows: ClimateRow[] = [];
  let first: RecordedTime | undefined;
  for (const [index, { record, info }] of records.entries()) {
    const line = info.lines;
    if (index === 0 && isHeading(record, line)) continue;
    checkColumns(record, line);
    const time = timeOf(record[0]!, first, line);
    first ??= time;
    const row = {
      offsetMs: first.kind === 'date' ? time.ms - first.ms : time.ms,
      temperatureC: parseNumber(record[1]!, 'temperature', -40, 125, line),
      humidityPercent: parseNumber(record[2]!, 'humidity', 0, 100, line),
    };
    if (rows.length > 0 && row.offsetMs < rows.at(-1)!.offsetMs) {
      throw new ClimateError(line, `time "${record[0]}" goes back`);
    }
    rows.push(row);
  }
  if (rows.length === 0) throw new ClimateError(1, 'there are no readings in the file');
  return rows;
}

function split(text: string): readonly Record[] {
  try {
    return parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly Record[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const lines = (error as { readonly lines?: unknown }).lines;
    throw new ClimateError(typeof lines === 'number' ? lines : 1, 'has a quotation mark astray');
  }
}

/** What the columns may be called, in their order. */
const HEADINGS: readonly RegExp[] = [
  /^((date)?time(stamp)?|date|seconds?|s|t)(?![a-z])/i,
  /^(temp(erature)?(?![a-z])|t\b|°?c\b|celsius)/i,
  /^(hum(idity)?(?![a-z])|relative|rh|h\b|%)/i,
];

/** Whether the first line names the columns; columns with other names are refused. */
function isHeading(record: readonly string[], line: number): boolean {
  if (record.length !== 3 || !record.every((value) => /^[^\d]+$/.test(value))) return false;
  if (record.every((value, i) => HEADINGS[i]!.test(value))) return true;
  throw new ClimateError(
    line,
    'is neither values nor a heading like time,temperature,humidity (in this order)',
  );
}

function checkColumns(record: readonly string[], line: number): void {
  if (record.some((value) => value.includes(';') || value.includes('\t'))) {
    throw new ClimateError(line, 'separate the values with commas, and write 20.5 with a point');
  }
  if (record.length !== 3) {
    throw new ClimateError(line, `has ${record.length} values; it needs time, °C and %`);
  }
}

function timeOf(text: string, first: RecordedTime | undefined, line: number): RecordedTime {
  const time = parseTime(text);
  if (typeof time === 'string') throw new ClimateError(line, `time "${text}" ${time}`);
  if (first && time.kind !== first.kind) {
    const [is, were] = first.kind === 'date' ? ['seconds', 'dates'] : ['a date', 'seconds'];
    throw new ClimateError(line, `time "${text}" is ${is}, and those before are ${were}`);
  }
  return time;
}

function parseNumber(
  text: string,
  what: string,
  least: number,
  most: number,
  line: number,
): number {
  const value = decimalOf(text);
  if (value === undefined) {
    throw new ClimateError(line, `${what} "${text}" is not a number`);
  }
  if (value < least || value > most) {
    throw new ClimateError(line, `${what} ${value} is not between ${least} and ${most}`);
  }
  return value;
}
