/**
 * The monitor at its broker: mqtt.js brings what devices say, and carries away alerts,
 * which are retained, and calls, which are not. Its own alerts come back to it when it
 * starts, so a restart forgets nothing.
 */

import { type IClientOptions, MqttClient } from 'mqtt';
import type { Duplex } from 'node:stream';
import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import { alertPayload, clearedPayload, readAlert, recordOf } from './alert';
import type { Effect } from './effect';
import { Monitor } from './monitor';
import type { Plan } from './rules';
import { type CareTopics, careTopics, placeOf } from './topics';

export type CareEvent =
  | {
      readonly event: 'monitor';
      readonly state: 'connected' | 'lost' | 'ignored';
      readonly why: string;
    }
  | {
      readonly event: 'alert';
      readonly state: 'raised' | 'acknowledged' | 'cleared' | 'call';
      readonly device: string;
      readonly rule: string;
      readonly text: string;
      /** Of a call: who. */
      readonly to: string;
    };

export interface WatchOptions {
  readonly base: string;
  /** Its client id, and its name in topics. */
  readonly id: string;
  readonly plan: Plan;
  readonly clock: MonotonicClock;
  readonly unixMs: () => number;
  readonly hourOf: (unixMs: number) => number;
  /** A new connection to the broker. */
  readonly dial: () => Duplex;
  /** User, password and the like. */
  readonly options?: IClientOptions;
  readonly tell: (event: CareEvent) => void;
}

/** mqtt.js's keep-alive on this clock; its types know Node's timers only. */
function intervalsOf(clock: MonotonicClock): IntervalTimers {
  return {
    set: (callback: () => void, ms: number) => clock.set(callback, ms, ms),
    clear: (timer: Timer) => {
      clock.clear(timer);
    },
  } as unknown as IntervalTimers;
}

type IntervalTimers = Extract<IClientOptions['timerVariant'], object>;

/** Not the words of boards: one monitor must not take another for a board. */
const WATCHING = 'watching';
const AWAY = 'not watching';
/** What boards say at their status topic. */
const BOARD_STATUS = /^(?:online|offline|asleep until (\d{1,12}))$/;
/** Looks through all devices are at least so far apart, and at most. */
const LEAST_SCAN_MS = 1_000;
const LONGEST_SCAN_MS = 3_600_000;
const RETRY_MS = 5_000;
const KEEP_ALIVE_S = 30;
const LONGEST_NAME = 64;
/** A message of a device is shorter by far. */
const MOST_BYTES = 4_096;

