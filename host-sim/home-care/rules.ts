/** When something is out of order: limits with hysteresis, how long they must be passed, and silence. */

import { LONGEST_GAP_MS, TIMES } from './rhythm';

/** The hours of the day from which and before which a rule holds. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Out of order from `raise` on, in order again from `clear` on; what is between changes nothing. */
export interface Limit {
  readonly field: string;
  readonly side: 'above' | 'below';
  readonly raise: number;
  readonly clear: number;
}

/** A warning is not for the emergency line. */
export type Severity = 'warning' | 'alarm';

export interface ValueRule {
  /** A level of the alert's topic. */
  readonly id: string;
  /** The last level of the topic that is looked at: `<base>/<id>/<leaf>`. */
  readonly leaf: string;
  readonly severity: Severity;
  readonly limits: readonly Limit[];
  /** So long it must be out of order, and then in order. */
  readonly raiseAfterMs: number;
  readonly clearAfterMs: number;
  /**
   * What is published is a state, like that of a door: it holds until it changes. A
   * measurement holds for its moment, and counts as lasting only with the next one.
   */
  readonly isState: boolean;
  /** Always when it is not said. */
  readonly hours?: Hours;
  /** What is wrong, in a few words; fields stand in braces. */
  readonly text: string;
}

export interface Call {
  /** Who is called: a level of the topic. */
  readonly to: string;
  /** Behind the alert, while nobody has acknowledged it. */
  readonly afterMs: number;
  /** Called for alarms only. */
  readonly forAlarmsOnly?: boolean;
}

export interface Plan {
  readonly rules: readonly ValueRule[];
  /** A device of which nothing comes for so long is silent. */
  readonly silentAfterMs: number;
  /** Until its rhythm is known that is not soon enough to be news: what is late may be its way. */
  readonly silentUntilKnownMs: number;
  /** One that is said to be gone, by itself or by its last will, for so long is silent, too. */
  readonly offlineAfterMs: number;
  /** So is one of its sensors; sensors that are not named here may be as silent as they like. */
  readonly sensorSilentAfterMs: Readonly<Record<string, number>>;
  readonly sensorSilentUntilKnownMs: number;
  /** The first first. */
  readonly calls: readonly Call[];
}

const MINUTE_MS = 60_000;

const MEASURED = { isState: false, raiseAfterMs: 0, clearAfterMs: 0 } as const;

export const RULES: readonly ValueRule[] = [
  {
    ...MEASURED,
    ...{ id: 'cold', leaf: 'reading', severity: 'warning' },
    limits: [{ field: 'temperature', side: 'below', raise: 16, clear: 17 }],
    ...{ raiseAfterMs: 10 * MINUTE_MS, clearAfterMs: 2 * MINUTE_MS },
    text: 'the room is cold: {temperature} °C',
  },
  {
    ...MEASURED,
    ...{ id: 'hot', leaf: 'reading', severity: 'warning' },
    limits: [{ field: 'temperature', side: 'above', raise: 30, clear: 28 }],
    ...{ raiseAfterMs: 10 * MINUTE_MS, clearAfterMs: 2 * MINUTE_MS },
    text: 'the room is hot: {temperature} °C',
  },
  {
    ...{ id: 'door-at-night', leaf: 'door', severity: 'alarm', isState: true },
    limits: [{ field: 'open', side: 'above', raise: 1, clear: 0 }],
    ...{ raiseAfterMs: 5 * MINUTE_MS, clearAfterMs: 0 },
    hours: { from: 22, to: 6 },
    text: 'the door is open at night',
  },
  {
    ...{ id: 'door-left-open', leaf: 'door', severity: 'warning', isState: true },
    limits: [{ field: 'open', side: 'above', raise: 1, clear: 0 }],
    ...{ raiseAfterMs: 10 * MINUTE_MS, clearAfterMs: 0 },
    text: 'the door is left open',
  },
  {
    ...MEASURED,
    ...{ id: 'pressure-high', leaf: 'blood-pressure', severity: 'alarm' },
    limits: [
      { field: 'systolic', side: 'above', raise: 160, clear: 145 },
      { field: 'diastolic', side: 'above', raise: 100, clear: 92 },
    ],
    text: 'the blood pressure is high: {systolic}/{diastolic} mmHg',
  },
  {
    ...MEASURED,
    ...{ id: 'pressure-low', leaf: 'blood-pressure', severity: 'alarm' },
    limits: [{ field: 'systolic', side: 'below', raise: 90, clear: 100 }],
    text: 'the blood pressure is low: {systolic}/{diastolic} mmHg',
  },
];

