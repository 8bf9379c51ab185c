/** All that the page knows of a run, bounded. */

import type { Changes, Rows, TableName } from '../protocol';
import { Table } from './table';

/** What a person may want to look back at. */
export const KEPT_MS = 15 * 60_000;

const isOpen = ({ toMs }: { readonly toMs?: number }): boolean => toMs === undefined;

export class Tables {
  readonly vitals = new Table<Rows['vitals']>(1);
  readonly points = new Table<Rows['points']>(2_400);
  readonly log = new Table<Rows['log']>(1_000);
  readonly bands = new Table<Rows['bands']>(400, isOpen);
  readonly marks = new Table<Rows['marks']>(300, isOpen);
  readonly packets = new Table<Rows['packets']>(200);
  readonly ways = new Table<Rows['ways']>(40);
  readonly topics = new Table<Rows['topics']>(300);
  readonly active = new Table<Rows['active']>(60);
  readonly discovery = new Table<Rows['discovery']>(50);

  get #all(): readonly (readonly [TableName, Table<Rows[TableName]>])[] {
    return Object.entries(this) as unknown as [TableName, Table<Rows[TableName]>][];
  }

  /** Everything, for a page that has nothing yet. */
  whole(): Changes {
    return Object.fromEntries(this.#all.map(([name, table]) => [name, { put: table.all }]));
  }

  /** What has changed; undefined when nothing has. */
  take(): Changes | undefined {
    const changed = this.#all.flatMap(([name, table]) => {
      const change = table.take();
      return change ? [[name, change] as const] : [];
    });
    return changed.length === 0 ? undefined : Object.fromEntries(changed);
  }

  /** What is older than a person may want to look back at goes. */
  forgetBefore(unixMs: number): void {
    this.points.dropWhere(({ atMs }) => atMs < unixMs);
    this.bands.dropWhere(({ toMs }) => toMs !== undefined && toMs < unixMs);
    this.marks.dropWhere(({ toMs }) => toMs !== undefined && toMs < unixMs);
  }
}
