/**
 * Checks values that come from outside, and collects what is wrong with them. A
 * wrong value is replaced by one of its type, so that checking can go on.
 */

import { inspect, TEXT_MALFORMED, toBytes } from '../mqtt/text';
import { nearest } from './did-you-mean';

export interface Problem {
  /** Where, like `sensors[0].intervalMs`. */
  readonly field: string;
  /** What is wrong and what would be right, to stand behind the field's name. */
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export class Checker {
  readonly problems: Problem[] = [];

  problem(field: string, message: string): void {
    this.problems.push({ field, message });
  }

  /** Whether anything is wrong with a field so far. */
  refused(field: string): boolean {
    return this.problems.some((problem) => problem.field === field);
  }

  /** An object with no other fields than `known`, whose names begin with `prefix` where they are told. */
  record(value: unknown, field: string, known: readonly string[], prefix = `${field}.`): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(field, `is ${kindOf(value)}, not an object`);
      return {};
    }
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const guess = nearest(name, known);
      const hint = guess === undefined ? `known are ${known.join(', ')}` : `did you mean ${guess}?`;
      this.problem(`${prefix}${name}`, `is no setting; ${hint}`);
    }
    return value as Fields;
  }

  /** Text of `least` to `most` bytes that MQTT can carry [MQTT-1.5.3-1, MQTT-1.5.3-2]. */
  text(value: unknown, field: string, least: number, most: number): string {
    if (typeof value !== 'string') {
      this.problem(field, value === undefined ? 'is missing' : `is ${kindOf(value)}, not text`);
      return '';
    }
    const bytes = toBytes(value);
    const { length } = bytes;
    if (length < least || length > most) {
      this.problem(field, `has ${length} bytes; allowed are ${least} to ${most}`);
    } else if (inspect(bytes, 0, length) === TEXT_MALFORMED) {
      this.problem(field, 'must not contain U+0000 or half a surrogate pair');
    }
    return value;
  }

  optionalText(value: unknown, field: string, most: number): string | undefined {
    return value === undefined ? undefined : this.text(value, field, 0, most);
  }

  /** Text that can be read in a log and typed at a prompt [MQTT-1.5.3-2 and what follows it]. */
  readable(value: unknown, field: string, most: number): string {
    const text = this.text(value, field, 1, most);
    if (hasControl(toBytes(text))) {
      this.problem(
        field,
        'must not contain control characters (U+0001 to U+001F, U+007F to U+009F)',
      );
    }
    return text;
  }

  boolean(value: unknown, field: string): boolean {
    if (typeof value === 'boolean') return value;
    this.problem(field, `is ${kindOf(value)}; it must be true or false`);
    return false;
  }

  integer(value: unknown, field: string, least: number, most: number, unit = ''): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
      return value;
    }
    const shown = typeof value === 'number' ? String(value) : kindOf(value);
    this.problem(field, `is ${shown}; it must be a whole number from ${least} to ${most}${unit}`);
    return least;
  }
}

/** What stands there in place of what should, like `a string`, `null` or `missing`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** Whether UTF-8 holds a control character other than U+0000, which is malformed for MQTT. */
export function hasControl(bytes: Uint8Array): boolean {
  for (const [at, byte] of bytes.entries()) {
    if ((byte > 0 && byte < 0x20) || byte === 0x7f) return true;
    if (byte === 0xc2 && bytes[at + 1]! < 0xa0) return true; // U+0080 to U+009F
  }
  return false;
}