export class Watch {
  readonly #options: WatchOptions;
  readonly #topics: CareTopics;
  readonly #monitor: Monitor;
  readonly #client: MqttClient;
  /** What this run has said of each alert last: it is newer than what comes back. */
  readonly #said = new Map<string, string>();
  #timer: Timer | undefined;
  /** When the timer wakes it; Infinity without one. */
  #wakeMs = Infinity;
  #lastScanMs = -Infinity;
  #retry: Timer | undefined;
  #isOver = false;
  #why = '';

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#topics = careTopics(options.base, options.id);
    this.#monitor = new Monitor(options.plan, options.hourOf);
    const { clock } = options;
    this.#client = new MqttClient(options.dial, {
      ...options.options,
      ...{ clientId: options.id, clean: true, reconnectPeriod: 0, keepalive: KEEP_ALIVE_S },
      resubscribe: false,
      timerVariant: intervalsOf(clock),
      will: { topic: this.#topics.status, payload: Buffer.from(AWAY), qos: 1, retain: true },
    });
    this.#listen();
  }

  #listen(): void {
    const client = this.#client;
    client.on('connect', () => {
      this.#connected();
    });
    client.on('message', (topic, payload, { retain }) => {
      this.#received(topic, payload, retain);
    });
    client.on('error', (error) => {
      this.#why = error.message;
    });
    client.on('close', () => {
      this.#closed();
    });
  }

  #connected(): void {
    this.#why = '';
    const { filters } = this.#topics;
    this.#client.subscribe([...filters], { qos: 1 }, (error, granted) => {
      const refused = granted?.filter(({ qos }) => qos > 2).map(({ topic }) => topic) ?? [];
      if (!error && refused.length === 0) this.#subscribed();
      else if (this.#client.connected) {
        const what = refused.length === 0 ? filters.join(', ') : refused.join(', ');
        this.#why = `the broker refuses the subscription to ${what}: check its access rules`;
        this.#client.stream.destroy();
      }
    });
  }

  /** What is retained comes behind this, its own alerts of an earlier run among it. */
  #subscribed(): void {
    const { tell, unixMs } = this.#options;
    tell({ event: 'monitor', state: 'connected', why: '' });
    this.#monitor.hears(unixMs());
    this.#perform(this.#monitor.alerts());
    this.#publish(this.#topics.status, WATCHING, true);
    this.#plan();
  }

  #closed(): void {
    if (this.#isOver || this.#retry) return;
    const { clock, tell } = this.#options;
    tell({ event: 'monitor', state: 'lost', why: this.#why });
    clock.clear(this.#timer);
    this.#wakeMs = Infinity;
    this.#retry = clock.set(() => {
      this.#retry = undefined;
      this.#client.reconnect();
    }, RETRY_MS);
  }

  #received(topic: string, payload: Buffer, isRetained: boolean): void {
    const { base, id, unixMs } = this.#options;
    const place = placeOf(base, topic);
    if (!place || place.device === id || payload.length > MOST_BYTES) return;
    const { device, what, name } = place;
    const text = payload.toString();
    const atMs = unixMs();
    if (what === 'status') this.#perform(this.#status(device, text, isRetained, atMs));
    else if (what === 'sensor') {
      const values = recordOf(text);
      if (values) this.#perform(this.#monitor.message(device, name, values, isRetained, atMs));
    } else if (what === 'alert') this.#restore(device, name, text, isRetained, atMs);
    else if (!isRetained && text !== '') {
      const by = text.slice(0, LONGEST_NAME);
      this.#perform(this.#monitor.acknowledge(device, name, by));
    }
    if (!this.#client.connected) return;
    const nextMs = this.#monitor.nextMs(atMs, device);
    if (nextMs !== undefined && nextMs < this.#wakeMs) this.#wakeAt(nextMs, atMs);
  }

  #status(device: string, text: string, isRetained: boolean, atMs: number): readonly Effect[] {
    if (text === '') return this.#monitor.forget(device);
    const found = BOARD_STATUS.exec(text);
    if (!found) return [];
    if (text === 'offline') return this.#monitor.offline(device, atMs);
    const untilS = found[1];
    if (untilS === undefined) return this.#monitor.online(device, isRetained, atMs);
    return this.#monitor.asleep(device, Number(untilS) * 1_000, isRetained, atMs);
  }

  #restore(device: string, rule: string, text: string, isRetained: boolean, atMs: number): void {
    if (!isRetained || this.#said.has(`${device}/${rule}`)) return;
    const alert = readAlert(text);
    if (alert) this.#perform(this.#monitor.restore(device, rule, alert, atMs));
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'ignored') {
        this.#options.tell({ event: 'monitor', state: 'ignored', why: effect.why });
        continue;
      }
      const { device, rule, alert } = effect;
      const key = `${device}/${rule}`;
      const topic = this.#topics.alert(device, rule);
      const { text } = alert;
      const told = { event: 'alert', device, rule, text, to: '' } as const;
      if (effect.kind === 'alert') {
        this.#publish(topic, alertPayload(rule, alert, effect.next), true);
        // Whom it calls is told by itself.
        const isNews = this.#said.get(key) !== alert.state;
        this.#said.set(key, alert.state);
        if (isNews) this.#options.tell({ ...told, state: alert.state });
      } else if (effect.kind === 'cleared') {
        this.#publish(topic, clearedPayload(rule, alert, this.#options.unixMs()), false);
        this.#publish(topic, '', true);
        this.#said.set(key, 'cleared');
        this.#options.tell({ ...told, state: 'cleared' });
      } else {
        const call = this.#topics.call(device, effect.to);
        this.#publish(call, alertPayload(rule, alert, effect.next), false);
        this.#options.tell({ ...told, state: 'call', to: effect.to });
      }
    }
  }

  #publish(topic: string, payload: string, retain: boolean): void {
    this.#client.publish(topic, payload, { qos: 1, retain });
  }

  /** Sets the timer for what time alone will change; while nothing is heard nothing is judged. */
  #plan(): void {
    this.#wakeMs = Infinity;
    const nowMs = this.#options.unixMs();
    if (this.#client.connected) this.#wakeAt(this.#monitor.nextMs(nowMs) ?? Infinity, nowMs);
  }

  #wakeAt(dueMs: number, nowMs: number): void {
    const { clock, unixMs } = this.#options;
    clock.clear(this.#timer);
    if (this.#isOver) return;
    const restMs = this.#lastScanMs + LEAST_SCAN_MS - nowMs;
    // The clock of the computer may be set: what has to rest rests once.
    const leastMs = restMs > 0 && restMs <= LEAST_SCAN_MS ? restMs : 1;
    const delayMs = Math.min(LONGEST_SCAN_MS, Math.max(leastMs, dueMs - nowMs));
    this.#wakeMs = nowMs + delayMs;
    this.#timer = clock.set(() => {
      this.#lastScanMs = unixMs();
      this.#perform(this.#monitor.tick(this.#lastScanMs));
      this.#plan();
    }, delayMs);
  }

  /** Says goodbye. */
  async stop(): Promise<void> {
    this.#isOver = true;
    const { clock } = this.#options;
    clock.clear(this.#timer);
    clock.clear(this.#retry);
    if (this.#client.connected) this.#publish(this.#topics.status, AWAY, true);
    await this.#client.endAsync(!this.#client.connected);
  }

  /** Ends it as a power cut does. */
  end(): void {
    this.#isOver = true;
    this.#options.clock.clear(this.#timer);
    this.#options.clock.clear(this.#retry);
    this.#client.end(true);
  }
}
