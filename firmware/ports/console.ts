/** A serial line with a person, or a program of theirs, at the other end. */

export interface ConsoleOptions {
  /** Bytes have come. The view is valid until the call returns. */
  readonly onReadable: (bytes: Uint8Array) => void;
}

export interface Console {
  /** Writes text. Never waits: what does not fit is left out and counted. */
  write(text: string): void;
  /** How many writes were left out, wholly or in part. */
  readonly dropped: number;
  /** Hands on what comes in, from now on. Once. */
  listen(options: ConsoleOptions): void;
}
