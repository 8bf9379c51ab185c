/** The board: its links and sensor with their reasons, and what it has done so far. */

import type { About, LinkVitals, Mood, VitalsRow } from '../protocol';
import type { App } from './app';
import { card, h, say, setData } from './dom';
import { bytesText, count, duration } from './format';

/** A shape for each mood, for those who see no colours. */
const SHAPES: Readonly<Record<Mood, string>> = { good: '●', busy: '◐', bad: '✕', none: '○' };

interface Told {
  readonly mood: Mood;
  readonly label: string;
  readonly detail: string;
  readonly why: string;
  readonly check: string;
  readonly retryMs: number | null;
}

/** One thing that can be well or not. */
class Part {
  readonly element: HTMLElement;
  readonly #shape = h('span', { class: 'shape', 'aria-hidden': 'true' });
  readonly #label = h('strong', {});
  readonly #detail = h('span', { class: 'quiet detail' });
  readonly #why = h('p', { class: 'why' });
  readonly #retry = h('p', { class: 'retry' });
  /** How long the wait was when it was first seen, for the bar. */
  #wholeMs = 0;
  #dueMs: number | null = null;

  constructor(name: string, id: string) {
    this.element = h(
      'div',
      { class: 'part', id },
      h(
        'div',
        { class: 'part-head' },
        this.#shape,
        h('span', { class: 'part-name' }, name),
        this.#label,
      ),
      this.#detail,
      this.#why,
      this.#retry,
    );
  }

  draw({ mood, label, detail, why, check, retryMs }: Told, nowMs: number): void {
    setData(this.element, 'mood', mood);
    say(this.#shape, SHAPES[mood]);
    say(this.#label, label);
    say(this.#detail, detail);
    const reason = why === '' ? '' : `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
    say(this.#why, check === '' ? reason : `${reason} To check: ${check}.`);
    this.#drawRetry(retryMs, nowMs);
  }

  #drawRetry(retryMs: number | null, nowMs: number): void {
    const leftMs = retryMs === null ? 0 : Math.max(0, retryMs - nowMs);
    if (retryMs !== this.#dueMs) {
      this.#dueMs = retryMs;
      this.#wholeMs = leftMs;
    }
    say(this.#retry, retryMs === null ? '' : `Tries again in ${duration(leftMs)}`);
    const part = this.#wholeMs > 0 ? leftMs / this.#wholeMs : 0;
    this.#retry.style.setProperty('--left-part', String(part));
  }
}

export class BoardCard {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #engine = h('span', { class: 'quiet' });
  readonly #wifi = new Part('Wi-Fi', 'part-wifi');
  readonly #mqtt = new Part('MQTT', 'part-mqtt');
  readonly #sensor = new Part('Sensor', 'part-sensor');
  readonly #figures = h('dl', { class: 'figures' });
  readonly #values = new Map<string, HTMLElement>();

  constructor(app: App) {
    this.#app = app;
    this.element = card(
      ...(['board', 'Board', [this.#engine]] as const),
      this.#wifi.element,
      this.#mqtt.element,
      this.#sensor.element,
      this.#figures,
    );
    app.store.on(['vitals'], () => {
      const { vitals } = app.store;
      if (vitals) this.#draw(vitals);
    });
  }

  #draw(vitals: VitalsRow): void {
    const { about } = this.#app.store;
    const { nowMs, sensor, rssi, bootMs, counts, slots, compute } = vitals;
    if (about) this.#drawEngine(about);
    const strength = rssi === null ? '' : `, ${rssi} dBm`;
    this.#wifi.draw(withDetail(vitals.wifi, strength), nowMs);
    this.#mqtt.draw(vitals.mqtt, nowMs);
    this.#sensor.draw(
      {
        mood: !vitals.isRunning ? 'none' : sensor.ok ? 'good' : 'bad',
        label: !vitals.isRunning ? 'off' : sensor.ok ? 'answers' : 'failed',
        detail: about ? `${about.sensor} on GPIO ${about.pin}` : '',
        ...{ why: sensor.why, check: sensor.check, retryMs: null },
      },
      nowMs,
    );
    this.#figure('Up for', bootMs === null ? 'off' : duration(nowMs - bootMs));
    this.#figure('Started', `${vitals.boots} × (${vitals.reset})`);
    this.#figure('Clock', vitals.clockSet ? 'set' : 'not set');
    this.#figure('Outbox', `${count(counts.waiting)} waiting`);
    this.#figure('Measured', `${count(counts.measured)}, ${count(counts.failed)} failed`);
    this.#figure('Published', count(counts.published));
    this.#figure('Dropped', count(counts.dropped));
    this.#figure('Connected', `${count(counts.connects)} ×`);
    this.#figure('Sent', bytesText(counts.bytesSent));
    this.#figure('Received', bytesText(counts.bytesReceived));
    if (slots !== null) this.#figure('Heap and garbage', `${count(slots)} slots`);
    if (compute !== null) this.#figure('Last turn', `${count(compute)} bytecodes`);
  }

  #drawEngine({ engine, engineNote }: About): void {
    say(this.#engine, engineNote === '' ? engine : `${engine}, without XS`);
    if (this.#engine.title !== engineNote) this.#engine.title = engineNote;
  }

  #figure(name: string, value: string): void {
    let element = this.#values.get(name);
    if (!element) {
      element = h('dd', {});
      this.#values.set(name, element);
      this.#figures.append(h('div', {}, h('dt', {}, name), element));
    }
    say(element, value);
  }
}

function withDetail(link: LinkVitals, more: string): LinkVitals {
  return { ...link, detail: link.detail + more };
}
