/** Packet identifiers, MQTT 3.1.1 clause 2.3.1: 1 to 65535, none that is in use. */

export class PacketIds {
  #last = 1; // PubSubClient counts before it uses, so its first identifier is 2
  #wrapped = false;

  reset(): void {
    this.#last = 1;
    this.#wrapped = false;
  }

  /** Whether `id` was given out on this connection. */
  gave(id: number): boolean {
    return this.#wrapped || (id > 1 && id <= this.#last);
  }

  /** The next identifier that `inUse` does not claim; 0 when all are in use. */
  next(inUse?: (id: number) => boolean): number {
    for (let tries = 0; tries < 0xffff; tries++) {
      if (this.#last === 0xffff) {
        this.#last = 0;
        this.#wrapped = true;
      }
      this.#last++;
      if (!inUse?.(this.#last)) return this.#last;
    }
    return 0;
  }
}
