/** A payload that comes in pieces, each of which is waited for by who reads it, and by who brings it. */

export class Chunks implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
  readonly #length: number;
  #received = 0;
  /** A piece that nobody has asked for yet. */
  #waiting: Uint8Array | undefined;
  #isEnded = false;
  #isComplete = false;
  #isFinished = false;
  /** Asked for a piece that has not come. */
  #give: ((result: IteratorResult<Uint8Array, undefined>) => void) | undefined;
  /** Tells who has brought the last piece that it is done with. */
  #taken: (() => void) | undefined;

  /** Of `length` bytes in all. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Whether all of the payload has come. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next piece; by asking for it the one before is given back. */
  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const piece = this.#waiting;
    if (piece) {
      this.#waiting = undefined;
      return Promise.resolve({ done: false, value: piece });
    }
    if (this.#received === this.#length) this.#isComplete = true;
    // The last piece is done with when its reader has finished altogether.
    else this.#settle();
    if (this.#isEnded || this.#isComplete) return Promise.resolve({ done: true, value: undefined });
    return new Promise((give) => {
      this.#give = give;
    });
  }

  /** Who reads it wants no more: the rest is passed over. */
  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Brings a piece, a view; settles when it has been worked on. For the receiver. */
  put(bytes: Uint8Array): void | Promise<void> {
    this.#received += bytes.length;
    if (this.#isFinished) return;
    const own = bytes.slice();
    const give = this.#give;
    this.#give = undefined;
    if (give) give({ done: false, value: own });
    else this.#waiting = own;
    return new Promise((taken) => {
      this.#taken = taken;
    });
  }

  /** No more will come. */
  end(isComplete: boolean): void {
    this.#isEnded = true;
    this.#isComplete ||= isComplete;
    const give = this.#give;
    this.#give = undefined;
    give?.({ done: true, value: undefined });
  }

  /** The reader has finished, well or not. */
  finish(): void {
    this.#isFinished = true;
    this.#waiting = undefined;
    this.#settle();
  }

  #settle(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }
}
