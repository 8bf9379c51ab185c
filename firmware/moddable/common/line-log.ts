/** The log as lines for people, written wherever the platform shows text. */

import type { Log, LogRecord } from '../../ports/log';
import { eventLine } from '../../station/event-text';
import type { StationEvent } from '../../station/events';

const SUBJECT_WIDTH = 8;

export class LineLog implements Log {
  readonly #write: (line: string) => void;

  /** `write` gets each line without its end. */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  write(record: LogRecord): void {
    const line = eventLine(record as StationEvent);
    if (!line) return;
    const mark = record.level === 'warn' || record.level === 'error' ? '!' : ' ';
    this.#write(`${mark} ${line.subject.padEnd(SUBJECT_WIDTH)} ${line.text}`);
  }
}
