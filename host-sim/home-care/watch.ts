/**
 * The monitor at its broker: mqtt.js brings what devices say, and carries away alerts,
 * which are retained, and calls, which are not. Its own alerts come back to it when it
 * starts, so a restart forgets nothing.
 */

import { type IClientOptions, MqttClient } from 'mqtt';
import type { Duplex } from 'node:stream';
import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import { alertPayload, clearedPayload, readAlert, recordOf } from './alert';
import { type Effect, Monitor } from './monitor';
import type { Plan } from './rules';
import { type CareTopics, careTopics, placeOf } from './topics';

export type CareEvent =
  | { readonly event: 'monitor'; readonly state: 'connected' | 'lost'; readonly why: string }
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
  /** Alerts that come back are of an earlier run until the first connection has settled. */
  #isFirst = true;
  /** It has been connected: a broker that was not there at first has told nothing yet. */
  #hasHeard = false;
  /** What this run has said of each alert last: it is newer than what comes back. */
  readonly #said = new Map<string, string>();
  #timer: Timer | undefined;
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
      will: { topic: this.#topics.status, payload: Buffer.from('offline'), qos: 1, retain: true },
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
    const { tell, unixMs } = this.#options;
    this.#why = '';
    tell({ event: 'monitor', state: 'connected', why: '' });
    this.#monitor.hears(unixMs());
    this.#publish(this.#topics.status, 'online', true);
    if (!this.#isFirst) this.#perform(this.#monitor.alerts());
    this.#hasHeard = true;
    this.#client.subscribe([...this.#topics.filters], { qos: 1 }, () => {
      // What is retained comes behind this; it is over when something comes of another connection.
      this.#plan();
    });
  }

  #closed(): void {
    if (this.#isOver || this.#retry) return;
    if (this.#hasHeard) this.#isFirst = false;
    const { clock, tell } = this.#options;
    tell({ event: 'monitor', state: 'lost', why: this.#why });
    clock.clear(this.#timer);
    this.#timer = undefined;
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
    if (what === 'status') {
      if (text !== '') this.#monitor.known(device, atMs);
    } else if (what === 'sensor') {
      const values = recordOf(text);
      if (values) this.#perform(this.#monitor.message(device, name, values, isRetained, atMs));
    } else if (what === 'alert') this.#restore(device, name, text, isRetained, atMs);
    else if (!isRetained && text !== '') {
      const by = text.slice(0, LONGEST_NAME);
      this.#perform(this.#monitor.acknowledge(device, name, by));
    }
    this.#plan();
  }

  #restore(device: string, rule: string, text: string, isRetained: boolean, atMs: number): void {
    if (!isRetained || !this.#isFirst || this.#said.has(`${device}/${rule}`)) return;
    const alert = readAlert(text);
    if (alert) this.#perform(this.#monitor.restore(device, rule, alert, atMs));
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
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
        this.#publish(call, alertPayload(rule, alert, undefined), false);
        this.#options.tell({ ...told, state: 'call', to: effect.to });
      }
    }
  }

  #publish(topic: string, payload: string, retain: boolean): void {
    this.#client.publish(topic, payload, { qos: 1, retain });
  }

  /** Sets the timer for what time alone will change; while nothing is heard nothing is judged. */
  #plan(): void {
    const { clock, unixMs } = this.#options;
    clock.clear(this.#timer);
    this.#timer = undefined;
    const nowMs = unixMs();
    const nextMs = this.#client.connected ? this.#monitor.nextMs(nowMs) : undefined;
    if (nextMs === undefined || this.#isOver) return;
    this.#timer = clock.set(
      () => {
        this.#perform(this.#monitor.tick(unixMs()));
        this.#plan();
      },
      Math.max(1, nextMs - nowMs),
    );
  }

  /** Says goodbye. */
  async stop(): Promise<void> {
    this.#isOver = true;
    const { clock } = this.#options;
    clock.clear(this.#timer);
    clock.clear(this.#retry);
    if (this.#client.connected) this.#publish(this.#topics.status, 'offline', true);
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
