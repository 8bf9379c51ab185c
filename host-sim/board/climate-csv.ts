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

/** What every line looks like, for messages. */
const FORM = 'a line is time,°C,%';

/** What a heading may call the columns, in their order. */
const COLUMN_NAMES: readonly RegExp[] = [/time|date|sec/i, /temp|°\s*c|celsius/i, /hum|%|rh/i];

interface Record {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a recording. The time is in seconds from the start, or a date and time
 * (ISO 8601), of which the first is the start; it must not go back. A first line may name the columns. Throws a
 * {@link ClimateError}.
 */
export function parseClimate(text: string): readonly ClimateRow[] {
  const records = split(text);
  const rows: ClimateRow[] = [];
  let first: Time | undefined;
  for (const [index, { record, info }] of records.entries()) {
    const line = info.lines;
    if (index === 0 && isHeading(record)) continue;
    checkColumns(record, line);
    if (index === 0) checkFirst(record, line);
    const time = parseTime(record[0]!, line);
    first ??= time;
    checkKind(time, first, record[0]!, line);
    const row = {
      offsetMs: time.ms - startOf(first),
      temperatureC: parseNumber(record[1]!, 'temperature', -40, 125, line),
      humidityPercent: parseNumber(record[2]!, 'humidity', 0, 100, line),
    };
    if (rows.length > 0 && row.offsetMs < rows.at(-1)!.offsetMs) {
      throw new ClimateError(line, `time "${shortened(record[0]!)}" goes back`);
    }
    rows.push(row);
  }
  if (rows.length === 0) throw new ClimateError(1, 'there are no readings in the file');
  return rows;
}

const LINE_ENDS = ['\r\n', '\n', '\r'];

function parseCsv(text: string): readonly Record[] {
  return parse(text, {
    bom: true,
    comment: '#',
    comment_no_infix: true,
    info: true,
    record_delimiter: LINE_ENDS,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as readonly Record[];
}

function split(text: string): readonly Record[] {
  let records: readonly Record[];
  try {
    records = parseCsv(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw quoteAstray(text) ?? unreadable(error);
  }
  // A reading does not go over lines: a quotation mark here has met one of a later line.
  const goesOver = records.some(({ record }) => record.some((value) => /[\r\n]/.test(value)));
  const astray = goesOver ? quoteAstray(text) : undefined;
  if (astray) throw astray;
  return records;
}

/** The first line with a quotation mark astray; csv-parse knows only where the trouble ended. */
function quoteAstray(text: string): ClimateError | undefined {
  const lines = text.split(/\r\n|\n|\r/);
  const index = lines.findIndex((line) => line.includes('"') && !isCsv(line));
  return index < 0 ? undefined : new ClimateError(index + 1, 'has a quotation mark astray');
}

function isCsv(line: string): boolean {
  try {
    parseCsv(line);
    return true;
  } catch (error) {
    if (error instanceof CsvError) return false;
    throw error;
  }
}

function unreadable(error: CsvError): ClimateError {
  const { lines } = error as { readonly lines?: unknown };
  return new ClimateError(
    typeof lines === 'number' ? lines : 1,
    `cannot be read as CSV: ${shortened(error.message)}`,
  );
}

const LONGEST_SHOWN = 40;

/** A value for a message, which is one line on a terminal whatever the file holds. */
function shortened(text: string): string {
  const start = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
  return start.replace(/\p{C}/gu, '\ufffd');
}

function isHeading(record: readonly string[]): boolean {
  return (
    record.length === COLUMN_NAMES.length &&
    isWords(record) &&
    COLUMN_NAMES.every((name, column) => name.test(record[column]!))
  );
}

/** No number is among them, and no malformed one like "20°C" either. */
function isWords(record: readonly string[]): boolean {
  return !record.some((value) => /^[-+]?\.?\d/.test(value));
}

function checkColumns(record: readonly string[], line: number): void {
  if (record.some((value) => /[;\t]/.test(value))) {
    throw new ClimateError(line, 'separate the values with commas: time,°C,%');
  }
  if (record.length === COLUMN_NAMES.length) return;
  const values = record.length === 1 ? 'value' : 'values';
  throw new ClimateError(line, `has ${record.length} ${values}; ${FORM}`);
}

/** Words that name no columns were meant to: that the time is no number would mislead. */
function checkFirst(record: readonly string[], line: number): void {
  if (!isWords(record)) return;
  throw new ClimateError(
    line,
    `"${shortened(record.join(','))}" is no heading for the columns time,°C,%`,
  );
}

interface Time {
  readonly kind: 'seconds' | 'date';
  /** From 0 for seconds, from 1970 for a date. */
  readonly ms: number;
}

function parseTime(text: string, line: number): Time {
  const seconds = decimal(text);
  if (seconds !== undefined) return { kind: 'seconds', ms: seconds * 1000 };
  if (!DATE.test(text)) {
    throw new ClimateError(
      line,
      `time "${shortened(text)}" is neither seconds nor a date like 2026-11-23T08:00:00Z; ${FORM}`,
    );
  }
  return { kind: 'date', ms: parseDate(text, line) };
}

/** Date.parse alone takes much more, and differently on every engine. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:?\d\d)?)?$/;

function parseDate(text: string, line: number): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || !isDay(text.slice(0, 10))) {
    throw new ClimateError(line, `there is no such time as "${shortened(text)}"`);
  }
  return ms;
}

/** Date.parse turns 30 February into 2 March. */
function isDay(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Seconds count from 0, wherever the first row is; dates from the first row. */
function startOf({ kind, ms }: Time): number {
  return kind === 'seconds' ? 0 : ms;
}

function checkKind({ kind }: Time, first: Time, text: string, line: number): void {
  if (kind === first.kind) return;
  const both =
    kind === 'date'
      ? 'is a date, and the rows before it have seconds'
      : 'is in seconds, and the rows before it have dates';
  throw new ClimateError(line, `time "${shortened(text)}" ${both}`);
}

/** Number alone takes 0x10 and an empty text, too. */
function decimal(text: string): number | undefined {
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function parseNumber(
  text: string,
  what: string,
  least: number,
  most: number,
  line: number,
): number {
  const value = decimal(text);
  if (value === undefined) {
    throw new ClimateError(line, `${what} "${shortened(text)}" is not a number; ${FORM}`);
  }
  if (value < least || value > most) {
    throw new ClimateError(line, `${what} ${value} is not between ${least} and ${most}`);
  }
  return value;
}
