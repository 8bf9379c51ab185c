/**
 * Watches over devices: raises alerts, clears them, and calls one after the other while
 * nobody acknowledges. It reads no clock and no network: it is told what comes and when,
 * by its own clock, and says what is to be published.
 *
 * Silence is judged by what arrives, whatever a device's clock says; retained messages
 * are no sign of life.
 */

import type { Alert, NextCall } from './alert';
import type { Effect } from './effect';
import { ageOf, isPlausible } from './plausible';
import { Rhythm } from './rhythm';
import {
  type Call,
  type Plan,
  ruleIds,
  textOf,
  type ValueRule,
  type Values,
  verdictOf,
} from './rules';

interface Watched {
  badSinceMs: number | undefined;
  wellSinceMs: number | undefined;
}

interface Sensor {
  lastMs: number;
  values: Values;
  readonly rhythm: Rhythm;
}

interface Device {
  /** When something came last, or when it was first heard of. */
  lastMs: number;
  /** Until then it has said that it sleeps. */
  asleepUntilMs: number;
  readonly rhythm: Rhythm;
  readonly sensors: Map<string, Sensor>;
  /** What was told of it once. */
  readonly noted: Set<string>;
  readonly watched: Map<string, Watched>;
  readonly alerts: Map<string, Alert>;
}

const SILENT = 'silent';
const SENSOR_SILENT = 'no-';
const MINUTE_MS = 60_000;
const LONGEST_SLEEP_MS = 24 * 60 * MINUTE_MS;
/** So many devices are watched. */
const MOST_DEVICES = 10_000;

export class Monitor {
  readonly #plan: Plan;
  /** The hour of the day, 0 to 23. */
  readonly #hourOf: (unixMs: number) => number;
  /** Last levels of topics that say something of a house. */
  readonly #leaves: readonly string[];
  readonly #devices = new Map<string, Device>();
  #effects: Effect[] = [];
  #isFull = false;

