/**
 * What Home Assistant would show of the devices that messages tell it of: their entities
 * with their values, whether they are available, and until when. Fed with all that a broker
 * has; times are the caller's, in milliseconds.
 */

import { checkDiscovery, type Device, type Entity, isTwin, type Verdict } from './check';
import type { Complaint } from './complaints';
import { EntityState, type EntityView } from './entity';

export interface DeviceView {
  /** Where it was told of. */
  readonly topic: string;
  /** Undefined when Home Assistant makes nothing of the message. */
  readonly device: Device | undefined;
  readonly entities: readonly EntityView[];
  readonly complaints: readonly Complaint[];
}

interface Told {
  readonly verdict: Verdict;
  readonly complaints: readonly Complaint[];
  readonly entities: Map<string, EntityState>;
}

interface Kept {
  readonly payload: string;
  readonly atMs: number;
}

/** So many devices and retained topics at most: who publishes anything must not fill the memory. */
const MOST_DEVICES = 50;
const MOST_RETAINED = 1_000;
const NOT_RETAINED: Complaint = {
  where: '',
  what: 'the message is not retained: the device is forgotten with a restart',
  effect: 'advice',
};

export class HomeAssistant {
  readonly #prefix: string;
  readonly #devices = new Map<string, Told>();
  readonly #retained = new Map<string, Kept>();

  constructor(prefix = 'homeassistant') {
    this.#prefix = prefix;
  }

  /** The broker has taken a message in. */
  message(topic: string, payload: string, isRetained: boolean, atMs: number): void {
    if (isRetained) this.#keep(topic, { payload, atMs });
    const verdict = checkDiscovery(topic, payload, this.#prefix);
    if (verdict) this.#discovered(topic, verdict, isRetained, atMs);
    for (const { entities } of this.#devices.values()) {
      for (const entity of entities.values()) entity.message(topic, payload, atMs);
    }
  }

  /** Those that were told of, the first one first. */
  devices(nowMs: number): readonly DeviceView[] {
    return [...this.#devices].map(([topic, { verdict, complaints, entities }]) => ({
      ...{ topic, device: verdict.device, complaints },
      entities: [...entities.values()].map((entity) => entity.view(nowMs)),
    }));
  }

  #keep(topic: string, kept: Kept): void {
    this.#retained.delete(topic);
    if (kept.payload === '') return;
    this.#retained.set(topic, kept);
    const [oldest] = this.#retained.keys();
    if (this.#retained.size > MOST_RETAINED) this.#retained.delete(oldest!);
  }

  #discovered(topic: string, verdict: Verdict, isRetained: boolean, atMs: number): void {
    if (verdict.isRemoval) {
      this.#devices.delete(topic);
      return;
    }
    const before = this.#devices.get(topic);
    if (!before && this.#devices.size >= MOST_DEVICES) return;
    const advice = isRetained ? [] : [NOT_RETAINED];
    const others = this.#entitiesBeside(topic);
    const twins = verdict.entities.filter((entity) => others.some((one) => isTwin(one, entity)));
    const complaints = [...verdict.complaints, ...twins.map(twinComplaint), ...advice];
    if (!verdict.device) {
      // What was made of the message before stays as it is.
      const kept = before ?? { verdict, entities: new Map<string, EntityState>() };
      this.#devices.set(topic, { ...kept, complaints });
      return;
    }
    const { device } = verdict;
    const entities = new Map<string, EntityState>();
    for (const entity of verdict.entities) {
      if (twins.includes(entity)) continue;
      entities.set(entity.key, this.#entity(device, entity, before, atMs));
    }
    this.#devices.set(topic, { verdict, complaints, entities });
  }

  #entitiesBeside(topic: string): readonly EntityState[] {
    const others = [...this.#devices].filter(([other]) => other !== topic);
    return others.flatMap(([, { entities }]) => [...entities.values()]);
  }

  /** One that listens to the same as before keeps its value; another gets what the broker has kept. */
  #entity(device: Device, told: Entity, before: Told | undefined, atMs: number): EntityState {
    const old = before?.entities.get(told.key);
    const entity = new EntityState(device, told, old);
    if (old?.listensAs(told)) return entity;
    for (const topic of entity.topics) {
      const kept = this.#retained.get(topic);
      if (kept) entity.message(topic, kept.payload, atMs);
    }
    return entity;
  }
}

function twinComplaint({ key, uniqueId }: Entity): Complaint {
  const what = `is "${uniqueId}", which another device has`;
  return { where: `components.${key}.unique_id`, what, effect: 'refused' };
}
