/** A payload with what is new in it against the one before. */

import { type Child, h } from './dom';

/** Words, numbers and signs one by one: values change, and what stands around them does not. */
const TOKENS = /[\w.-]+|\s+|[^\w\s]/gu;

export function diffParts(payload: string, previous: string | undefined): readonly Child[] {
  const now = payload.match(TOKENS) ?? [];
  const before = previous?.match(TOKENS) ?? [];
  if (previous === undefined || now.length !== before.length) return [payload];
  return now.map((token, i) =>
    token === before[i] ? token : h('ins', { title: `before: ${before[i] ?? ''}` }, token),
  );
}