export const PLAN: Plan = {
  rules: RULES,
  silentAfterMs: 2 * MINUTE_MS,
  silentUntilKnownMs: TIMES * LONGEST_GAP_MS,
  offlineAfterMs: 2 * MINUTE_MS,
  sensorSilentAfterMs: {
    reading: 5 * MINUTE_MS,
    door: 15 * MINUTE_MS,
    'blood-pressure': 60 * MINUTE_MS,
  },
  sensorSilentUntilKnownMs: TIMES * LONGEST_GAP_MS,
  calls: [
    { to: 'family', afterMs: 0 },
    { to: 'neighbour', afterMs: 5 * MINUTE_MS },
    { to: 'emergency', afterMs: 15 * MINUTE_MS, forAlarmsOnly: true },
  ],
};

/** Of a plan that is made for a rhythm. */
const RHYTHM_IS_KNOWN = { silentUntilKnownMs: 0, sensorSilentUntilKnownMs: 0 } as const;

/** Instruments say something at least so often. */
const INSTRUMENT_GAP_MS = 5 * MINUTE_MS;

/** The plan for a board with such an interval of its readings: one word may be lost, and the next be late. */
export function planFor(intervalMs: number): Plan {
  const { sensorSilentAfterMs } = PLAN;
  const { reading = 0, door = 0 } = sensorSilentAfterMs;
  const gapMs = Math.min(intervalMs, INSTRUMENT_GAP_MS);
  const silentAfterMs = Math.max(PLAN.silentAfterMs, TIMES * gapMs);
  return {
    ...PLAN,
    silentAfterMs,
    ...RHYTHM_IS_KNOWN,
    sensorSilentAfterMs: {
      ...sensorSilentAfterMs,
      reading: Math.max(reading, TIMES * intervalMs),
      // A board that is gone is told before its door is.
      door: Math.max(door, silentAfterMs + 2 * INSTRUMENT_GAP_MS),
    },
  };
}

export type Values = Readonly<Record<string, unknown>>;
export type Verdict = 'bad' | 'between' | 'well';

/** What a rule says of these values in this hour; undefined when they do not have its fields. */
export function verdictOf(rule: ValueRule, values: Values, hour: number): Verdict | undefined {
  const verdicts: Verdict[] = [];
  for (const limit of rule.limits) {
    const value = numberOf(values[limit.field]);
    if (value === undefined) return undefined;
    verdicts.push(verdictOn(limit, value));
  }
  if (!isWithin(rule.hours, hour)) return 'well';
  if (verdicts.includes('bad')) return 'bad';
  return verdicts.includes('between') ? 'between' : 'well';
}

function verdictOn({ side, raise, clear }: Limit, value: number): Verdict {
  const sign = side === 'above' ? 1 : -1;
  if (value * sign >= raise * sign) return 'bad';
  return value * sign <= clear * sign ? 'well' : 'between';
}

/** True is 1. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function isWithin(hours: Hours | undefined, hour: number): boolean {
  if (!hours) return true;
  const { from, to } = hours;
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** A rule's words with the values in them. */
export function textOf({ text }: ValueRule, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_all, field: string) => String(values[field]));
}

/** Every rule that a plan's alerts can have. */
export function ruleIds({ rules, sensorSilentAfterMs }: Plan): readonly string[] {
  const sensors = Object.keys(sensorSilentAfterMs).map((leaf) => `no-${leaf}`);
  return [...rules.map(({ id }) => id), 'silent', ...sensors];
}
