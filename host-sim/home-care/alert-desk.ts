/** Raises alerts and clears them, and calls one after the other while nobody acknowledges. */

import type { Alert, NextCall } from './alert';
import type { Device } from './device';
import type { Effect } from './effect';
import type { Call } from './rules';

export class AlertDesk {
  readonly #calls: readonly Call[];
  #effects: Effect[] = [];

  constructor(calls: readonly Call[]) {
    this.#calls = calls;
  }

  raise(
    device: Device,
    rule: string,
    { severity, text }: Pick<Alert, 'severity' | 'text'>,
    atMs: number,
  ): void {
    const alert: Alert = { state: 'raised', severity, text, sinceMs: atMs, called: [] };
    device.alerts.set(rule, alert);
    this.#escalate(device, rule, alert, atMs);
    if (device.alerts.get(rule) === alert) this.#show(device, rule, alert);
  }

  clear(device: Device, rule: string): void {
    const alert = device.alerts.get(rule);
    if (!alert) return;
    device.alerts.delete(rule);
    this.cleared(device.name, rule, alert);
  }

  /** One that nobody keeps any more. */
  cleared(device: string, rule: string, alert: Alert): void {
    this.#effects.push({ kind: 'cleared', device, rule, alert });
  }

  acknowledge(device: Device, rule: string, by: string): void {
    const alert = device.alerts.get(rule);
    if (alert?.state !== 'raised') return;
    this.#set(device, rule, { ...alert, state: 'acknowledged', acknowledgedBy: by });
  }

  /** Calls whoever is due. */
  escalate(device: Device, atMs: number): void {
    for (const [rule, alert] of device.alerts) this.#escalate(device, rule, alert, atMs);
  }

  /** When somebody is to be called next, for each alert. */
  due({ alerts }: Device): number[] {
    return [...alerts.values()].flatMap((alert) => this.#next(alert)?.atMs ?? []);
  }

  /** All alerts of a device, as they are to stand at the broker. */
  show(device: Device): void {
    for (const [rule, alert] of device.alerts) this.#show(device, rule, alert);
  }

  /** Something is left out. */
  ignore(why: string): void {
    this.#effects.push({ kind: 'ignored', why });
  }

  /** What has come up since. */
  take(): readonly Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #escalate(device: Device, rule: string, raised: Alert, atMs: number): void {
    let alert = raised;
    const due: string[] = [];
    for (let next = this.#next(alert); next && next.atMs <= atMs; next = this.#next(alert)) {
      alert = { ...alert, called: [...alert.called, next.to] };
      due.push(next.to);
    }
    if (alert !== raised) this.#set(device, rule, alert);
    const next = this.#next(alert);
    for (const to of due) {
      this.#effects.push({ kind: 'call', device: device.name, rule, alert, to, next });
    }
  }

  #next({ state, severity, called, sinceMs }: Alert): NextCall | undefined {
    if (state !== 'raised') return undefined;
    const isFor = ({ to, forAlarmsOnly = false }: Call): boolean =>
      !called.includes(to) && (severity === 'alarm' || !forAlarmsOnly);
    const call = this.#calls.find(isFor);
    return call && { to: call.to, atMs: sinceMs + call.afterMs };
  }

  #set(device: Device, rule: string, alert: Alert): void {
    device.alerts.set(rule, alert);
    this.#show(device, rule, alert);
  }

  #show({ name }: Device, rule: string, alert: Alert): void {
    this.#effects.push({ kind: 'alert', device: name, rule, alert, next: this.#next(alert) });
  }
}