  constructor(plan: Plan, hourOf: (unixMs: number) => number) {
    this.#plan = plan;
    this.#hourOf = hourOf;
    this.#leaves = [
      ...plan.rules.map(({ leaf }) => leaf),
      ...Object.keys(plan.sensorSilentAfterMs),
    ];
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
    if (!this.#knows(rule)) {
      this.#effects.push({ kind: 'cleared', device: name, rule, alert });
      return this.#take();
    }
    const device = this.#device(name, atMs);
    // Whoever wrote it may have had a wrong clock: its calls are not to wait for that.
    const isPast = alert.sinceMs >= 0 && alert.sinceMs <= atMs;
    if (device && !device.alerts.has(rule)) {
      device.alerts.set(rule, isPast ? alert : { ...alert, sinceMs: atMs });
    }
    return this.#take();
  }

  /** A device exists. */
  known(name: string, atMs: number): readonly Effect[] {
    this.#device(name, atMs);
    return this.#take();
  }

  /** A device sleeps: that it says nothing until then is no silence. */
  asleep(name: string, untilMs: number, isRetained: boolean, atMs: number): readonly Effect[] {
    const device = this.#device(name, atMs);
    if (!device) return this.#take();
    if (!isRetained) this.#lives(name, device, atMs);
    device.asleepUntilMs = Math.min(untilMs, atMs + LONGEST_SLEEP_MS);
    return this.#take();
  }

  /** A device is no more. */
  forget(name: string): readonly Effect[] {
    const device = this.#devices.get(name);
    for (const rule of device?.alerts.keys() ?? []) this.#clear(name, device!, rule);
    this.#devices.delete(name);
    return this.#take();
  }

  /** A sensor has said something, now or, when it is retained, some time ago. */
  message(
    name: string,
    leaf: string,
    values: Values,
    isRetained: boolean,
    atMs: number,
  ): readonly Effect[] {
    const isOurs = this.#leaves.includes(leaf);
    const device = isOurs ? this.#device(name, atMs) : this.#devices.get(name);
    if (!device) return this.#take();
    if (!isRetained) this.#lives(name, device, atMs, leaf);
    if (isOurs) this.#sensorSays(name, device, leaf, values, isRetained, atMs);
    return this.#take();
  }

  #sensorSays(
    name: string,
    device: Device,
    leaf: string,
    values: Values,
    isRetained: boolean,
    atMs: number,
  ): void {
    const leastMs = this.#plan.sensorSilentAfterMs[leaf] ?? Infinity;
    const sensor = device.sensors.get(leaf) ?? {
      lastMs: atMs,
      values: {},
      rhythm: new Rhythm(leastMs),
    };
    device.sensors.set(leaf, sensor);
    if (!isPlausible(leaf, values)) {
      this.#note(device, `${leaf} of ${name} is implausible, and is not looked at`);
      return;
    }
    sensor.values = values;
    if (!isRetained) {
      sensor.rhythm.spoke(atMs - Math.max(sensor.lastMs, device.asleepUntilMs), atMs);
      sensor.lastMs = atMs;
      this.#clear(name, device, `${SENSOR_SILENT}${leaf}`);
    }
    const isOld = ageOf(values, atMs) !== undefined;
    const rules = this.#plan.rules.filter((rule) => rule.leaf === leaf);
    // What was measured some time ago says nothing of now; a state may still hold.
    for (const rule of rules) {
      if (rule.isState || !(isRetained || isOld)) this.#judge(name, device, rule, values, atMs);
    }
    if (isOld && !isRetained && rules.some(({ isState }) => !isState)) {
      const cause = 'it waited, or the clock of its board is wrong';
      this.#note(device, `${leaf} of ${name} is of long ago, and calls nobody: ${cause}`);
    }
  }

  #note(device: Device, why: string): void {
    if (device.noted.has(why)) return;
    device.noted.add(why);
    this.#effects.push({ kind: 'ignored', why });
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

  /** When time alone changes something next, of all devices or of one; undefined for never. */
  nextMs(nowMs: number, name?: string): number | undefined {
    const one = name === undefined ? undefined : this.#devices.get(name);
    const devices = name === undefined ? this.#devices.values() : one ? [one] : [];
    let earliestMs = Infinity;
    for (const device of devices) {
      for (const dueMs of this.#due(device, nowMs)) earliestMs = Math.min(earliestMs, dueMs);
    }
    return earliestMs === Infinity ? undefined : Math.max(nowMs, earliestMs);
  }

  #due(device: Device, nowMs: number): number[] {
    const due = [...this.#silenceDue(device), ...this.#statesDue(device, nowMs)];
    for (const alert of device.alerts.values()) {
      const next = this.#next(alert);
      if (next) due.push(next.atMs);
    }
    return due;
  }

  /** All alerts that hold, as they are to stand at the broker. */
  alerts(): readonly Effect[] {
    for (const [name, device] of this.#devices) {
      for (const [rule, alert] of device.alerts) this.#show(name, rule, alert);
    }
    return this.#take();
  }

  /** Undefined when there are too many. */
  #device(name: string, atMs: number): Device | undefined {
    const known = this.#devices.get(name);
    if (known) return known;
    if (this.#devices.size >= MOST_DEVICES) {
      const why = `there are more than ${MOST_DEVICES} devices: the others are not watched`;
      if (!this.#isFull) this.#effects.push({ kind: 'ignored', why });
      this.#isFull = true;
      return undefined;
    }
    const device: Device = {
      ...{ lastMs: atMs, asleepUntilMs: 0, rhythm: new Rhythm(this.#plan.silentAfterMs) },
      ...{ sensors: new Map(), watched: new Map(), alerts: new Map(), noted: new Set() },
    };
    this.#devices.set(name, device);
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
  #lives(name: string, device: Device, atMs: number, speaker?: string): void {
    for (const [leaf, sensor] of device.alerts.has(SILENT) ? device.sensors : []) {
      if (leaf !== speaker) sensor.lastMs = atMs;
    }
    device.rhythm.spoke(atMs - quietSince(device), atMs);
    device.lastMs = atMs;
    this.#clear(name, device, SILENT);
  }

  #judgeSilence(name: string, device: Device, atMs: number): void {
    if (device.alerts.has(SILENT)) return;
    const { limitMs } = device.rhythm;
    if (atMs - quietSince(device) >= limitMs) {
      const text = `nothing has come for ${words(limitMs)}`;
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
  #quietSensors({ sensors, alerts, asleepUntilMs }: Device) {
    return Object.keys(this.#plan.sensorSilentAfterMs).flatMap((leaf) => {
      const rule = `${SENSOR_SILENT}${leaf}`;
      const sensor = sensors.get(leaf);
      if (!sensor || alerts.has(rule)) return [];
      const lastMs = Math.max(sensor.lastMs, asleepUntilMs);
      return [{ leaf, rule, afterMs: sensor.rhythm.limitMs, lastMs }];
    });
  }

  #silenceDue(device: Device): number[] {
    if (device.alerts.has(SILENT)) return [];
    const sensors = this.#quietSensors(device).map(({ lastMs, afterMs }) => lastMs + afterMs);
    return [quietSince(device) + device.rhythm.limitMs, ...sensors];
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
    const next = this.#next(alert);
    for (const to of due) this.#effects.push({ kind: 'call', device: name, rule, alert, to, next });
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

function quietSince({ lastMs, asleepUntilMs }: Device): number {
  return Math.max(lastMs, asleepUntilMs);
}

function words(ms: number): string {
  const minutes = Math.round((ms / MINUTE_MS) * 10) / 10;
  return minutes >= 1 ? `${minutes} min` : `${ms / 1_000} s`;
}
