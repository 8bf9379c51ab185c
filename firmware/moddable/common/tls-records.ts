/** The types of TLS records as they go by, RFC 5246, 6.2.1, in whatever pieces. */

export const CHANGE_CIPHER_SPEC = 20;
export const ALERT = 21;

const HEADER_BYTES = 5;

export class RecordTypes {
  readonly #seen: (type: number) => void;
  #header = 0;
  #type = 0;
  #length = 0;
  /** Of the record's content, still to come. */
  #left = 0;

  /** `seen` is called at the beginning of each record. */
  constructor(seen: (type: number) => void) {
    this.#seen = seen;
  }

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, bytes.length - at);
        this.#left -= skipped;
        at += skipped;
      } else this.#head(bytes[at++]!);
    }
  }

  #head(byte: number): void {
    if (this.#header === 0) this.#type = byte;
    else if (this.#header === 3) this.#length = byte << 8;
    else if (this.#header === 4) this.#length |= byte;
    if (++this.#header < HEADER_BYTES) return;
    this.#header = 0;
    this.#left = this.#length;
    this.#seen(this.#type);
  }
}
