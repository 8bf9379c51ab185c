/** A payload with what is new in it against the one before. */

import { h } from './dom';

/** Words, numbers and signs one by one: values change, and what stands around them does not. */
const TOKENS = /[\w.-]+|\s+|[^\w\s]/gu;

export function payloadDiff(payload: string, previous: string | undefined): HTMLElement {
  const now = payload.match(TOKENS) ?? [];
  const before = previous?.match(TOKENS) ?? [];
  const isAlike = previous !== undefined && now.length === before.length;
  const parts = now.map((token, i) =>
    isAlike && token !== before[i]
      ? h('ins', { title: `before: ${before[i] ?? ''}` }, token)
      : token,
  );
  return h(
    'div',
    { class: 'diff' },
    h('pre', { class: 'payload', tabindex: 0 }, ...parts),
    previous !== undefined &&
      h('pre', { class: 'payload before', tabindex: 0 }, `before: ${previous}`),
  );
}
