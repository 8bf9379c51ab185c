/** Home care: the sensors of the house, what is out of order, and who is called next. */

import type { App } from './app';
import { type AlertLine, alertLines, isWatching, sensorLines } from './care-data';
import { card, fill, h, say, setData } from './dom';
import { clockTime, duration } from './format';

const SWITCHES = [
  ['home.door-open', 'Open the door', 'Close the door'],
  ['home.pressure-high', 'Make the pressure high', 'Make the pressure normal'],
] as const;

/** Who acknowledges here. */
const NAME = 'somebody at the dashboard';

class AlertItem {
  readonly element: HTMLElement;
  readonly #title = h('strong', {});
  readonly #since = h('span', { class: 'quiet detail' });
  readonly #next = h('p', { class: 'why' });
  readonly #button: HTMLButtonElement;

  constructor(id: string, acknowledge: () => void) {
    this.#button = h('button', { class: 'acknowledge', onclick: acknowledge }, 'Acknowledge');
    this.element = h(
      'li',
      { class: 'part alert', 'data-topic': id },
      h('div', { class: 'alert-words' }, this.#title, this.#since, this.#next),
      this.#button,
    );
  }

  draw(alert: AlertLine, nowMs: number): void {
    const { isAcknowledged, isAlarm, text, sinceMs } = alert;
    setData(this.element, 'mood', isAcknowledged ? 'busy' : 'bad');
    const kind = isAlarm ? 'Alarm' : 'Warning';
    say(this.#title, `${isAcknowledged ? 'Acknowledged' : kind}: ${text}`);
    say(this.#since, `since ${clockTime(sinceMs)}, for ${duration(Math.max(0, nowMs - sinceMs))}`);
    say(this.#next, nextText(alert, nowMs));
    const label = `Acknowledge: ${text}`;
    if (this.#button.getAttribute('aria-label') !== label) {
      this.#button.setAttribute('aria-label', label);
    }
    this.#button.hidden = isAcknowledged;
  }
}

function nextText({ isAcknowledged, acknowledgedBy, called, next }: AlertLine, nowMs: number) {
  if (isAcknowledged) return `${acknowledgedBy} sees to it.`;
  const so = called.length === 0 ? '' : `Called: ${called.join(', ')}. `;
  if (!next) return `${so}Nobody is left to call.`;
  return `${so}Calls ${next.to} in ${duration(Math.max(0, next.atMs - nowMs))}.`;
}

export class CareCard {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #watching = h('span', { class: 'quiet' });
  readonly #summary = h('p', { class: 'care-summary', role: 'status' });
  readonly #alerts = h('ul', { class: 'alerts' });
  readonly #sensors = h('dl', { class: 'care-sensors' });
  readonly #switches: readonly HTMLButtonElement[];
  readonly #items = new Map<string, AlertItem>();
  readonly #values = new Map<string, readonly [value: HTMLElement, age: HTMLElement]>();

  constructor(app: App) {
    this.#app = app;
    this.#switches = SWITCHES.map(([fault, text]) =>
      h('button', { class: 'quick', id: idOf(fault), onclick: this.#toggle(fault) }, text),
    );
    this.element = card(
      ...(['care', 'Home care', [this.#watching]] as const),
      this.#summary,
      this.#alerts,
      this.#sensors,
      h('div', { class: 'quicks' }, ...this.#switches),
    );
    this.element.hidden = true;
    app.store.on(['topics', 'vitals', 'active'], () => {
      this.#draw();
    });
  }

  #toggle(fault: string): () => void {
    return () => {
      const id = this.#activeId(fault);
      if (id === undefined) this.#app.send({ do: 'begin', fault, values: {} });
      else this.#app.send({ do: 'end', id });
    };
  }

  #activeId(fault: string): number | undefined {
    return [...this.#app.store.tables.active.values()].find((row) => row.fault === fault)?.id;
  }

  #draw(): void {
    const { about, vitals, tables } = this.#app.store;
    this.element.hidden = about?.homeCare !== true;
    if (this.element.hidden || !vitals) return;
    const topics = [...tables.topics.values()];
    const watching = about?.isEmbedded === true ? isWatching(topics) : undefined;
    const words = watching === true ? 'the monitor watches' : 'the monitor is not there';
    say(this.#watching, watching === undefined ? '' : words);
    this.#drawSensors(topics, vitals.nowMs);
    this.#drawAlerts(alertLines(topics), vitals.nowMs, about?.isEmbedded === true);
    for (const [i, [fault, begin, end]] of SWITCHES.entries()) {
      const isOn = this.#activeId(fault) !== undefined;
      say(this.#switches[i]!, isOn ? end : begin);
      setData(this.#switches[i]!, 'on', String(isOn));
    }
  }

  #drawSensors(topics: Parameters<typeof sensorLines>[0], nowMs: number): void {
    const lines = sensorLines(topics);
    const seen = new Set(lines.map(({ id }) => id));
    if ([...this.#values.keys()].some((id) => !seen.has(id))) {
      this.#values.clear();
      fill(this.#sensors);
    }
    for (const [i, { id, name, value, atMs }] of lines.entries()) {
      let parts = this.#values.get(id);
      if (!parts) {
        parts = [h('span', { class: 'care-value' }), h('span', { class: 'quiet' })];
        this.#values.set(id, parts);
        const row = h('div', {}, h('dt', {}, name), h('dd', {}, ...parts));
        this.#sensors.insertBefore(row, this.#sensors.children[i] ?? null);
      }
      say(parts[0], value);
      say(parts[1], `${duration(Math.max(0, nowMs - atMs))} ago`);
    }
  }

  #drawAlerts(lines: readonly AlertLine[], nowMs: number, isSeen: boolean): void {
    for (const [id, item] of this.#items) {
      if (lines.some((line) => line.id === id)) continue;
      item.element.remove();
      this.#items.delete(id);
    }
    for (const line of lines) {
      let item = this.#items.get(line.id);
      if (!item) {
        item = new AlertItem(line.id, () => {
          const topic = `${line.id}/acknowledge`;
          this.#app.send({ do: 'publish', topic, payload: NAME, qos: 1, retain: false });
        });
        this.#items.set(line.id, item);
        this.#alerts.prepend(item.element);
      }
      item.draw(line, nowMs);
    }
    const open = lines.filter(({ isAcknowledged }) => !isAcknowledged).length;
    setData(this.#summary, 'mood', open > 0 ? 'bad' : lines.length > 0 ? 'busy' : 'good');
    say(this.#summary, isSeen ? summaryOf(lines.length, open) : 'Alerts are at your broker.');
  }
}

function idOf(fault: string): string {
  return `quick-${fault.replace('.', '-')}`;
}

function summaryOf(all: number, open: number): string {
  if (all === 0) return 'All is well.';
  const alerts = all === 1 ? 'One alert' : `${all} alerts`;
  if (open === 0) return `${alerts}, and somebody sees to it.`;
  return open === all ? `${alerts}: nobody has acknowledged.` : `${alerts}, ${open} of them open.`;
}
