/** Why the program started, and starting it again. */

/** The causes that the ESP32 family reports. */
export type ResetReason =
  | 'unknown'
  | 'power on'
  | 'external pin'
  | 'software'
  | 'panic'
  | 'watchdog'
  | 'deep sleep'
  | 'brown-out';

export interface Reset {
  readonly reason: ResetReason;
  /** Restarts the program; nothing after the call runs. */
  restart(): void;
}
