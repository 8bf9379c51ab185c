/**
 * Sends the backlog, oldest first and one reading at a time. A reading leaves
 * the backlog when the network has taken its last byte, so that a connection
 * that breaks before does not take it along.
 */

import type { PubSubClient } from '../mqtt/pubsubclient';
import type { Backlog } from './backlog';
import type { Tell } from './events';
import type { Guard } from './guard';
import { readingPayload } from './payload';
import type { TimeKeeper } from './time-keeper';

export class Publisher {
  readonly #client: PubSubClient;
  readonly #backlog: Backlog;
  readonly #time: TimeKeeper;
  readonly #id: string;
  readonly #topic: string;
  readonly #guard: Guard;
  readonly #tell: Tell;
  /** A reading is on its way through the client's buffer. */
  #waiting = false;
  #whenEmpty: (() => void) | undefined;

  constructor(
    client: PubSubClient,
    backlog: Backlog,
    time: TimeKeeper,
    id: string,
    topic: string,
    guard: Guard,
    tell: Tell,
  ) {
    this.#client = client;
    this.#backlog = backlog;
    this.#time = time;
    this.#id = id;
    this.#topic = topic;
    this.#guard = guard;
    this.#tell = tell;
  }

  /** Sends what can be sent now. Harmless at any time. */
  send(): void {
    while (!this.#waiting && this.#backlog.length > 0 && this.#client.connected()) {
      const reading = this.#backlog.read();
      const payload = readingPayload(this.#id, reading, this.#time.stampS(reading.ticksMs));
      const queued = this.#client.publish(this.#topic, payload);
      if (queued && this.#client.buffered() === 0) this.#sent(this.#backlog.oldest, payload);
      else {
        this.#waiting = true;
        const number = queued ? this.#backlog.oldest : undefined;
        this.#guard.watch('publish', this.#waitForNetwork(number, payload));
      }
    }
  }

  /** Calls `callback` once nothing waits any more, at once if so now. */
  whenEmpty(callback: () => void): void {
    this.#whenEmpty = callback;
    this.#checkEmpty();
  }

  async #waitForNetwork(number: number | undefined, payload: string): Promise<void> {
    const gone = await this.#client.writable(this.#client.getBufferSize());
    this.#waiting = false;
    if (gone && number !== undefined) this.#sent(number, payload);
    this.send();
  }

  #sent(number: number, payload: string): void {
    this.#backlog.remove(number);
    this.#tell({ level: 'info', event: 'reading', topic: this.#topic, payload });
    this.#checkEmpty();
  }

  #checkEmpty(): void {
    if (this.#backlog.length > 0) return;
    const callback = this.#whenEmpty;
    this.#whenEmpty = undefined;
    callback?.();
  }
}
