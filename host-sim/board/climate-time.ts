/** Times and numbers as people write them into recordings. */

/** A moment: in seconds from the start of the recording, or of the calendar. */
export interface RecordedTime {
  readonly kind: 'seconds' | 'date';
  /** Milliseconds from the start, or Unix milliseconds. */
  readonly ms: number;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** A decimal number, or undefined: `Number` would take an empty text, 0x10 and Infinity too. */
export function decimalOf(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Reads a time; what is wrong with it, to stand behind it, when it is none. */
export function parseTime(text: string): RecordedTime | string {
  const seconds = decimalOf(text);
  if (seconds !== undefined) {
    return seconds < 0 ? 'is before the start' : { kind: 'seconds', ms: seconds * 1000 };
  }
  const match = DATE.exec(text);
  if (!match) return 'is neither seconds nor a date like 2026-11-23T08:00:00Z';
  const [, year, month, day, time = '00:00', zone = 'Z'] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${time}${zone}`);
  // Date.parse lets February have 31 days.
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (Number.isNaN(ms) || midnight.getUTCDate() !== Number(day)) {
    return 'is no date of the calendar';
  }
  return { kind: 'date', ms };
}
