/** Where the firmware says what happens: flat records, so that a host can print, send or store them. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogRecord {
  readonly level: LogLevel;
  /** What happened, in one or two words; the station's list is in station/events.ts. */
  readonly event: string;
  readonly [field: string]: string | number | boolean | null | undefined;
}

export interface Log {
  /** Takes a record; never throws, and holds no credential because none is ever passed. */
  write(record: LogRecord): void;
}
