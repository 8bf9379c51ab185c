/**
 * A one-wire sensor's open-drain line: sends the start pulse and records the
 * answer as pulse widths. Native code times the edges (the RMT receiver on the
 * ESP32 family); what the widths mean is decided above.
 *
 * A width is a signed 16-bit number of microseconds: positive while the line
 * was high, negative while it was low, so a recording that starts early or late
 * still says what it holds. Widths alternate in sign and are never 0.
 */

export interface PulseLineOptions {
  /** The GPIO's number, as the board's data gives it. */
  readonly pin: number;
  /**
   * An answer of `count` pulses is complete and can be read. Called once for a
   * `start` that was answered, in a turn of its own; a silent line calls nothing.
   */
  readonly onReadable: (count: number) => void;
}

export interface PulseLine {
  /** Pulls the line low for `lowUs` microseconds, releases it and records. Gives up an earlier recording. */
  start(lowUs: number): void;
  /** Copies the last answer; returns the number of widths copied, 0 when there is none. */
  read(into: Int16Array): number;
  /** Releases the pin; no callback after it. Calling it twice is harmless. */
  close(): void;
}

export type PulseLineConstructor = new (options: PulseLineOptions) => PulseLine;
