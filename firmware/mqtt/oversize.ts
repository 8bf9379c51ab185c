/**
 * Follows a PUBLISH that is larger than the in-buffer while it passes by:
 * finds its packet identifier, and hands its payload to a stream if there is one.
 */

/**
 * Where payloads go piece by piece: Arduino's `Stream`, as far as PubSubClient uses it,
 * and what it lacks. streams/ has more comfortable ones.
 */
export interface Stream {
  /** A message begins whose payload has `length` bytes. What it throws or rejects with is reported. */
  begin?(topic: string, length: number): void | Promise<void>;
  /**
   * `bytes` is a view, valid until the call returns. While a promise that it returns is
   * open nothing more is read from the network: back-pressure.
   */
  write(bytes: Uint8Array): void | Promise<void>;
  /** The message is over; false when the connection was lost on the way. */
  end?(isComplete: boolean): void;
}

export class OversizePublish {
  /** The packet identifier, once it has passed; 0 at QoS 0. */
  id = 0;
  #seen = 0;
  #idOffset = 0;
  #idEnd = 0;
  #payloadOffset = 0;
  #stream: Stream | undefined;

  /** A body begins; between identifier and payload may be properties (MQTT 5). */
  begin(
    first: number,
    topicLength: number,
    stream: Stream | undefined,
    propertiesLength = 0,
  ): void {
    this.id = 0;
    this.#seen = 0;
    this.#idOffset = 2 + topicLength;
    this.#idEnd = this.#idOffset + (first & 0x06 ? 2 : 0);
    this.#payloadOffset = this.#idEnd + propertiesLength;
    this.#stream = stream;
  }

  /** More of the body. Returns what the stream has said to it. */
  take(bytes: Uint8Array, start: number, end: number): void | Promise<void> {
    const base = start - this.#seen; // where offset 0 would lie
    for (let offset = this.#idOffset; offset < this.#idEnd; offset++) {
      const at = base + offset;
      if (at >= start && at < end) this.id = (this.id << 8) | bytes[at]!;
    }
    const from = Math.max(start, base + this.#payloadOffset);
    this.#seen += end - start;
    if (!this.#stream || from >= end) return;
    return this.#stream.write(new Uint8Array(bytes.buffer, bytes.byteOffset + from, end - from));
  }
}
