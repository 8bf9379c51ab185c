/**
 * Sends the backlog, oldest first and one reading at a time. A reading leaves
 * the backlog when the network has taken its last byte, so that a connection
 * that breaks before does not take it along; or when the client says that it
 * can never be sent, so that it does not stand in the way of the others.
 */

import { explain } from '../mqtt/explain';
import type { Failure } from '../mqtt/failures';
import type { PubSubClient } from '../mqtt/pubsubclient';
import type { Backlog } from './backlog';
import type { Tell } from './events';
import type { Guard } from './guard';
import { readingPayload } from './payload';
import type { TimeKeeper } from './time-keeper';

export class Publisher {
  /** Readings that could not be sent, whatever the network does. */
  lost = 0;
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
      const number = this.#backlog.oldest;
      const payload = readingPayload(this.#id, reading, this.#time.stampS(reading.ticksMs));
      if (this.#client.publish(this.#topic, payload)) this.#queued(number, payload);
      else if (!this.#refused(number)) return;
    }
  }

  #queued(number: number, payload: string): void {
    if (this.#client.buffered() === 0) this.#sent(number, payload);
    else
      this.#waitForNetwork((gone) => {
        if (gone) this.#sent(number, payload);
      });
  }

  /** The client did not take a reading; whether to go on with what is now the oldest. */
  #refused(number: number): boolean {
    const failure = this.#client.failure();
    if (failure === 'no room') {
      this.#waitForNetwork(() => undefined);
      return true;
    }
    // Whoever connects or ends the message brings the next call.
    if (failure === 'not connected' || failure === 'message open') return false;
    this.#backlog.remove(number);
    this.#lost(failure ?? 'too long');
    this.#checkEmpty();
    return true;
  }

  /** Calls `callback` once nothing waits any more, at once if so now. */
  whenEmpty(callback: () => void): void {
    this.#whenEmpty = callback;
    this.#checkEmpty();
  }

  /** Goes on when the client's buffer is empty, or the connection over; `then` is told which. */
  #waitForNetwork(then: (gone: boolean) => void): void {
    this.#waiting = true;
    const gone = this.#client.writable(this.#client.getBufferSize());
    this.#guard.watch(
      'publish',
      gone.then((yes) => {
        this.#waiting = false;
        then(yes);
        this.send();
      }),
    );
  }

  #sent(number: number, payload: string): void {
    this.#backlog.remove(number);
    this.#tell({ level: 'info', event: 'reading', topic: this.#topic, payload });
    this.#checkEmpty();
  }

  /** Tells the first, and then as many at a time as fit into the backlog. */
  #lost(failure: Failure): void {
    this.lost++;
    if (this.lost !== 1 && this.lost % this.#backlog.capacity !== 0) return;
    const { meaning } = explain(failure, this.#client.state());
    this.#tell({
      level: 'error',
      event: 'reading lost',
      topic: this.#topic,
      lost: this.lost,
      failure,
      meaning,
      check: 'the lengths of id, base and topic, and the characters in them',
    });
  }

  #checkEmpty(): void {
    if (this.#backlog.length > 0) return;
    const callback = this.#whenEmpty;
    this.#whenEmpty = undefined;
    callback?.();
  }
}
