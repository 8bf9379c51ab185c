/** States over time, a lane for each thing that has states. */

import type { BandRow, Lane, Mood } from '../protocol';
import type { Table } from './table';

export class Bands {
  readonly #table: Table<BandRow>;
  readonly #open = new Map<Lane, BandRow>();
  #count = 0;

  constructor(table: Table<BandRow>) {
    this.#table = table;
  }

  /** From now on it is so. */
  set(lane: Lane, mood: Mood, label: string, nowMs: number): void {
    const before = this.#open.get(lane);
    if (before?.label === label && before.mood === mood) return;
    if (before) this.#table.patch(before.id, { toMs: nowMs });
    const row: BandRow = { id: this.#count++, lane, mood, label, fromMs: nowMs };
    this.#open.set(lane, row);
    this.#table.put(row);
  }

  now(lane: Lane): BandRow | undefined {
    return this.#open.get(lane);
  }
}
