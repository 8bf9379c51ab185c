/** Recorded climates: CSV with a time, °C and % in each line. */

import { CsvError, parse } from 'csv-parse/sync';
import type { ClimateRow } from './climate';

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
 * Reads a recording. The time is in seconds from the start, or a date and time
 * (ISO 8601); it must not go back. A first line of words is a heading. Throws a
 * {@link ClimateError}.
 */
export function parseClimate(text: string): readonly ClimateRow[] {
  const records = split(text);
  const rows: ClimateRow[] = [];
  let startMs: number | undefined;
  for (const [index, { record, info }] of records.entries()) {
    const line = info.lines;
    if (index === 0 && isHeading(record)) continue;
    if (record.length !== 3) {
      throw new ClimateError(line, `has ${record.length} values; it needs time, °C and %`);
    }
    const timeMs = parseTime(record[0]!, line);
    startMs ??= timeMs;
    const row = {
      offsetMs: timeMs - startMs,
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

function isHeading(record: readonly string[]): boolean {
  return record.every((value) => value !== '' && Number.isNaN(Number(value)));
}

function parseTime(text: string, line: number): number {
  const seconds = Number(text);
  if (text !== '' && Number.isFinite(seconds)) return seconds * 1000;
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(date)) {
    throw new ClimateError(
      line,
      `time "${text}" is neither seconds nor a date like 2026-11-23T08:00:00Z`,
    );
  }
  return date;
}

function parseNumber(
  text: string,
  what: string,
  least: number,
  most: number,
  line: number,
): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) {
    throw new ClimateError(line, `${what} "${text}" is not a number`);
  }
  if (value < least || value > most) {
    throw new ClimateError(line, `${what} ${value} is not between ${least} and ${most}`);
  }
  return value;
}
