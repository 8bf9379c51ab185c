/** What was done and what happened, for the line under the chart. */

import type { MarkRow } from '../protocol';
import type { Table } from './table';

export class Marks {
  readonly #table: Table<MarkRow>;
  #count = 0;

  constructor(table: Table<MarkRow>) {
    this.#table = table;
  }

  moment(kind: MarkRow['kind'], label: string, atMs: number): void {
    this.#table.put({ id: this.#count++, kind, label, fromMs: atMs, toMs: atMs });
  }

  /** It holds from now on; returns what ends it. */
  begin(kind: MarkRow['kind'], label: string, fromMs: number): (toMs: number) => void {
    const id = this.#count++;
    this.#table.put({ id, kind, label, fromMs });
    return (toMs) => {
      this.#table.patch(id, { toMs });
    };
  }
}
