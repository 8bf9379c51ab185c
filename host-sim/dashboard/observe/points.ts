/** What the chart shows: the truth every second, and what was read and published of it. */

import type { Pair, PointRow } from '../protocol';
import type { Table } from './table';

/** Of a quickened hour not every second is drawn. */
const TRUTH_EVERY_MS = 1_000;
const MOST_AT_ONCE = 10;

export class Points {
  readonly #table: Table<PointRow>;
  readonly #truth: (unixMs: number) => Pair;
  readonly #byWay = new Map<number, string>();
  #count = 0;
  #lastMs: number | undefined;

  constructor(table: Table<PointRow>, truth: (unixMs: number) => Pair) {
    this.#table = table;
    this.#truth = truth;
  }

  /** Time has gone on. */
  passed(nowMs: number): void {
    const lastMs = this.#lastMs ?? nowMs - TRUTH_EVERY_MS;
    const stepMs = Math.max(TRUTH_EVERY_MS, (nowMs - lastMs) / MOST_AT_ONCE);
    for (let atMs = lastMs + stepMs; atMs <= nowMs; atMs += stepMs) {
      this.#lastMs = atMs;
      this.#table.put({ id: `t${this.#count++}`, atMs, truth: this.#truth(atMs) });
    }
  }

  /** A measurement that cannot become a reading. */
  failed(way: number, atMs: number, truth: Pair, failure: string): void {
    this.#table.put({ id: `m${way}`, atMs, truth, read: null, published: null, failure });
  }

  read(way: number, atMs: number, truth: Pair, pair: Pair): void {
    const id = `m${way}`;
    this.#table.put({ id, atMs, truth, read: pair });
    this.#byWay.set(way, id);
  }

  published(way: number, pair: Pair): void {
    const id = this.#byWay.get(way);
    this.#byWay.delete(way);
    if (id !== undefined) this.#table.patch(id, { published: pair });
  }
}
