/**
 * Judges silence, of devices and of their sensors, by the rhythm in which they speak, and
 * until that is known by what a device's status says: its last will is there in a minute.
 */

import type { AlertDesk } from './alert-desk';
import type { Device, Sensor } from './device';
import type { Plan } from './rules';

const SILENT = 'silent';
const SENSOR_SILENT = 'no-';
const MINUTE_MS = 60_000;

/** When something is to be said, and what, if nothing comes. */
interface Deadline {
  readonly atMs: number;
  readonly text: string;
}

export class SilenceJudge {
  readonly #plan: Plan;
  readonly #alerts: AlertDesk;

  constructor(plan: Plan, alerts: AlertDesk) {
    this.#plan = plan;
    this.#alerts = alerts;
  }

  /** The monitor hears again: who said nothing meanwhile may have spoken to nobody. */
  hears(device: Device, atMs: number): void {
    device.lastMs = atMs;
    device.rhythm.interrupted();
    if (device.offlineSinceMs !== undefined) device.offlineSinceMs = atMs;
    for (const sensor of device.sensors.values()) countFrom(sensor, atMs);
  }

  /** It has spoken. While it was silent its sensors could not: theirs is counted from now. */
  lives(device: Device, atMs: number, speaker?: string): void {
    for (const [leaf, sensor] of device.alerts.has(SILENT) ? device.sensors : []) {
      if (leaf !== speaker) countFrom(sensor, atMs);
    }
    device.rhythm.spoke(atMs - quietSince(device), atMs);
    device.lastMs = atMs;
    device.offlineSinceMs = undefined;
    this.#alerts.clear(device, SILENT);
  }

  /** One of its sensors has. */
  sensorLives(device: Device, leaf: string, sensor: Sensor, atMs: number): void {
    sensor.rhythm.spoke(atMs - Math.max(sensor.lastMs, device.asleepUntilMs), atMs);
    sensor.lastMs = atMs;
    this.#alerts.clear(device, `${SENSOR_SILENT}${leaf}`);
  }

  judge(device: Device, atMs: number): void {
    if (device.alerts.has(SILENT)) return;
    const passed = this.#deadlines(device).find((deadline) => deadline.atMs <= atMs);
    if (passed) {
      this.#alerts.raise(device, SILENT, { severity: 'alarm', text: passed.text }, atMs);
      return;
    }
    for (const [rule, { atMs: dueMs, text }] of this.#sensorDeadlines(device)) {
      if (dueMs <= atMs) this.#alerts.raise(device, rule, { severity: 'warning', text }, atMs);
    }
  }

  due(device: Device): number[] {
    if (device.alerts.has(SILENT)) return [];
    const all = [...this.#deadlines(device), ...this.#sensorDeadlines(device).values()];
    return all.map(({ atMs }) => atMs);
  }

  #deadlines(device: Device): Deadline[] {
    const { silentAfterMs, offlineAfterMs } = this.#plan;
    const { asleepUntilMs, lastMs, rhythm, offlineSinceMs } = device;
    // Who has said until when it sleeps has said when it speaks next.
    const limitMs = asleepUntilMs > lastMs ? silentAfterMs : rhythm.limitMs;
    const silence = {
      atMs: quietSince(device) + limitMs,
      text: `nothing has come for ${words(limitMs)}`,
    };
    if (offlineSinceMs === undefined) return [silence];
    const text = `it has been offline for ${words(offlineAfterMs)}`;
    return [{ atMs: offlineSinceMs + offlineAfterMs, text }, silence];
  }

  /** Of sensors whose silence would be news, by the rules. */
  #sensorDeadlines({ sensors, alerts, asleepUntilMs }: Device): ReadonlyMap<string, Deadline> {
    const all = new Map<string, Deadline>();
    for (const leaf of Object.keys(this.#plan.sensorSilentAfterMs)) {
      const rule = `${SENSOR_SILENT}${leaf}`;
      const sensor = sensors.get(leaf);
      if (!sensor || alerts.has(rule)) continue;
      const { limitMs } = sensor.rhythm;
      const atMs = Math.max(sensor.lastMs, asleepUntilMs) + limitMs;
      all.set(rule, { atMs, text: `no ${leaf} has come for ${words(limitMs)}` });
    }
    return all;
  }
}

function countFrom(sensor: Sensor, atMs: number): void {
  sensor.lastMs = atMs;
  sensor.rhythm.interrupted();
}

function quietSince({ lastMs, asleepUntilMs }: Device): number {
  return Math.max(lastMs, asleepUntilMs);
}

function words(ms: number): string {
  const minutes = Math.round((ms / MINUTE_MS) * 10) / 10;
  return minutes >= 1 ? `${minutes} min` : `${ms / 1_000} s`;
}
