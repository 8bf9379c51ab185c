/**
 * Watches over devices: raises alerts, clears them, and calls one after the other while
 * nobody acknowledges. It reads no clock and no network: it is told what comes and when,
 * by its own clock, and says what is to be published.
 *
 * Silence is judged by what arrives, whatever a device's clock says; retained messages
 * are no sign of life.
 */

import type { Alert } from './alert';
import { AlertDesk } from './alert-desk';
import { type Device, newDevice } from './device';
import type { Effect } from './effect';
import { ageOf, isPlausible } from './plausible';
import { Rhythm } from './rhythm';
import { type Plan, ruleIds, type Values } from './rules';
import { SilenceJudge } from './silence-judge';
import { ValueJudge } from './value-judge';

const LONGEST_SLEEP_MS = 86_400_000;
/** So many devices are watched. */
const MOST_DEVICES = 10_000;

export class Monitor {
  readonly #plan: Plan;
  /** Last levels of topics that say something of a house. */
  readonly #leaves: readonly string[];
  readonly #devices = new Map<string, Device>();
  readonly #alerts: AlertDesk;
  readonly #values: ValueJudge;
  readonly #silence: SilenceJudge;
  #isFull = false;

  /** `hourOf`: the hour of the day, 0 to 23. */
  constructor(plan: Plan, hourOf: (unixMs: number) => number) {
    this.#plan = plan;
    this.#alerts = new AlertDesk(plan.calls);
    this.#values = new ValueJudge(plan, hourOf, this.#alerts);
    this.#silence = new SilenceJudge(plan, this.#alerts);
    this.#leaves = [
      ...plan.rules.map(({ leaf }) => leaf),
      ...Object.keys(plan.sensorSilentAfterMs),
    ];
  }

  /** It hears again: who said nothing meanwhile may have spoken to nobody. */
  hears(atMs: number): void {
    for (const device of this.#devices.values()) this.#silence.hears(device, atMs);
  }

  /** An alert of an earlier run. One that no rule can clear any more is taken away. */
  restore(name: string, rule: string, alert: Alert, atMs: number): readonly Effect[] {
    if (!this.#knows(rule)) {
      this.#alerts.cleared(name, rule, alert);
      return this.#alerts.take();
    }
    const device = this.#device(name, atMs);
    // Whoever wrote it may have had a wrong clock: its calls are not to wait for that.
    const isPast = alert.sinceMs >= 0 && alert.sinceMs <= atMs;
    if (device && !device.alerts.has(rule)) {
      device.alerts.set(rule, isPast ? alert : { ...alert, sinceMs: atMs });
    }
    return this.#alerts.take();
  }

  /** A device says that it is there. */
  online(name: string, isRetained: boolean, atMs: number): readonly Effect[] {
    const device = this.#device(name, atMs);
    if (device) device.offlineSinceMs = undefined;
    if (device && !isRetained) this.#silence.lives(device, atMs);
    return this.#alerts.take();
  }

  /** A device is said to be gone, by itself or by its last will. */
  offline(name: string, atMs: number): readonly Effect[] {
    const device = this.#device(name, atMs);
    if (device) device.offlineSinceMs ??= atMs;
    return this.#alerts.take();
  }

  /** A device sleeps: that it says nothing until then is no silence. */
  asleep(name: string, untilMs: number, isRetained: boolean, atMs: number): readonly Effect[] {
    const device = this.#device(name, atMs);
    if (!device) return this.#alerts.take();
    if (!isRetained) this.#silence.lives(device, atMs);
    device.offlineSinceMs = undefined;
    device.asleepUntilMs = Math.min(untilMs, atMs + LONGEST_SLEEP_MS);
    return this.#alerts.take();
  }

  /** A device is no more. */
  forget(name: string): readonly Effect[] {
    const device = this.#devices.get(name);
    for (const rule of device?.alerts.keys() ?? []) this.#alerts.clear(device!, rule);
    this.#devices.delete(name);
    return this.#alerts.take();
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
    if (!device) return this.#alerts.take();
    if (!isRetained) this.#silence.lives(device, atMs, leaf);
    if (isOurs) this.#sensorSays(device, leaf, values, isRetained, atMs);
    return this.#alerts.take();
  }

  #sensorSays(
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
      rhythm: new Rhythm(leastMs, this.#plan.sensorSilentUntilKnownMs),
    };
    device.sensors.set(leaf, sensor);
    const { name } = device;
    if (!isPlausible(leaf, values)) {
      this.#note(device, `${leaf} of ${name} is implausible, and is not looked at`);
      return;
    }
    sensor.values = values;
    if (!isRetained) this.#silence.sensorLives(device, leaf, sensor, atMs);
    const isOld = ageOf(values, atMs) !== undefined;
    const rules = this.#plan.rules.filter((rule) => rule.leaf === leaf);
    // What was measured some time ago says nothing of now; a state may still hold.
    for (const rule of rules) {
      if (rule.isState || !(isRetained || isOld)) {
        this.#values.judge(device, rule, values, atMs);
      }
    }
    if (isOld && !isRetained && rules.some(({ isState }) => !isState)) {
      const cause = 'it waited, or the clock of its board is wrong';
      this.#note(device, `${leaf} of ${name} is of long ago, and calls nobody: ${cause}`);
    }
  }

  #note(device: Device, why: string): void {
    if (device.noted.has(why)) return;
    device.noted.add(why);
    this.#alerts.ignore(why);
  }

  /** Somebody sees to it: nobody else is called for this alert. */
  acknowledge(name: string, rule: string, by: string): readonly Effect[] {
    const device = this.#devices.get(name);
    if (device) this.#alerts.acknowledge(device, rule, by);
    return this.#alerts.take();
  }

  /** Time has passed. */
  tick(atMs: number): readonly Effect[] {
    for (const device of this.#devices.values()) {
      this.#values.judgeStates(device, atMs);
      this.#silence.judge(device, atMs);
      this.#alerts.escalate(device, atMs);
    }
    return this.#alerts.take();
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
    return [
      ...this.#silence.due(device),
      ...this.#values.due(device, nowMs),
      ...this.#alerts.due(device),
    ];
  }

  /** All alerts that hold, as they are to stand at the broker. */
  alerts(): readonly Effect[] {
    for (const device of this.#devices.values()) this.#alerts.show(device);
    return this.#alerts.take();
  }

  /** Undefined when there are too many. */
  #device(name: string, atMs: number): Device | undefined {
    const known = this.#devices.get(name);
    if (known) return known;
    if (this.#devices.size >= MOST_DEVICES) {
      const why = `there are more than ${MOST_DEVICES} devices: the others are not watched`;
      if (!this.#isFull) this.#alerts.ignore(why);
      this.#isFull = true;
      return undefined;
    }
    const device = newDevice(name, this.#plan, atMs);
    this.#devices.set(name, device);
    return device;
  }

  #knows(rule: string): boolean {
    return ruleIds(this.#plan).includes(rule);
  }
}
