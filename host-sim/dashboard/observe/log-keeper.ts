/** The log, as rows. */

import { lineOf, type LoggedEvent } from '../../log-lines';
import type { LogRow } from '../protocol';
import type { Table } from './table';

export class LogKeeper {
  readonly #table: Table<LogRow>;
  #count = 0;

  constructor(table: Table<LogRow>) {
    this.#table = table;
  }

  told(event: LoggedEvent, atMs: number): void {
    const line = lineOf(event) ?? quietLine(event);
    if (!line) return;
    this.#table.put({ id: this.#count++, atMs, level: event.level, ...line });
  }
}

/** What people are not told on a terminal, and may look for here. */
function quietLine(told: LoggedEvent): { subject: string; text: string } | undefined {
  if (told.event === 'sampled') {
    return { subject: 'sampled', text: `${told.sensor}: ${told.ok ? 'a reading' : 'failed'}` };
  }
  if (told.event !== 'accepted') return undefined;
  return {
    subject: 'accepted',
    text: `${told.temperature} °C, ${told.humidity} %: it outlasts a power cut now`,
  };
}
