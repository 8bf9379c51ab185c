/** What Home Assistant would see of all that the broker has, for the page. */

import { type DeviceView, HomeAssistant } from '../../home-assistant/home-assistant';
import type { DiscoveredEntity, DiscoveryRow } from '../protocol';
import type { Table } from './table';
import type { SeenMessage } from './topics';

export class DiscoveryLens {
  readonly #table: Table<DiscoveryRow>;
  #house = new HomeAssistant();
  #prefix: string | undefined;
  /** What each row said last: only what is new goes to the page. */
  readonly #shown = new Map<string, string>();

  constructor(table: Table<DiscoveryRow>) {
    this.#table = table;
  }

  /** Home Assistant listens below this prefix; its own when it is not said. */
  listenTo(prefix: string): void {
    if (prefix === this.#prefix) return;
    this.#prefix = prefix;
    this.#house = new HomeAssistant(prefix);
  }

  take({ topic, payload, retain }: SeenMessage, atMs: number): void {
    this.#house.message(topic, new TextDecoder().decode(payload), retain, atMs);
  }

  /** Values expire by themselves. */
  look(nowMs: number): void {
    const rows = this.#house.devices(nowMs).map(rowOf);
    for (const row of rows) {
      const text = JSON.stringify(row);
      if (this.#shown.get(row.id) === text) continue;
      this.#shown.set(row.id, text);
      this.#table.put(row);
    }
    for (const id of this.#shown.keys()) {
      if (rows.some((row) => row.id === id)) continue;
      this.#shown.delete(id);
      this.#table.drop(id);
    }
  }
}

function rowOf({ topic, device, entities, complaints }: DeviceView): DiscoveryRow {
  const made = [
    device?.manufacturer,
    device?.model,
    device?.version && `version ${device.version}`,
  ];
  return {
    id: topic,
    ...(device && { device: device.name, detail: made.filter(Boolean).join(', ') }),
    entities: entities.map(entityOf),
    complaints,
  };
}

function entityOf(entity: DeviceView['entities'][number]): DiscoveredEntity {
  const { entityId: id, name, state, value, unit, why, expiresMs } = entity;
  const isGiven = state === 'available' && expiresMs !== undefined;
  return {
    ...{ id, name, state, why },
    value: value === undefined ? '' : [value, unit].filter(Boolean).join(' '),
    ...(isGiven && { expiresMs }),
  };
}
