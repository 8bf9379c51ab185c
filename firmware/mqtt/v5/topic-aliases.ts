/**
 * Topic aliases, MQTT 5 clause 3.3.2.3.4: a topic is sent once with a number, and
 * from then on the number stands for it. They hold for one connection
 * [MQTT-3.3.2-7].
 */

/** Those of messages going out: the topics that come first get them, and keep them. */
export class OutgoingAliases {
  readonly #most: number;
  #topics: Uint8Array[] = [];
  #maximum = 0;

  /** `most` aliases are given at most, whatever the server takes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** A connection begins; the server takes aliases up to `maximum`. */
  reset(maximum: number): void {
    this.#topics = [];
    this.#maximum = Math.min(maximum, this.#most);
  }

  /** The alias of a topic; 0 when it has none. */
  find(topic: Uint8Array): number {
    const topics = this.#topics;
    for (let i = 0; i < topics.length; i++) {
      if (topics[i] === topic) return i + 1; // the client remembers the bytes it used last
    }
    for (let i = 0; i < topics.length; i++) {
      if (areEqual(topics[i]!, topic)) return i + 1;
    }
    return 0;
  }

  /** The alias that a new topic gets with its next message; 0 when there is none left. */
  get next(): number {
    return this.#topics.length < this.#maximum ? this.#topics.length + 1 : 0;
  }

  /** A message with the topic and its alias is on its way. */
  add(topic: Uint8Array): void {
    // One from a store may lie in front of its payload, which is not to stay with it.
    const isWhole = topic.byteLength === topic.buffer.byteLength;
    this.#topics.push(isWhole ? topic : topic.slice());
  }
}

/** Those of messages coming in. */
export class IncomingAliases {
  readonly maximum: number;
  #topics: (string | undefined)[] = [];

  /** The server may use aliases up to `maximum`, each of which costs a topic's memory. */
  constructor(maximum: number) {
    this.maximum = maximum;
  }

  reset(): void {
    this.#topics = [];
  }

  /** The topic that an alias stands for; undefined when it stands for none. */
  topic(alias: number): string | undefined {
    return this.#topics[alias];
  }

  set(alias: number, topic: string): void {
    while (this.#topics.length <= alias) this.#topics.push(undefined);
    this.#topics[alias] = topic;
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  // Topics that differ mostly do so at their end.
  for (let i = length - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}
