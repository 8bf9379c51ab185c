/** Judges what sensors say by the rules: how long it has been out of order, and in order again. */

import type { AlertDesk } from './alert-desk';
import type { Device } from './device';
import { type Plan, textOf, type ValueRule, type Values, verdictOf } from './rules';

const MINUTE_MS = 60_000;

export class ValueJudge {
  readonly #rules: Plan['rules'];
  /** The hour of the day, 0 to 23. */
  readonly #hourOf: (unixMs: number) => number;
  readonly #alerts: AlertDesk;

  constructor({ rules }: Plan, hourOf: (unixMs: number) => number, alerts: AlertDesk) {
    this.#rules = rules;
    this.#hourOf = hourOf;
    this.#alerts = alerts;
  }

  judge(device: Device, rule: ValueRule, values: Values, atMs: number): void {
    const verdict = verdictOf(rule, values, this.#hourOf(atMs));
    if (verdict === undefined) return;
    const watched = device.watched.get(rule.id) ?? {
      ...{ badSinceMs: undefined, wellSinceMs: undefined },
    };
    device.watched.set(rule.id, watched);
    watched.badSinceMs = verdict === 'bad' ? (watched.badSinceMs ?? atMs) : undefined;
    watched.wellSinceMs = verdict === 'well' ? (watched.wellSinceMs ?? atMs) : undefined;
    const { badSinceMs, wellSinceMs } = watched;
    const isRaised = device.alerts.has(rule.id);
    if (!isRaised && badSinceMs !== undefined && atMs - badSinceMs >= rule.raiseAfterMs) {
      const { id, severity } = rule;
      this.#alerts.raise(device, id, { severity, text: textOf(rule, values) }, atMs);
    } else if (isRaised && wellSinceMs !== undefined && atMs - wellSinceMs >= rule.clearAfterMs) {
      this.#alerts.clear(device, rule.id);
    }
  }

  /** A state holds on without a word. */
  judgeStates(device: Device, atMs: number): void {
    for (const rule of this.#rules) {
      const sensor = rule.isState ? device.sensors.get(rule.leaf) : undefined;
      if (sensor) this.judge(device, rule, sensor.values, atMs);
    }
  }

  /** When time alone changes a verdict on a state. */
  due(device: Device, nowMs: number): number[] {
    const due: number[] = [];
    for (const { id, isState, hours, leaf, raiseAfterMs, clearAfterMs } of this.#rules) {
      if (!isState || !device.sensors.has(leaf)) continue;
      const { badSinceMs, wellSinceMs } = device.watched.get(id) ?? {};
      const isRaised = device.alerts.has(id);
      if (!isRaised && badSinceMs !== undefined) due.push(badSinceMs + raiseAfterMs);
      if (isRaised && wellSinceMs !== undefined) due.push(wellSinceMs + clearAfterMs);
      // Its hours begin and end with a minute, wherever one is.
      if (hours) due.push((Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS);
    }
    return due;
  }
}
