/** What is expected of the whole run, once it is over. */

import { type Fields, guess } from './fields';
import type { Tally } from './ledger';

/** How a number can be limited. */
export interface Amount {
  readonly minimum: number;
  readonly maximum: number;
}

export interface FinalExpectation {
  /** As it was written, like `lost: 0`. */
  readonly text: string;
  readonly isMet: (tally: Tally) => boolean;
  /** What there was. */
  readonly seen: (tally: Tally) => string;
}

const COUNTS = {
  lost: ({ lost }) => `${lost} lost`,
  duplicates: ({ duplicates }) => `${duplicates} came again`,
  dropped: ({ dropped }) => `${dropped} gave way in a full store`,
  readings: ({ arrived }) => `${arrived} arrived`,
} as const satisfies Readonly<Record<string, (tally: Tally) => string>>;

const FIELD_OF = {
  lost: 'lost',
  duplicates: 'duplicates',
  dropped: 'dropped',
  readings: 'arrived',
} as const satisfies Readonly<Record<keyof typeof COUNTS, keyof Tally>>;

/** The keys that can be expected at the end. */
export const FINAL_KEYS: readonly string[] = [...Object.keys(COUNTS), 'order'];

export function finalExpectations(fields: Fields): readonly FinalExpectation[] {
  const found: FinalExpectation[] = [];
  for (const name of Object.keys(COUNTS) as (keyof typeof COUNTS)[]) {
    const text = fields.text(name);
    if (text === undefined) continue;
    const amount = amountOf(text);
    if (amount) found.push(countExpectation(name, text, amount));
    else fields.wrong(name, `${name} ${text}: write a number, "at least N" or "at most N"`);
  }
  const order = fields.text('order');
  if (order === 'kept') found.push(ORDER_KEPT);
  else if (order !== undefined) {
    fields.wrong('order', `order ${order}: ${guess(order, ['kept']) ?? 'it can be kept only'}`);
  }
  return found;
}

/** `0`, `at least 2000`, `at most 3`; undefined for anything else. */
export function amountOf(text: string): Amount | undefined {
  const match = /^(at least |at most )?(\d{1,9})$/.exec(text);
  if (!match) return undefined;
  const value = Number(match[2]);
  return {
    minimum: match[1] === 'at most ' ? 0 : value,
    maximum: match[1] === 'at least ' ? Infinity : value,
  };
}

function countExpectation(
  name: keyof typeof COUNTS,
  text: string,
  { minimum, maximum }: Amount,
): FinalExpectation {
  return {
    text: `${name}: ${text}`,
    isMet: (tally) => tally[FIELD_OF[name]] >= minimum && tally[FIELD_OF[name]] <= maximum,
    seen: COUNTS[name],
  };
}

const ORDER_KEPT: FinalExpectation = {
  text: 'order: kept',
  isMet: ({ disordered }) => disordered === 0,
  seen: ({ disordered }) => `${disordered} came behind a later one`,
};
