/** What the simulator has told, in tables; panels draw anew when theirs have changed. */

import type { About, Changes, Id, OfferedFault, Rows, TableName, VitalsRow } from '../protocol';

type Tables = { readonly [N in TableName]: Map<Id, Rows[N]> };

const NAMES: readonly TableName[] = [
  ...(['vitals', 'points', 'log', 'bands', 'marks', 'packets', 'ways', 'topics'] as const),
  'active',
];

export class Store {
  about: About | undefined;
  faults: readonly OfferedFault[] = [];
  /** It counts the runs that were seen: what belongs to one is of no use in the next. */
  run = 0;
  readonly tables: Tables = emptyTables();
  readonly #drawings: { readonly names: readonly TableName[]; readonly draw: () => void }[] = [];
  readonly #changed = new Set<TableName>();
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

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    requestAnimationFrame(() => {
      this.#isPlanned = false;
      this.#draw();
    });
  }

  #draw(): void {
    const changed = new Set(this.#changed);
    this.#changed.clear();
    for (const { names, draw } of this.#drawings) {
      if (names.some((name) => changed.has(name))) draw();
    }
  }
}

function emptyTables(): Tables {
  return Object.fromEntries(NAMES.map((name) => [name, new Map()])) as unknown as Tables;
}
