/** Packet identifiers, MQTT 3.1.1 clause 2.3.1: 1 to 65535, none that is in use. */

export class PacketIds {
  #last = 1; // PubSubClient counts before it uses, so its first identifier is 2

  reset(): void {
    this.#last = 1;
  }

  /** The next identifier that `inUse` does not claim; 0 when all are in use. */
  next(inUse?: (id: number) => boolean): number {
    for (let tries = 0; tries < 0xffff; tries++) {
      this.#last = this.#last === 0xffff ? 1 : this.#last + 1;
      if (!inUse?.(this.#last)) return this.#last;
    }
    return 0;
  }
}
