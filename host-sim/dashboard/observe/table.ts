/** Rows by id, the oldest of which give way; it knows which have changed since it was last asked. */

import type { Change, Id } from '../protocol';

export class Table<R extends { readonly id: Id }> {
  readonly #most: number;
  readonly #rows = new Map<Id, R>();
  readonly #changed = new Set<Id>();
  readonly #dropped = new Set<Id>();

  readonly #isOpen: (row: R) => boolean;

  /** `most` is how many rows it holds; those that are open still give way last. */
  constructor(most: number, isOpen: (row: R) => boolean = () => false) {
    this.#most = most;
    this.#isOpen = isOpen;
  }

  put(row: R): void {
    this.#rows.set(row.id, row);
    this.#changed.add(row.id);
    this.#dropped.delete(row.id);
    if (this.#rows.size <= this.#most) return;
    const [oldest] = this.#rows.values();
    this.drop((this.#firstClosed ?? oldest!).id);
  }

  get #firstClosed(): R | undefined {
    for (const row of this.#rows.values()) if (!this.#isOpen(row)) return row;
    return undefined;
  }

  /** Changes some fields of a row that may be gone already. */
  patch(id: Id, fields: Partial<R>): void {
    const row = this.#rows.get(id);
    if (row) this.put({ ...row, ...fields });
  }

  drop(id: Id): void {
    if (!this.#rows.delete(id)) return;
    this.#changed.delete(id);
    this.#dropped.add(id);
  }

  /** Drops the rows that are not wanted any more. */
  dropWhere(isOld: (row: R) => boolean): void {
    for (const row of this.all) if (isOld(row)) this.drop(row.id);
  }

  get isFull(): boolean {
    return this.#rows.size >= this.#most;
  }

  get(id: Id): R | undefined {
    return this.#rows.get(id);
  }

  get all(): readonly R[] {
    return [...this.#rows.values()];
  }

  /** What has changed since this was last asked; undefined when nothing has. */
  take(): Change<R> | undefined {
    if (this.#changed.size + this.#dropped.size === 0) return undefined;
    const put = [...this.#changed].map((id) => this.#rows.get(id)!);
    const drop = [...this.#dropped];
    this.#changed.clear();
    this.#dropped.clear();
    return { ...(put.length > 0 && { put }), ...(drop.length > 0 && { drop }) };
  }
}
