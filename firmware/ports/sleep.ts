/** Deep sleep: the program ends, and starts again from the top when the timer wakes the chip. */

export interface Sleep {
  /** Sleeps for `durationMs` (1 ms..one day), then restarts with the reset reason `deep sleep`. */
  deepSleep(durationMs: number): void;

  /**
   * Memory that survives deep sleep and a software restart, but no power cut:
   * then it is all zeros. Written in place; at least 1,024 bytes (the ESP32's
   * RTC memory has 8 KiB).
   */
  readonly retained: Uint8Array;
}
