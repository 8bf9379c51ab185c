/** Packet identifiers, MQTT 3.1.1 clause 2.3.1: 1 to 65535, none that is in use. */

/** So many requests without an answer are remembered: a server that answers none must not fill the memory. */
const MOST_ASKED = 64;

export class PacketIds {
  readonly #isUsed: ((id: number) => boolean) | undefined;
  #last = 1; // PubSubClient counts before it uses, so its first identifier is 2
  /** The one before the first of this run. */
  #first = 1;
  #wrapped = false;
  /** Those of the client's own requests that are not answered. */
  #asked: number[] = [];

  /** `isUsed` says what a module has in flight. */
  constructor(isUsed?: (id: number) => boolean) {
    this.#isUsed = isUsed;
  }

  /** Goes on behind what was given out before a restart. */
  goOnFrom(id: number): void {
    this.#last = this.#first = id;
  }

  reset(): void {
    this.#last = this.#first = 1;
    this.#wrapped = false;
    this.forget();
  }

  /** The connection is over on which answers were to come. */
  forget(): void {
    this.#asked = [];
  }

  /** The next identifier, for a request of the client's own. */
  ask(): number {
    const id = this.next();
    if (id > 0) this.#asked.push(id);
    if (this.#asked.length > MOST_ASKED) this.#asked.shift();
    return id;
  }

  /** Whether a request of the client's own had this identifier, which is free from now on. */
  answered(id: number): boolean {
    const at = this.#asked.indexOf(id);
    if (at >= 0) this.#asked.splice(at, 1);
    return at >= 0;
  }

  /** Whether `id` was given out on this connection. */
  gave(id: number): boolean {
    return this.#wrapped || (id > this.#first && id <= this.#last);
  }

  /** The next identifier that nobody uses; 0 when all are in use. */
  next(): number {
    for (let tries = 0; tries < 0xffff; tries++) {
      if (this.#last === 0xffff) {
        this.#last = 0;
        this.#wrapped = true;
      }
      this.#last++;
      if (!this.#asked.includes(this.#last) && !this.#isUsed?.(this.#last)) return this.#last;
    }
    return 0;
  }
}
