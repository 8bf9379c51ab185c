/** A message larger than the in-buffer, while it passes by: to a stream, if there is one for it. */

import type { Faults } from './faults';
import { OversizePublish, type Stream } from './oversize';

/** What its beginning, which lies in the buffer, says of it. Positions count from where its body begins. */
export interface Beginning {
  readonly first: number;
  /** Bytes of its body. */
  readonly remaining: number;
  readonly topicEnd: number;
  readonly payloadOffset: number;
  /** Undefined when it did not fit: what nobody could be told the topic of is of no use to a stream. */
  readonly topic: string | undefined;
}

export interface PassingOwner {
  readonly faults: Faults;
  /** How many messages no stream has taken. */
  dropped: number;
  /** Holds all that comes until a stream is ready for more. */
  holdFor(ready: void | Promise<void>): void;
  /** For the callback, as on Arduino: as much of a streamed message as the buffer holds. */
  deliver(topic: string, payload: Uint8Array, isStreamed: boolean): void;
}

export class Passing {
  readonly #owner: PassingOwner;
  readonly #oversize = new OversizePublish();
  #message: Beginning | undefined;
  #stream: Stream | undefined;
  /** The beginning of the payload, kept in the reader's buffer for the callback. */
  #kept: Uint8Array | undefined;

  constructor(owner: PassingOwner) {
    this.#owner = owner;
  }

  /** Begins with the body's bytes in the buffer; `isKept` says that these will stay there. */
  begin(
    message: Beginning,
    bytes: Uint8Array,
    start: number,
    end: number,
    stream: Stream | undefined,
    isKept: boolean,
  ): void {
    const { first, remaining, topicEnd, payloadOffset, topic } = message;
    this.#message = message;
    this.#stream = stream;
    this.#kept = isKept ? bytes.subarray(start + payloadOffset, end) : undefined;
    const propertiesLength = payloadOffset - topicEnd - (first & 0x06 ? 2 : 0);
    this.#oversize.begin(first, topicEnd - 2, stream, propertiesLength);
    if (stream?.begin && topic !== undefined) {
      this.#owner.faults.tell(() => stream.begin?.(topic, remaining - payloadOffset));
    }
    this.take(bytes, start, end);
  }

  /** More of it. */
  take(bytes: Uint8Array, start: number, end: number): void {
    try {
      this.#owner.holdFor(this.#oversize.take(bytes, start, end));
    } catch (error) {
      this.#owner.faults.report(error);
    }
  }

  /** It is complete. Returns its packet identifier; 0 at QoS 0. */
  complete(): number {
    const topic = this.#message?.topic;
    if (!this.#stream) this.#owner.dropped++;
    this.#endStream(true);
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept && topic !== undefined) this.#owner.deliver(topic, kept, true);
    return this.#oversize.id;
  }

  get first(): number {
    return this.#message?.first ?? 0;
  }

  /** The connection is over. */
  reset(): void {
    this.#endStream(false);
    this.#kept = undefined;
  }

  #endStream(isComplete: boolean): void {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream?.end) this.#owner.faults.tell(() => stream.end?.(isComplete));
  }
}
