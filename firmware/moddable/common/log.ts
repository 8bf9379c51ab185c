/** The log as lines on `trace`, which debug builds and the desktop show. */

import type { Log, LogRecord } from '../../ports/log';
import { eventLine } from '../../station/event-text';
import type { StationEvent } from '../../station/events';

const SUBJECT_WIDTH = 8;

export class TraceLog implements Log {
  write(record: LogRecord): void {
    const line = eventLine(record as StationEvent);
    if (!line) return;
    const mark = record.level === 'warn' || record.level === 'error' ? '!' : ' ';
    trace(`${mark} ${line.subject.padEnd(SUBJECT_WIDTH)} ${line.text}\n`);
  }
}
