/** One entity: its last value, its availability, and when the value is given up. */

import type { Device } from './check';
import type { Availability, Sensor } from './check-sensor';
import { pythonFloat } from './python-numbers';
import { render } from './template';

export interface EntityView {
  readonly key: string;
  /** The one that it asks for, or as Home Assistant makes it of the names of device and entity. */
  readonly entityId: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly deviceClass: string | undefined;
  readonly unit: string | undefined;
  readonly state: 'available' | 'unavailable' | 'unknown';
  /** With its decimals; undefined without a value. */
  readonly value: string | undefined;
  /** Why it is not available, or what it passed over last; empty when all is well. */
  readonly why: string;
  readonly atMs: number | undefined;
  /** Undefined when it never expires, or has no value. */
  readonly expiresMs: number | undefined;
}

export class EntityState {
  readonly #device: Device;
  readonly #sensor: Sensor;
  /** What each topic of availability said last. */
  readonly #availability: Map<string, boolean>;
  #latest: boolean | undefined;
  #value: string | undefined;
  #atMs: number | undefined;
  #problem = '';

  /** With what `before` knows, if that listens to the same. */
  constructor(device: Device, sensor: Sensor, before?: EntityState) {
    this.#device = device;
    this.#sensor = sensor;
    this.#availability = new Map();
    if (!before?.listensAs(sensor)) return;
    this.#availability = new Map(before.#availability);
    this.#latest = before.#latest;
    this.#value = before.#value;
    this.#atMs = before.#atMs;
  }

  get uniqueId(): string {
    return this.#sensor.uniqueId;
  }

  get topics(): readonly string[] {
    const { availability, stateTopic } = this.#sensor;
    return [...availability.map(({ topic }) => topic), stateTopic];
  }

  /** Whether it hears the same of its values as one of `sensor` would. */
  listensAs({ stateTopic, template, availability, mode }: Sensor): boolean {
    const own = this.#sensor;
    const listening = [stateTopic, template, availability, mode];
    const ownListening = [own.stateTopic, own.template, own.availability, own.mode];
    return JSON.stringify(listening) === JSON.stringify(ownListening);
  }

  message(topic: string, payload: string, atMs: number): void {
    for (const one of this.#sensor.availability) {
      if (one.topic === topic) this.#isThere(one, payload);
    }
    if (topic === this.#sensor.stateTopic) this.#take(payload, atMs);
  }

  #isThere({ topic, template, available, notAvailable }: Availability, payload: string): void {
    if (!template) return;
    const rendered = render(template, payload);
    const word = rendered.ok ? rendered.text : undefined;
    if (word !== available && word !== notAvailable) return; // Home Assistant passes it over
    this.#latest = word === available;
    this.#availability.set(topic, this.#latest);
  }

  #take(payload: string, atMs: number): void {
    const { template, isNumeric } = this.#sensor;
    if (!template) return;
    const rendered = render(template, payload);
    if (!rendered.ok) this.#problem = rendered.why;
    else if (rendered.text === '' && isNumeric) this.#problem = 'the payload is empty';
    else if (isNumeric && rendered.text !== 'None' && pythonFloat(rendered.text) === undefined) {
      this.#problem = `"${rendered.text}" is no number`;
    } else {
      this.#problem = '';
      this.#value = rendered.text === 'None' ? undefined : rendered.text;
      this.#atMs = atMs;
    }
  }

  view(nowMs: number): EntityView {
    const { key, name, uniqueId, deviceClass, unit, expireAfterS } = this.#sensor;
    const expiresMs =
      expireAfterS > 0 && this.#atMs !== undefined ? this.#atMs + expireAfterS * 1_000 : undefined;
    const absence = this.#absence(nowMs, expiresMs);
    const isThere = absence === '';
    const state = !isThere ? 'unavailable' : this.#value === undefined ? 'unknown' : 'available';
    return {
      ...{ key, uniqueId, deviceClass, unit, state },
      name: name ?? this.#device.name,
      entityId: this.#sensor.entityId ?? `sensor.${slug(`${this.#device.name} ${name ?? ''}`)}`,
      value: state === 'available' ? this.#shown : undefined,
      why: absence === '' ? this.#problem : absence,
      atMs: this.#atMs,
      expiresMs,
    };
  }

  get #shown(): string | undefined {
    const { decimals, isNumeric } = this.#sensor;
    if (this.#value === undefined || !isNumeric || decimals === undefined) return this.#value;
    return pythonFloat(this.#value)!.toFixed(decimals);
  }

  /** Why it is unavailable; empty when it is not. */
  #absence(nowMs: number, expiresMs: number | undefined): string {
    const { availability, expireAfterS, template, stateTopic } = this.#sensor;
    if (availability.length > 0 && !this.#isAvailable) {
      const topics = availability.map(({ topic }) => topic).join(', ');
      return this.#latest === undefined
        ? `nothing has said that it is there (${topics})`
        : `it was said to be away (${topics})`;
    }
    if (expireAfterS === 0 || !template) return '';
    if (this.#atMs === undefined) return `no value has come yet on ${stateTopic}`;
    return nowMs >= expiresMs! ? `no value has come for ${expireAfterS} s` : '';
  }

  get #isAvailable(): boolean {
    const { availability, mode } = this.#sensor;
    if (mode === 'latest') return this.#latest === true;
    const words = availability.map(({ topic }) => this.#availability.get(topic) === true);
    return mode === 'all' ? words.every(Boolean) : words.some(Boolean);
  }
}

/** As Home Assistant makes ids of names, as far as they are plain letters. */
function slug(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '');
}
