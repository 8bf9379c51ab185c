/** A serial line to a device beside the board, in the shape of ECMA-419's `embedded:io/serial` (clause 10). */

export interface SerialLineOptions {
  /** GPIOs, as the board's data gives them. */
  readonly receive: number;
  readonly transmit: number;
  readonly baud: number;
  /** Bytes have come and can be read; so many wait. In a turn of its own. */
  readonly onReadable: (count: number) => void;
}

export interface SerialLine {
  /** Sends all of it; what the device does not hear is lost. */
  write(bytes: Uint8Array): void;
  /** Copies what has come, up to the view's length; returns how many bytes. */
  read(into: Uint8Array): number;
  /** No callback after it, and writing throws. Calling it twice is harmless. */
  close(): void;
}

export type SerialLineConstructor = new (options: SerialLineOptions) => SerialLine;
