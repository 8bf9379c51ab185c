/** Netstrings, `<length>:<bytes>,`: how XS's worker frames its messages. */

const COLON = 0x3a;
/** Digits that a length may have. */
const LONGEST_LENGTH = 9;

/** The frame around the parts, ready to be written. */
export function netstring(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  return Buffer.concat([Buffer.from(`${length}:`), ...parts, Buffer.from(',')]);
}

/** Cuts a stream of bytes into messages. */
export class NetstringReader {
  readonly #onMessage: (message: Buffer) => void;
  #buffered: Buffer = Buffer.alloc(0);

  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  push(chunk: Buffer): void {
    this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
    for (let message = this.#next(); message; message = this.#next()) this.#onMessage(message);
  }

  #next(): Buffer | undefined {
    const colon = this.#buffered.indexOf(COLON);
    if (colon < 0 || colon > LONGEST_LENGTH) return undefined;
    const end = colon + 1 + Number(this.#buffered.toString('latin1', 0, colon));
    if (this.#buffered.length <= end) return undefined;
    const message = this.#buffered.subarray(colon + 1, end);
    this.#buffered = this.#buffered.subarray(end + 1);
    return message;
  }
}
