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
import type { MonotonicClock, Timer } from '../../ports/clock';
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

export interface ReceiveOptions {
  /** Measures `timeoutMs`; without it a handler that never finishes holds the client for ever. */
  readonly clock?: MonotonicClock;
  /**
   * A handler that has not asked for the next piece, or has not finished behind the last,
   * for so long is given up: the rest of the message is passed over. 60,000 ms when it is not said.
   */
  readonly timeoutMs?: number;
}

class Receiver implements Stream {
  readonly #handler: StreamHandler;
  readonly #clock: MonotonicClock | undefined;
  readonly #timeoutMs: number;
  #chunks: Chunks | undefined;
  #timer: Timer | undefined;
  /** Ends the wait for a handler that is stuck. */
  #giveUp: ((error: Error) => void) | undefined;

  constructor(handler: StreamHandler, { clock, timeoutMs = 60_000 }: ReceiveOptions) {
    this.#handler = handler;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Its promise is watched by the client, which reports what the handler throws. */
  async begin(topic: string, length: number): Promise<void> {
    const chunks = new Chunks(length);
    this.#chunks = chunks;
    const stuck = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    try {
      await Promise.race([this.#handler({ topic, length, chunks }), stuck]);
    } finally {
      this.#wait(false);
      chunks.finish();
    }
  }

  write(bytes: Uint8Array): void | Promise<void> {
    const taken = this.#chunks?.put(bytes);
    this.#wait(taken !== undefined);
    return taken;
  }

  end(isComplete: boolean): void {
    this.#chunks?.end(isComplete);
    this.#chunks = undefined;
  }

  /** Begins to wait for the handler, anew with each piece, or does not any more. */
  #wait(waits: boolean): void {
    const clock = this.#clock;
    clock?.clear(this.#timer);
    this.#timer = undefined;
    if (!waits || !clock || this.#timeoutMs === 0) return;
    this.#timer = clock.set(() => {
      this.#giveUp?.(new Error(`the stream's handler was stuck for ${this.#timeoutMs} ms`));
    }, this.#timeoutMs);
  }
}

/** A stream, for `setStream`, that hands each message to `handler`. */
export function receive(handler: StreamHandler, options: ReceiveOptions = {}): Stream {
  return new Receiver(handler, options);
}
