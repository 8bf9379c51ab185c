/**
 * Receives messages of any size piece by piece, in fixed memory: while a piece is being
 * worked on nothing more is read, and the network holds the rest back.
 *
 *     client.setStream(receive(async ({ topic, length, chunks }) => {
 *       for await (const chunk of chunks) await flash.write(chunk);
 *     }));
 *
 * The handler gets the messages that come to the client's callback: all, or with a
 * session those at QoS 0 and those larger than the buffer.
 */

import type { Stream } from '../oversize';
import { Chunks } from './chunks';

export interface StreamedMessage {
  readonly topic: string;
  /** Bytes of its payload. */
  readonly length: number;
  /** The payload. A piece holds until the next is asked for. Ends early when the connection is lost: see `isComplete`. */
  readonly chunks: Chunks;
}

/** Works on one message; the next is read once it has finished, and what it throws is reported. */
export type StreamHandler = (message: StreamedMessage) => Promise<void>;

class Receiver implements Stream {
  readonly #handler: StreamHandler;
  #chunks: Chunks | undefined;

  constructor(handler: StreamHandler) {
    this.#handler = handler;
  }

  /** Its promise is watched by the client, which reports what the handler throws. */
  async begin(topic: string, length: number): Promise<void> {
    const chunks = new Chunks(length);
    this.#chunks = chunks;
    try {
      await this.#handler({ topic, length, chunks });
    } finally {
      chunks.finish();
    }
  }

  write(bytes: Uint8Array): void | Promise<void> {
    return this.#chunks?.put(bytes);
  }

  end(isComplete: boolean): void {
    this.#chunks?.end(isComplete);
    this.#chunks = undefined;
  }
}

/** A stream, for `setStream`, that hands each message to `handler`. */
export function receive(handler: StreamHandler): Stream {
  return new Receiver(handler);
}
