/** Lines out of what comes in on a console, in any pieces. */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Ctrl-U, as at any prompt: what the line has so far is taken back. */
const CLEAR = 0x15;
/** Longer lines are nobody's; values that are longer come in parts. */
export const LONGEST_LINE = 512;

export class ConsoleLines {
  readonly #take: (line: Uint8Array | 'too long') => void;
  #bytes = new Uint8Array(LONGEST_LINE);
  #length = 0;

  /** `take` gets each line without its end, as a view that is valid until it returns. */
  constructor(take: (line: Uint8Array | 'too long') => void) {
    this.#take = take;
  }

  readable(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) this.#end();
      else if (byte === CLEAR) this.#clear();
      else {
        if (this.#length < LONGEST_LINE) this.#bytes[this.#length] = byte;
        this.#length++;
      }
    }
  }

  #end(): void {
    const length = this.#length;
    if (length === 0) return; // of CR LF, or somebody has pressed Enter
    this.#take(length > LONGEST_LINE ? 'too long' : this.#bytes.subarray(0, length));
    this.#clear();
  }

  #clear(): void {
    this.#length = 0;
    this.#bytes.fill(0); // it may have been a password
  }
}
