/**
 * Watches over devices: raises alerts, clears them, and calls one after the other while
 * nobody acknowledges. It reads no clock and no network: it is told what comes and when,
 * by its own clock, and says what is to be published.
 *
 * Silence is judged by what arrives, whatever a device's clock says; retained messages
 * are no sign of life.
 */

import type { Alert, NextCall } from './alert';
import {
  type Call,
  type Plan,
  ruleIds,
  textOf,
  type ValueRule,
  type Values,
  verdictOf,
} from './rules';

export type Effect =
  | {
      readonly kind: 'alert';
      readonly device: string;
      readonly rule: string;
      readonly alert: Alert;
      readonly next: NextCall | undefined;
    }
  | {
      readonly kind: 'cleared';
      readonly device: string;
      readonly rule: string;
      readonly alert: Alert;
    }
  | {
      readonly kind: 'call';
      readonly device: string;
      readonly rule: string;
      readonly alert: Alert;
      readonly to: string;
    };

interface Watched {
  badSinceMs: number | undefined;
  wellSinceMs: number | undefined;
}

interface Device {
  /** When something came last, or when it was first heard of. */
  lastMs: number;
  readonly sensors: Map<string, { lastMs: number; values: Values }>;
  readonly watched: Map<string, Watched>;
  readonly alerts: Map<string, Alert>;
}

const SILENT = 'silent';
const SENSOR_SILENT = 'no-';
const MINUTE_MS = 60_000;

export class Monitor {
  readonly #plan: Plan;
  /** The hour of the day, 0 to 23. */
  readonly #hourOf: (unixMs: number) => number;
  readonly #devices = new Map<string, Device>();
  #effects: Effect[] = [];

  constructor(plan: Plan, hourOf: (unixMs: number) => number) {
    this.#plan = plan;
    this.#hourOf = hourOf;
  }

  /** It hears again: who said nothing meanwhile may have spoken to nobody. */
  hears(atMs: number): void {
    for (const device of this.#devices.values()) {
      device.lastMs = atMs;
      for (const sensor of device.sensors.values()) sensor.lastMs = atMs;
    }
  }

  /** An alert of an earlier run. One that no rule can clear any more is taken away. */
  restore(name: string, rule: string, alert: Alert, atMs: number): readonly Effect[] {
    const device = this.#device(name, atMs);
    if (!this.#knows(rule)) {
      this.#effects.push({ kind: 'cleared', device: name, rule, alert });
    } else if (!device.alerts.has(rule)) device.alerts.set(rule, alert);
    return this.#take();
  }

  /** A device exists. */
  known(name: string, atMs: number): void {
    this.#device(name, atMs);
  }

  /** A sensor has said something, now or, when it is retained, some time ago. */
  message(
    name: string,
    leaf: string,
    values: Values,
    isRetained: boolean,
    atMs: number,
  ): readonly Effect[] {
    const device = this.#device(name, atMs);
    const sensor = device.sensors.get(leaf) ?? { lastMs: atMs, values };
    device.sensors.set(leaf, sensor);
    sensor.values = values;
    if (!isRetained) {
      this.#lives(name, device, atMs);
      sensor.lastMs = atMs;
      this.#clear(name, device, `${SENSOR_SILENT}${leaf}`);
    }
    for (const rule of this.#plan.rules) {
      // What was measured some time ago says nothing of now; a state may still hold.
      if (rule.leaf === leaf && (rule.isState || !isRetained)) {
        this.#judge(name, device, rule, values, atMs);
      }
    }
    return this.#take();
  }

  /** Somebody sees to it: nobody else is called for this alert. */
  acknowledge(name: string, rule: string, by: string): readonly Effect[] {
    const device = this.#devices.get(name);
    const alert = device?.alerts.get(rule);
    if (device && alert?.state === 'raised') {
      this.#set(name, device, rule, { ...alert, state: 'acknowledged', acknowledgedBy: by });
    }
    return this.#take();
  }

  /** Time has passed. */
  tick(atMs: number): readonly Effect[] {
    for (const [name, device] of this.#devices) {
      this.#judgeStates(name, device, atMs);
      this.#judgeSilence(name, device, atMs);
      for (const [rule, alert] of device.alerts) this.#escalate(name, device, rule, alert, atMs);
    }
    return this.#take();
  }

  /** When time alone changes something next; undefined for never. */
  nextMs(nowMs: number): number | undefined {
    const due: number[] = [];
    for (const device of this.#devices.values()) {
      due.push(...this.#silenceDue(device), ...this.#statesDue(device, nowMs));
      for (const alert of device.alerts.values()) {
        const next = this.#next(alert);
        if (next) due.push(next.atMs);
      }
    }
    return due.length === 0 ? undefined : Math.max(nowMs, Math.min(...due));
  }

  /** All alerts that hold, as they are to stand at the broker. */
  alerts(): readonly Effect[] {
    for (const [name, device] of this.#devices) {
      for (const [rule, alert] of device.alerts) this.#show(name, rule, alert);
    }
    return this.#take();
  }

  #device(name: string, atMs: number): Device {
    let device = this.#devices.get(name);
    if (!device) {
      device = { lastMs: atMs, sensors: new Map(), watched: new Map(), alerts: new Map() };
      this.#devices.set(name, device);
    }
    return device;
  }

