/** One entity: its last value, its availability, and when the value is given up. */

import type { Device, Entity } from './check';
import type { Availability } from './check-availability';
import { render } from './template';
import { shownValue, valueOf } from './value';

export interface EntityView {
  readonly key: string;
  /** The one that it asks for, or as Home Assistant makes it of the names of device and entity. */
  readonly entityId: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly deviceClass: string | undefined;
  readonly unit: string | undefined;
  readonly state: 'available' | 'unavailable' | 'unknown';
  /** As it is shown, with its decimals; undefined without a value. */
  readonly value: string | undefined;
  /** Why it is not available, or what it passed over last; empty when all is well. */
  readonly why: string;
  readonly atMs: number | undefined;
  /** Undefined when it never expires, or has no value. */
  readonly expiresMs: number | undefined;
}

export class EntityState {
  readonly #device: Device;
  readonly #entity: Entity;
  /** What each topic of availability said last. */
  readonly #availability: Map<string, boolean>;
  #latest: boolean | undefined;
  #value: string | undefined;
  #atMs: number | undefined;
  #problem = '';

  /** With what `before` knows, if that listens to the same. */
  constructor(device: Device, entity: Entity, before?: EntityState) {
    this.#device = device;
    this.#entity = entity;
    this.#availability = new Map();
    if (!before?.listensAs(entity)) return;
    this.#availability = new Map(before.#availability);
    this.#latest = before.#latest;
    this.#value = before.#value;
    this.#atMs = before.#atMs;
  }

  get platform(): Entity['platform'] {
    return this.#entity.platform;
  }

  get uniqueId(): string {
    return this.#entity.uniqueId;
  }

  get topics(): readonly string[] {
    const { availability, stateTopic } = this.#entity;
    return [...availability.map(({ topic }) => topic), stateTopic];
  }

  /** Whether it hears the same of its values as `other` would. */
  listensAs(other: Entity): boolean {
    const own = this.#entity;
    return JSON.stringify(listening(other)) === JSON.stringify(listening(own));
  }

  message(topic: string, payload: string, atMs: number): void {
    for (const one of this.#entity.availability) {
      if (one.topic === topic) this.#isThere(one, payload);
    }
    if (topic === this.#entity.stateTopic) this.#take(payload, atMs);
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
    const { template, platform } = this.#entity;
    if (!template) return;
    // To a binary sensor whatever comes is a sign of life.
    if (platform === 'binary_sensor') this.#atMs = atMs;
    const rendered = render(template, payload);
    const taken = rendered.ok ? valueOf(this.#entity, rendered.text) : rendered;
    if (taken.ok) {
      this.#problem = '';
      this.#value = taken.value;
      this.#atMs = atMs;
    } else this.#problem = taken.why;
  }

  view(nowMs: number): EntityView {
    const { key, name, uniqueId, deviceClass, expireAfterS, platform } = this.#entity;
    const unit = this.#entity.platform === 'sensor' ? this.#entity.unit : undefined;
    const expiresMs =
      expireAfterS > 0 && this.#atMs !== undefined ? this.#atMs + expireAfterS * 1_000 : undefined;
    const absence = this.#absence(nowMs, expiresMs);
    const isThere = absence === '';
    const state = !isThere ? 'unavailable' : this.#value === undefined ? 'unknown' : 'available';
    return {
      ...{ key, uniqueId, deviceClass, unit, state },
      name: name ?? this.#device.name,
      entityId:
        this.#entity.entityId ?? `${platform}.${slug(`${this.#device.name} ${name ?? ''}`)}`,
      value: state === 'available' ? this.#shown : undefined,
      why: absence === '' ? this.#problem : absence,
      atMs: this.#atMs,
      expiresMs,
    };
  }

  get #shown(): string | undefined {
    return this.#value === undefined ? undefined : shownValue(this.#entity, this.#value);
  }

  /** Why it is unavailable; empty when it is not. */
  #absence(nowMs: number, expiresMs: number | undefined): string {
    const { availability, expireAfterS, template, stateTopic } = this.#entity;
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
    const { availability, mode } = this.#entity;
    if (mode === 'latest') return this.#latest === true;
    const words = availability.map(({ topic }) => this.#availability.get(topic) === true);
    return mode === 'all' ? words.every(Boolean) : words.some(Boolean);
  }
}

/** What its values and availability hang on. */
function listening(entity: Entity): readonly unknown[] {
  const { stateTopic, template, availability, mode } = entity;
  const payloads = entity.platform === 'binary_sensor' ? [entity.on, entity.off] : [];
  return [entity.platform, stateTopic, template, availability, mode, payloads];
}

/** As Home Assistant makes ids of names, as far as they are plain letters. */
function slug(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '');
}
