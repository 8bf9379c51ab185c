/**
 * Messages that are stored packed and made only when they are sent: what was measured,
 * and when.
 */

import type { LogRecord } from './record';
import { get16, get32, put16, put32 } from './record';

/** One kind of packed message: what they all have in common, and what makes the payload of one. */
export interface SampleForm {
  readonly topic: Uint8Array;
  /** 0 to 2 */
  readonly qos: number;
  readonly retain?: boolean;
  /** 0 to 2, the higher goes first; 0 when it is not said. */
  readonly priority?: number;
  /** How many that wait are kept; all when it is not said, 1 is the latest only. */
  readonly keep?: number;
  /** Seconds from the measurement until it is worth nothing; for ever when it is not said. */
  readonly expiryS?: number;
  /** The payload of what was packed; `timeS` is Unix seconds, null when that cannot be known any more. */
  render(packed: Uint8Array, timeS: number | null): Uint8Array;
}

/** When something was measured: Unix seconds or, while the clock is not set, milliseconds since the start. */
export type SampleTime = { readonly unixS: number } | { readonly sinceStartMs: number };

/** A flag of records: the time is counted from the start of a run, whose number follows it. */
export const SINCE_START = 0x01;
const TIME_BYTES = 4;
const RUN_BYTES = 4;
/** Milliseconds since the start take six bytes: four of them are full after 49.7 days. */
const UPPER_AT = TIME_BYTES + 2;
const UPPER = 2 ** 32;

/** The body of a record, and its flags. */
export function packSample(
  time: SampleTime,
  run: number,
  packed: Uint8Array,
): { readonly flags: number; readonly body: Uint8Array } {
  const isSet = 'unixS' in time;
  const start = TIME_BYTES + (isSet ? 0 : RUN_BYTES);
  const body = new Uint8Array(start + packed.length);
  if (isSet) put32(body, 0, time.unixS);
  else {
    put32(body, 0, time.sinceStartMs % UPPER);
    put16(body, TIME_BYTES, run);
    put16(body, UPPER_AT, Math.floor(time.sinceStartMs / UPPER));
  }
  body.set(packed, start);
  return { flags: isSet ? 0 : SINCE_START, body };
}

/** The number of the run that a sample's time is counted from; undefined when it has a date. */
export function runOf({ flags, body }: LogRecord): number | undefined {
  return flags & SINCE_START ? get16(body, TIME_BYTES) : undefined;
}

export function packedOf({ flags, body }: LogRecord): Uint8Array {
  return body.subarray(flags & SINCE_START ? TIME_BYTES + RUN_BYTES : TIME_BYTES);
}

/** When the runs began whose samples have no date: known once the clock was set in that run. */
export class SampleTimes {
  /** Of this run. */
  run = 0;
  /** A sample of this run has no date. */
  isWanted = false;
  #hasSeen = false;
  readonly #startsMs = new Map<number, number>();

  /** A run that was before, or whose start is known by now. */
  saw(run: number, startUnixMs?: number): void {
    // They count in a ring, and one that was moved comes late.
    const isLater = !this.#hasSeen || ((run - this.run) & 0xffff) < 0x8000;
    if (isLater) this.run = (run + 1) & 0xffff;
    this.#hasSeen = true;
    if (startUnixMs !== undefined) this.#startsMs.set(run, startUnixMs);
  }

  /** The clock was set, and this run began then. */
  began(startUnixMs: number): void {
    this.#startsMs.set(this.run, startUnixMs);
    this.isWanted = false;
  }

  get isKnown(): boolean {
    return this.#startsMs.has(this.run);
  }

  /** Unix seconds of a sample, or null. */
  timeS(record: LogRecord): number | null {
    const value = get32(record.body, 0);
    const run = runOf(record);
    if (run === undefined) return value;
    const startMs = this.#startsMs.get(run);
    if (startMs === undefined) return null;
    const sinceMs = value + get16(record.body, UPPER_AT) * UPPER;
    return Math.floor((startMs + sinceMs) / 1000);
  }
}

/** A start of a run as the body of a record: its number, and Unix milliseconds. */
export function packStart(run: number, startUnixMs: number): Uint8Array {
  const body = new Uint8Array(12);
  put16(body, 0, run);
  put32(body, 4, Math.floor(startUnixMs / 1000));
  put16(body, 8, startUnixMs % 1000);
  return body;
}

export function unpackStart(body: Uint8Array): { readonly run: number; readonly unixMs: number } {
  return { run: get16(body, 0), unixMs: get32(body, 4) * 1000 + get16(body, 8) };
}