  #knows(rule: string): boolean {
    return ruleIds(this.#plan).includes(rule);
  }

  // ---- values

  #judge(name: string, device: Device, rule: ValueRule, values: Values, atMs: number): void {
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
      this.#raise(name, device, rule.id, rule.severity, textOf(rule, values), atMs);
    } else if (isRaised && wellSinceMs !== undefined && atMs - wellSinceMs >= rule.clearAfterMs) {
      this.#clear(name, device, rule.id);
    }
  }

  /** A state holds on without a word. */
  #judgeStates(name: string, device: Device, atMs: number): void {
    for (const rule of this.#plan.rules) {
      const sensor = rule.isState ? device.sensors.get(rule.leaf) : undefined;
      if (sensor) this.#judge(name, device, rule, sensor.values, atMs);
    }
  }

  #statesDue(device: Device, nowMs: number): number[] {
    const due: number[] = [];
    for (const { id, isState, hours, leaf, raiseAfterMs, clearAfterMs } of this.#plan.rules) {
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

  // ---- silence

  /** It has spoken. While it was silent its sensors could not: theirs is counted from now. */
  #lives(name: string, device: Device, atMs: number): void {
    if (device.alerts.has(SILENT)) {
      for (const sensor of device.sensors.values()) sensor.lastMs = atMs;
    }
    device.lastMs = atMs;
    this.#clear(name, device, SILENT);
  }

  #judgeSilence(name: string, device: Device, atMs: number): void {
    const { silentAfterMs } = this.#plan;
    if (device.alerts.has(SILENT)) return;
    if (atMs - device.lastMs >= silentAfterMs) {
      const text = `nothing has come for ${words(silentAfterMs)}`;
      this.#raise(name, device, SILENT, 'alarm', text, atMs);
      return;
    }
    for (const { leaf, rule, afterMs, lastMs } of this.#quietSensors(device)) {
      if (atMs - lastMs < afterMs) continue;
      const text = `no ${leaf} has come for ${words(afterMs)}`;
      this.#raise(name, device, rule, 'warning', text, atMs);
    }
  }

  /** Sensors whose silence would be news. */
  #quietSensors({ sensors, alerts }: Device) {
    return Object.entries(this.#plan.sensorSilentAfterMs).flatMap(([leaf, afterMs]) => {
      const rule = `${SENSOR_SILENT}${leaf}`;
      const sensor = sensors.get(leaf);
      return sensor && !alerts.has(rule) ? [{ leaf, rule, afterMs, lastMs: sensor.lastMs }] : [];
    });
  }

  #silenceDue(device: Device): number[] {
    if (device.alerts.has(SILENT)) return [];
    const sensors = this.#quietSensors(device).map(({ lastMs, afterMs }) => lastMs + afterMs);
    return [device.lastMs + this.#plan.silentAfterMs, ...sensors];
  }

  // ---- alerts

  #raise(
    name: string,
    device: Device,
    rule: string,
    severity: Alert['severity'],
    text: string,
    atMs: number,
  ): void {
    const alert: Alert = { state: 'raised', severity, text, sinceMs: atMs, called: [] };
    device.alerts.set(rule, alert);
    this.#escalate(name, device, rule, alert, atMs);
    if (device.alerts.get(rule) === alert) this.#show(name, rule, alert);
  }

  #clear(name: string, device: Device, rule: string): void {
    const alert = device.alerts.get(rule);
    if (!alert) return;
    device.alerts.delete(rule);
    this.#effects.push({ kind: 'cleared', device: name, rule, alert });
  }

  /** Calls whoever is due. */
  #escalate(name: string, device: Device, rule: string, raised: Alert, atMs: number): void {
    let alert = raised;
    const due: string[] = [];
    for (let next = this.#next(alert); next && next.atMs <= atMs; next = this.#next(alert)) {
      alert = { ...alert, called: [...alert.called, next.to] };
      due.push(next.to);
    }
    if (alert !== raised) this.#set(name, device, rule, alert);
    for (const to of due) this.#effects.push({ kind: 'call', device: name, rule, alert, to });
  }

  #next({ state, severity, called, sinceMs }: Alert): NextCall | undefined {
    if (state !== 'raised') return undefined;
    const isFor = ({ to, forAlarmsOnly = false }: Call): boolean =>
      !called.includes(to) && (severity === 'alarm' || !forAlarmsOnly);
    const call = this.#plan.calls.find(isFor);
    return call && { to: call.to, atMs: sinceMs + call.afterMs };
  }

  #set(name: string, device: Device, rule: string, alert: Alert): void {
    device.alerts.set(rule, alert);
    this.#show(name, rule, alert);
  }

  #show(device: string, rule: string, alert: Alert): void {
    this.#effects.push({ kind: 'alert', device, rule, alert, next: this.#next(alert) });
  }

  #take(): readonly Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

function words(ms: number): string {
  const minutes = ms / MINUTE_MS;
  return minutes >= 1 ? `${minutes} min` : `${ms / 1_000} s`;
}
