/** What Home Assistant would have against a message, each thing at its place. */

import { nearest } from '../../firmware/station/did-you-mean';
import { pythonInt } from './python-numbers';

export interface Complaint {
  /** Like `components.temperature.unit_of_measurement`; empty for the message as a whole. */
  readonly where: string;
  readonly what: string;
  /**
   * What comes of it: nothing is made of the message or component; what is there is passed
   * over; it works, but should be otherwise; or it is beyond this checker.
   */
  readonly effect: 'refused' | 'ignored' | 'advice' | 'not checked';
}

export type Fields = Record<string, unknown>;

export class Complaints {
  readonly all: Complaint[] = [];

  add(effect: Complaint['effect'], where: string, what: string): void {
    this.all.push({ where, what, effect });
  }

  refuse(where: string, what: string): void {
    this.add('refused', where, what);
  }

  /** Whether something was refused there, or below. */
  refused(where = ''): boolean {
    return this.all.some(
      (one) => one.effect === 'refused' && (where === '' || isWithin(one.where, where)),
    );
  }

  /** Keys that are not `known`; `short` are abbreviations, which may have been meant. */
  keys(
    fields: Fields,
    known: readonly string[],
    where: string,
    effect: Complaint['effect'],
    short: readonly string[] = [],
  ): void {
    for (const key of Object.keys(fields)) {
      if (known.includes(key)) continue;
      const guess = nearest(key, [...short, ...known]);
      const hint = guess === undefined ? '' : `; did you mean ${guess}?`;
      this.add(effect, below(where, key), `is no key here${hint}`);
    }
  }

  /** A text, as Home Assistant takes it: numbers and booleans are texts, too. */
  text(fields: Fields, key: string, where: string): string | undefined {
    const value = fields[key];
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'boolean') return value ? 'True' : 'False'; // as Python writes it
    this.refuse(below(where, key), `is ${kindOf(value)}, not a text`);
    return undefined;
  }

  /** From 0 on; as Home Assistant takes it: a text that says one is one, and a fraction is cut off. */
  wholeNumber(fields: Fields, key: string, where: string): number | undefined {
    const value = fields[key];
    if (value === undefined) return undefined;
    const whole = pythonInt(value);
    if (whole !== undefined && whole >= 0) {
      if (typeof value === 'number' && value !== whole) {
        this.add('advice', below(where, key), `is ${value}, and cut to ${whole}`);
      }
      return whole;
    }
    const shown =
      typeof value === 'number' ? value : typeof value === 'string' ? `"${value}"` : kindOf(value);
    this.refuse(below(where, key), `is ${shown}; it must be a whole number from 0 on`);
    return undefined;
  }

  /** True or false, or a word or number that Home Assistant takes for one of them. */
  flag(fields: Fields, key: string, where: string): void {
    const value = fields[key];
    if (value === undefined || typeof value === 'boolean' || typeof value === 'number') return;
    if (typeof value === 'string' && FLAGS.includes(value.toLowerCase().trim())) return;
    this.refuse(below(where, key), 'must be true or false');
  }

  oneOf(fields: Fields, key: string, where: string, known: readonly string[]): string | undefined {
    const value = this.text(fields, key, where);
    if (value === undefined || known.includes(value)) return value;
    const guess = nearest(value, known);
    const hint = guess === undefined ? `known are ${known.join(', ')}` : `did you mean ${guess}?`;
    this.refuse(below(where, key), `is "${value}"; ${hint}`);
    return undefined;
  }

  /** A topic to subscribe to. */
  topic(fields: Fields, key: string, where: string): string | undefined {
    const topic = this.text(fields, key, where);
    if (topic === undefined) return undefined;
    const problem = topicProblem(topic);
    if (problem === undefined) return topic;
    this.refuse(below(where, key), problem);
    return undefined;
  }
}

const FLAGS: readonly string[] = [
  ...['1', 'true', 'yes', 'on', 'enable', '0', 'false', 'no', 'off', 'disable'],
];

function topicProblem(topic: string): string | undefined {
  if (topic === '') return 'is empty';
  if (Buffer.byteLength(topic) > 65_535) return 'has more than 65,535 bytes';
  if (topic.includes('\0')) return 'contains U+0000';
  const levels = topic.split('/');
  const isWrong = levels.some(
    (level, i) =>
      (level.includes('+') && level !== '+') ||
      (level.includes('#') && (level !== '#' || i < levels.length - 1)),
  );
  return isWrong ? `is "${topic}"; + and # stand for whole levels, # for the last only` : undefined;
}

function isWithin(place: string, where: string): boolean {
  return place === where || place.startsWith(`${where}.`);
}

export function below(where: string, key: string): string {
  return where === '' ? key : `${where}.${key}`;
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where one may stand for a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
