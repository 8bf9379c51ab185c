/**
 * What can be expected on the way: `status online` at the broker, a `reading` that
 * arrives there, `alert` and `call` of home care, or an event of the station, like
 * `mqtt lost`; and all but the first with `no` before them.
 */

import type { StationEvent } from '../../firmware/station/events';
import { PLAN, ruleIds } from '../home-care/rules';
import { guess } from './fields';

export type Awaited = (
  | { readonly kind: 'status'; readonly status: 'online' | 'offline' }
  | { readonly kind: 'reading'; readonly absent: boolean }
  | {
      readonly kind: 'care';
      /** `alert` with its rule and state, or `call` with who is called; what is not said may be any. */
      readonly words: readonly string[];
      readonly absent: boolean;
    }
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
  'sampled' | 'accepted' | 'reading' | 'measurement' | 'stopped' // a reading is seen at the broker
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
  instrument: ['failed', 'recovered'],
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

const ALERT_STATES = ['raised', 'acknowledged', 'cleared'];

const CARE: readonly string[] = [
  'alert',
  ...ruleIds(PLAN).flatMap((rule) => [
    `alert ${rule}`,
    ...ALERT_STATES.map((state) => `alert ${rule} ${state}`),
  ]),
  'call',
  ...PLAN.calls.map(({ to }) => `call ${to}`),
];

/** All that can be awaited, without `no`. */
export const AWAITED: readonly string[] = [
  ...['status online', 'status offline', 'reading', ...CARE],
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
  if (CARE.includes(what)) return { kind: 'care', words: what.split(' '), absent, text };
  if (Object.hasOwn(EVENTS, what)) {
    return { kind: 'event', event: what, state: undefined, absent, text };
  }
  return { kind: 'event', event: first!, state: second, absent, text };
}

function hint(what: string): string {
  const [event] = what.split(' ');
  if (event === 'alert' && guess(what, AWAITED) === undefined) {
    return `write alert, a rule, and ${ALERT_STATES.join(', ')}; rules are ${ruleIds(PLAN).join(', ')}`;
  }
  const states = Object.hasOwn(EVENTS, event!) ? EVENTS[event as Named] : [];
  if (what !== event && states.length > 0) return `${event!} is ${states.join(', ')}`;
  return (
    guess(what, AWAITED) ??
    `write status online, reading, or an event: ${Object.keys(EVENTS).join(', ')}`
  );
}
