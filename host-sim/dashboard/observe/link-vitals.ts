/** Wi-Fi and MQTT of a board in words: how they are, why, and when they are tried again. */

import type { WiFiConnection } from '../../../firmware/ports/wifi';
import type { StationEvent } from '../../../firmware/station/events';
import { commandFor } from '../../invocation';
import type { LinkVitals, Mood } from '../protocol';
import type { Bands } from './bands';
import type { Retries } from './retries';

interface Why {
  readonly why: string;
  readonly check: string;
}

const NO_WHY: Why = { why: '', check: '' };
const BLANK: Why = {
  why: 'no Wi-Fi and no broker are set yet',
  check: `${commandFor('provision')} --port 127.0.0.1:N, where N is that of --console`,
};

/** `connection` of the Wi-Fi port, ECMA-419 clause 17. */
const WIFI: Readonly<Record<WiFiConnection, readonly [Mood, string]>> = {
  200: ['bad', 'not joined'],
  300: ['busy', 'joining'],
  400: ['busy', 'waits for an address'],
  500: ['good', 'joined'],
};

export class LinkWatch {
  readonly #bands: Bands;
  readonly #retries: Retries;
  readonly #nowMs: () => number;
  readonly #unixMs: () => number;
  #connection: WiFiConnection | undefined;
  #wifiWhy = NO_WHY;
  #wifiDetail = '';
  #wifiLostMs = 0;
  #mqtt: readonly [Mood, string] = ['none', 'off'];
  #mqttWhy = NO_WHY;
  #mqttDetail = '';
  #mqttLostMs = 0;
  #sleeps = false;

  /** `nowMs` is the world's monotonic time, `unixMs` its time of day. */
  constructor(bands: Bands, retries: Retries, nowMs: () => number, unixMs: () => number) {
    this.#bands = bands;
    this.#retries = retries;
    this.#nowMs = nowMs;
    this.#unixMs = unixMs;
  }

  /** The board has no power, or sleeps, when what kept it from the broker is still of interest. */
  off(isAsleep: boolean): void {
    this.#connection = undefined;
    this.#wifiWhy = NO_WHY;
    if (!isAsleep) this.#mqttWhy = NO_WHY;
    this.#bands.set('wifi', 'none', 'off', this.#unixMs());
    this.#setMqtt('none', 'off');
  }

  wifi(connection: WiFiConnection): void {
    if (connection === 200) this.#wifiLostMs = this.#nowMs();
    if (connection === this.#connection) return;
    this.#connection = connection;
    if (connection > 300) this.#wifiWhy = NO_WHY; // it has let us in
    const [mood, label] = WIFI[connection];
    this.#bands.set('wifi', mood, label, this.#unixMs());
    if (connection === 200) this.#setMqtt('none', 'no network');
  }

  /** The board opens a connection, has it, or has it no longer. */
  dialled(): void {
    this.#setMqtt('busy', 'connecting');
  }

  /** The broker has taken the board in; one that sleeps does not tell that itself. */
  accepted(): void {
    this.#mqttWhy = NO_WHY;
    this.#setMqtt('good', 'connected');
  }

  closed(): void {
    this.#mqttLostMs = this.#nowMs();
    if (this.#sleeps) this.#setMqtt('none', 'closed');
    else this.#setMqtt(...(this.#connection === 500 ? WAITS : NO_NETWORK));
  }

  told(event: StationEvent): void {
    if (event.event === 'wifi') this.#toldWifi(event);
    if (event.event === 'mqtt') this.#toldMqtt(event);
    if (event.event === 'asleep') this.#toldAsleep(event);
    if (event.event === 'blank') this.#wifiWhy = BLANK;
  }

  #toldWifi(event: StationEvent & { event: 'wifi' }): void {
    if (event.state === 'joined') {
      this.#wifiWhy = NO_WHY;
      this.#wifiDetail = `${event.ssid} as ${event.address}`;
    } else if (event.state === 'lost') {
      this.#wifiDetail = event.ssid;
      this.#wifiWhy = { why: 'the link to the access point is gone', check: '' };
    } else this.#wifiWhy = { why: event.meaning, check: event.check };
  }

  #toldMqtt(event: StationEvent & { event: 'mqtt' }): void {
    this.#mqttDetail = event.broker;
    if (event.state === 'connected') {
      this.#mqttWhy = NO_WHY;
      this.#setMqtt('good', 'connected');
    } else if (event.state === 'disconnected') this.#setMqtt('none', 'said goodbye');
    else this.#mqttWhy = { why: event.meaning, check: event.check };
  }

  /** It tells in one line what others tell step by step. */
  #toldAsleep({ state, waiting }: StationEvent & { event: 'asleep' }): void {
    this.#sleeps = true;
    const why = `not reached while it was awake; ${waiting} wait for the next time`;
    this.#mqttWhy =
      state === 'published' ? NO_WHY : { why, check: 'Wi-Fi, and whether the broker runs' };
  }

  #setMqtt(mood: Mood, label: string): void {
    this.#mqtt = label === WAITS[1] ? WAITS : [mood, label];
    this.#bands.set('mqtt', mood, label, this.#unixMs());
  }

  get wifiVitals(): LinkVitals {
    const [mood, label] = this.#connection ? WIFI[this.#connection] : OFF;
    const waits = this.#connection === 200;
    return {
      ...{ mood, label, detail: this.#wifiDetail, ...this.#wifiWhy },
      retryMs: waits ? this.#dueUnixMs(this.#wifiLostMs) : null,
    };
  }

  get mqttVitals(): LinkVitals {
    const [mood, label] = this.#mqtt;
    return {
      ...{ mood, label, detail: this.#mqttDetail, ...this.#mqttWhy },
      retryMs: this.#mqtt === WAITS ? this.#dueUnixMs(this.#mqttLostMs) : null,
    };
  }

  #dueUnixMs(sinceMs: number): number | null {
    const dueMs = this.#retries.dueAfter(sinceMs);
    return dueMs === undefined ? null : this.#unixMs() + dueMs - this.#nowMs();
  }
}

const OFF: readonly [Mood, string] = ['none', 'off'];
const WAITS: readonly [Mood, string] = ['bad', 'waits to try again'];
const NO_NETWORK: readonly [Mood, string] = ['none', 'no network'];
