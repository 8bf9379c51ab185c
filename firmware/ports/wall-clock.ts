/** The time of day. Unset at power-on; set by a time server. */

export interface WallClock {
  /** Milliseconds since 1970-01-01T00:00Z, or undefined as long as the clock is not set. */
  unixMs(): number | undefined;

  /**
   * Asks a time server (SNTP). `callback` runs once, in a turn of its own: with
   * null when the clock is set, else with the error. Asking again while a
   * request is under way throws.
   */
  synchronize(callback: (error: Error | null) => void): void;

  /** Gives up a request under way; its callback does not run. */
  cancel(): void;
}
