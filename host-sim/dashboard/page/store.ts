/** What the simulator has told, in tables; panels draw anew when theirs have changed. */

import type { About, Changes, Id, OfferedFault, Rows, TableName, VitalsRow } from '../protocol';

type Tables = { readonly [N in TableName]: Map<Id, Rows[N]> };

const NAMES: readonly TableName[] = [
  ...(['vitals', 'points', 'log', 'bands', 'marks', 'packets', 'ways', 'topics'] as const),
  ...(['active', 'discovery'] as const),
];

interface Drawing {
  readonly names: readonly TableName[];
  readonly draw: () => void;
}

/** Behind it no other drawing is begun in the same frame. */
const FRAME_MS = 1;

export class Store {
  about: About | undefined;
  faults: readonly OfferedFault[] = [];
  /** It counts the runs that were seen: what belongs to one is of no use in the next. */
  run = 0;
  readonly tables: Tables = emptyTables();
  readonly #drawings: Drawing[] = [];
  readonly #changed = new Set<TableName>();
  /** What is to be drawn, the first that was changed first. */
  readonly #due = new Set<Drawing>();
  #isPlanned = false;

  /** `draw` is called after changes to any of these tables, once a frame at most. */
  on(names: readonly TableName[], draw: () => void): void {
    this.#drawings.push({ names, draw });
  }

  get vitals(): VitalsRow | undefined {
    return this.tables.vitals.get('board');
  }

  begin(about: About, faults: readonly OfferedFault[], tables: Changes): void {
    this.about = about;
    this.faults = faults;
    this.run++;
    for (const name of NAMES) this.tables[name].clear();
    this.apply(tables);
    for (const name of NAMES) this.#changed.add(name);
  }

  apply(changes: Changes): void {
    for (const name of NAMES) {
      const change = changes[name];
      if (!change) continue;
      const table = this.tables[name] as Map<Id, Rows[TableName]>;
      for (const row of change.put ?? []) table.set(row.id, row);
      for (const id of change.drop ?? []) table.delete(id);
      this.#changed.add(name);
    }
    this.#plan();
  }

  /** For a panel that had no time for all of a table: it draws again in the next frame. */
  again(name: TableName): void {
    this.#changed.add(name);
    this.#plan();
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    requestAnimationFrame(() => {
      this.#isPlanned = false;
      this.#draw();
    });
  }

  /** As much as a frame has time for; the next one goes on. */
  #draw(): void {
    for (const drawing of this.#drawings) {
      if (drawing.names.some((name) => this.#changed.has(name))) this.#due.add(drawing);
    }
    this.#changed.clear();
    const endMs = performance.now() + FRAME_MS;
    for (const drawing of this.#due) {
      this.#due.delete(drawing);
      drawing.draw();
      if (performance.now() >= endMs) break;
    }
    if (this.#due.size > 0) this.#plan();
  }
}

function emptyTables(): Tables {
  return Object.fromEntries(NAMES.map((name) => [name, new Map()])) as unknown as Tables;
}
