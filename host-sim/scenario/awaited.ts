/**
 * What can be expected on the way: `status online` at the broker, a `reading` that
 * arrives there, or an event of the station, like `mqtt lost`; and the latter two with
 * `no` before them.
 */

import type { StationEvent } from '../../firmware/station/events';
import { guess } from './fields';

export type Awaited = (
  | { readonly kind: 'status'; readonly status: 'online' | 'offline' }
  | { readonly kind: 'reading'; readonly absent: boolean }
  | {
      readonly kind: 'event';
      readonly event: string;
      readonly state: string | undefined;
      readonly absent: boolean;
    }
) & {
  /** As it was written. */
  readonly text: string;
};

type Named = Exclude<
  StationEvent['event'],
  'sampled' | 'accepted' | 'reading' | 'stopped' // a reading is seen at the broker
>;

/** The events that can be awaited, with their states. */
const EVENTS: Readonly<Record<Named, readonly string[]>> = {
  boot: [],
  wifi: ['joined', 'failed', 'lost'],
  clock: ['set', 'unset'],
  mqtt: ['connected', 'failed', 'lost', 'disconnected'],
  insecure: [],
  'subscription refused': [],
  sensor: ['failed', 'recovered', 'slower'],
  'reading lost': [],
  discovery: ['announced', 'removed'],
  settings: [],
  'settings refused': [],
  blank: [],
  flash: [],
  backlog: [],
  fault: [],
  asleep: ['published', 'kept'],
  'safe mode': [],
};

/** All that can be awaited, without `no`. */
export const AWAITED: readonly string[] = [
  ...['status online', 'status offline', 'reading'],
  ...Object.entries(EVENTS).flatMap(([event, states]) => [
    event,
    ...states.map((state) => `${event} ${state}`),
  ]),
];

/** Reads an expectation; a text is what is wrong with it. */
export function awaitedOf(text: string): Awaited | string {
  const absent = text.startsWith('no ');
  const what = absent ? text.slice(3) : text;
  if (!AWAITED.includes(what)) return `expect "${text}": ${hint(what)}`;
  const [first, second] = what.split(' ');
  if (first === 'status') {
    if (absent) return `expect "${text}": write status online or status offline`;
    return { kind: 'status', status: second as 'online' | 'offline', text };
  }
  if (what === 'reading') return { kind: 'reading', absent, text };
  if (Object.hasOwn(EVENTS, what)) {
    return { kind: 'event', event: what, state: undefined, absent, text };
  }
  return { kind: 'event', event: first!, state: second, absent, text };
}

function hint(what: string): string {
  const [event] = what.split(' ');
  const states = Object.hasOwn(EVENTS, event!) ? EVENTS[event as Named] : [];
  if (what !== event && states.length > 0) return `${event!} is ${states.join(', ')}`;
  return (
    guess(what, AWAITED) ??
    `write status online, reading, or an event: ${Object.keys(EVENTS).join(', ')}`
  );
}
