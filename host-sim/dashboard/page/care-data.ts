/** What the broker's topics say of a house: its sensors, its alerts, and the monitor. */

import type { TopicRow } from '../protocol';
import { celsius, percent } from './format';

export interface SensorLine {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly atMs: number;
}

export interface AlertLine {
  /** Its topic. */
  readonly id: string;
  readonly isAcknowledged: boolean;
  readonly isAlarm: boolean;
  readonly text: string;
  readonly sinceMs: number;
  readonly called: readonly string[];
  readonly acknowledgedBy: string;
  readonly next: { readonly to: string; readonly atMs: number } | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** How each sensor is called, and what its payload says; in the order in which they are shown. */
const SENSORS: readonly {
  readonly leaf: string;
  readonly name: string;
  readonly say: (fields: Fields) => string;
}[] = [
  {
    leaf: 'reading',
    name: 'Room',
    say: ({ temperature, humidity }) =>
      `${celsius(Number(temperature))}, ${percent(Number(humidity), 0)}`,
  },
  { leaf: 'door', name: 'Door', say: ({ open }) => (open === true ? 'open' : 'closed') },
  {
    leaf: 'blood-pressure',
    name: 'Blood pressure',
    say: ({ systolic, diastolic, pulse }) =>
      `${String(systolic)}/${String(diastolic)} mmHg, pulse ${String(pulse)}`,
  },
];

export function sensorLines(topics: Iterable<TopicRow>): SensorLine[] {
  const rows = [...topics];
  return SENSORS.flatMap(({ leaf, name, say }) =>
    rows.flatMap(({ id, payload, atMs }) => {
      const fields = id.endsWith(`/${leaf}`) ? fieldsOf(payload) : undefined;
      return fields ? [{ id, name, value: say(fields), atMs }] : [];
    }),
  );
}

/** Those that hold, the latest first. */
export function alertLines(topics: Iterable<TopicRow>): AlertLine[] {
  const lines: AlertLine[] = [];
  for (const { id, payload } of topics) {
    const fields = /\/alert\/[^/]+$/.test(id) ? fieldsOf(payload) : undefined;
    const { state } = fields ?? {};
    if (fields && (state === 'raised' || state === 'acknowledged')) {
      lines.push(alertLine(id, state === 'acknowledged', fields));
    }
  }
  return lines.sort((one, other) => other.sinceMs - one.sinceMs);
}

function alertLine(id: string, isAcknowledged: boolean, fields: Fields): AlertLine {
  const { severity, text, since, called, acknowledgedBy, next } = fields;
  const { call, at } = (next ?? {}) as { readonly call?: unknown; readonly at?: unknown };
  return {
    ...{ id, isAcknowledged, isAlarm: severity === 'alarm', text: textOf(text) },
    sinceMs: Number(since) * 1_000,
    called: Array.isArray(called) ? called.map(textOf) : [],
    acknowledgedBy: textOf(acknowledgedBy),
    next: typeof call === 'string' ? { to: call, atMs: Number(at) * 1_000 } : undefined,
  };
}

/** Whether the monitor is there; undefined before it has said so. */
export function isWatching(topics: Iterable<TopicRow>): boolean | undefined {
  for (const { id, payload } of topics) {
    if (id.endsWith('/monitor/status')) return payload === 'watching';
  }
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fieldsOf(payload: string): Fields | undefined {
  try {
    const value = JSON.parse(payload) as unknown;
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
