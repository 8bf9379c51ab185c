/** An alert as it is kept, and as it stands at `<base>/<id>/alert/<rule>`. */

import type { Severity } from './rules';

export interface Alert {
  readonly state: 'raised' | 'acknowledged';
  readonly severity: Severity;
  readonly text: string;
  /** Unix milliseconds. */
  readonly sinceMs: number;
  /** Who was called so far, the first first. */
  readonly called: readonly string[];
  readonly acknowledgedBy?: string;
}

export interface NextCall {
  readonly to: string;
  readonly atMs: number;
}

/** The payload, with its keys in this order; times are Unix seconds. */
export function alertPayload(rule: string, alert: Alert, next: NextCall | undefined): string {
  const { state, severity, text, sinceMs, called, acknowledgedBy } = alert;
  return JSON.stringify({
    ...{ rule, state, severity, text, since: seconds(sinceMs), called },
    next: next ? { call: next.to, at: seconds(next.atMs) } : null,
    ...(acknowledgedBy !== undefined && { acknowledgedBy }),
  });
}

/** What is told once when it is over; behind it an empty payload takes the retained one away. */
export function clearedPayload(rule: string, { severity, text, sinceMs }: Alert, atMs: number) {
  const times = { since: seconds(sinceMs), until: seconds(atMs) };
  return JSON.stringify({ rule, state: 'cleared', severity, text, ...times });
}

/** Reads an alert back; undefined for what is none. */
export function readAlert(payload: string): Alert | undefined {
  const fields = recordOf(payload);
  const { state, severity, text, since, called, acknowledgedBy } = fields ?? {};
  if (state !== 'raised' && state !== 'acknowledged') return undefined;
  if (severity !== 'warning' && severity !== 'alarm') return undefined;
  if (typeof text !== 'string' || typeof since !== 'number') return undefined;
  const names = Array.isArray(called) ? called.filter((name) => typeof name === 'string') : [];
  return {
    ...{ state, severity, text, sinceMs: since * 1_000, called: names },
    ...(typeof acknowledgedBy === 'string' && { acknowledgedBy }),
  };
}

/** The fields of a JSON object; undefined for what is none. */
export function recordOf(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(payload) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function seconds(unixMs: number): number {
  return Math.floor(unixMs / 1_000);
}
