/** What was last seen of a station, and when. */

import { durationText } from '../duration';
import type { Awaited } from './awaited';

/** Something that can be waited for. */
export type Sighting =
  | { readonly kind: 'status'; readonly status: string }
  | { readonly kind: 'reading' }
  | { readonly kind: 'care'; readonly words: readonly string[] }
  | { readonly kind: 'event'; readonly event: string; readonly state: string | undefined };

export class History {
  /** As the broker has it; undefined before the first. */
  status: string | undefined;
  readonly #last = new Map<string, { readonly sighting: Sighting; readonly atMs: number }>();

  note(sighting: Sighting, atMs: number): void {
    if (sighting.kind === 'status') this.status = sighting.status;
    const what = nameOf(sighting);
    this.#last.set(what, { sighting, atMs });
  }

  /** The last of its kind, in words: what was seen in place of what was awaited. */
  lastLike(awaited: Awaited): string {
    const what = nameOf(awaited);
    const last = this.#last.get(what);
    if (!last) return `no ${what} so far`;
    return `the last was ${sightingText(last.sighting)} at ${durationText(last.atMs)}`;
  }
}

/** Under which the last of its kind is kept. */
function nameOf(one: Sighting | Awaited): string {
  if (one.kind === 'care') return one.words[0]!;
  return one.kind === 'event' ? one.event : one.kind;
}

/** In the words with which it would be awaited. */
export function sightingText(sighting: Sighting): string {
  if (sighting.kind === 'status') return `status ${sighting.status}`;
  if (sighting.kind === 'reading') return 'reading';
  if (sighting.kind === 'care') return sighting.words.join(' ');
  const { event, state } = sighting;
  return state === undefined ? event : `${event} ${state}`;
}

/** Whether this is what is waited for. */
export function isAwaited(sighting: Sighting, awaited: Awaited): boolean {
  if (awaited.kind === 'status') {
    return sighting.kind === 'status' && sighting.status === awaited.status;
  }
  if (awaited.kind === 'reading') return sighting.kind === 'reading';
  if (awaited.kind === 'care') {
    return sighting.kind === 'care' && awaited.words.every((word, i) => sighting.words[i] === word);
  }
  if (sighting.kind !== 'event' || sighting.event !== awaited.event) return false;
  return awaited.state === undefined || sighting.state === awaited.state;
}
