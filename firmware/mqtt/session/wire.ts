/** The client's connection as the session uses it: packets that fit whole or not at all. */

import type { MonotonicClock } from '../../ports/clock';
import { MQTT_CONNECTION_TIMEOUT, MQTT_DISCONNECTED } from '../constants';
import type { Dialect, PublishExtras } from '../dialect';
import type { Encoder, ExtensionHost } from '../extension';
import type { OutBuffer } from '../out-buffer';

interface Message extends PublishExtras {
  readonly topic: Uint8Array;
  readonly payload: Uint8Array;
}

export class Wire {
  readonly #host: ExtensionHost;

  constructor(host: ExtensionHost) {
    this.#host = host;
  }

  get clock(): MonotonicClock {
    return this.#host.clock;
  }

  /** The version of MQTT that is spoken. */
  get dialect(): Dialect {
    return this.#host.sender.dialect;
  }

  get serverName(): string {
    return this.#host.serverName;
  }

  get cleanSession(): boolean {
    return this.#host.cleanSession;
  }

  /** Queues a packet of Remaining Length `length`; false when it does not fit now, and then nothing is sent. */
  send(length: number, encode: Encoder): boolean {
    return this.#host.sender.send(length, encode);
  }

  /** Queues a PUBLISH, in the same way; `first` holds type, DUP, QoS and RETAIN. */
  publish(length: number, first: number, id: number, message: Message): boolean {
    const { topic, payload } = message;
    return this.#host.sender.publishWith(length, first, topic, id, payload, message);
  }

  /** Queues an acknowledgement; false when it does not fit now. */
  ack(first: number, id: number, reason = 0): boolean {
    const { dialect } = this;
    return this.send(reason === 0 ? 2 : 3, (out, at, end) =>
      dialect.ack(out, at, end, first, id, reason),
    );
  }

  /** Queues an acknowledgement; there is always room for one that answers the packet being handled. */
  sendAck(first: number, id: number, reason = 0): void {
    this.#host.sender.sendAck(first, id, reason);
  }

  /** A packet identifier that nobody uses; 0 when all are in use. */
  nextId(): number {
    return this.#host.ids.next();
  }

  /** Remaining Length of a request: `head` bytes in 3.1.1, the filter, and what the version adds. */
  lengthOf(head: number, filter: Uint8Array, identifier: number): number {
    const { overhead } = this.dialect;
    // A subscription identifier takes its name and up to four bytes.
    const more = overhead > 0 && identifier > 0 ? 5 : 0;
    return head + filter.length + overhead + more;
  }

  /** Counts the bytes of this connection. */
  get out(): Pick<OutBuffer, 'gone' | 'pending'> {
    return this.#host.sender.out;
  }

  /** Whether we are saying goodbye: what is queued still goes out. */
  get isClosing(): boolean {
    return this.#host.isClosing;
  }

  /** Whether a packet of Remaining Length `length` can ever go out. */
  fits(length: number): boolean {
    return this.#host.sender.fits(length);
  }

  /** Whether it would be taken now. To be asked before anything is written down about it. */
  takes(length: number): boolean {
    return this.#host.sender.takes(length);
  }

  /** Hands a message to the application's callback. Settles when a stream has finished with it; undefined when that is so. */
  deliver(topic: string, payload: Uint8Array): Promise<void> | undefined {
    const { inbox } = this.#host;
    inbox.deliver(topic, payload);
    return inbox.streaming;
  }

  /** Reads nothing more until `ready` settles. */
  hold(ready: Promise<void>): void {
    this.#host.inbox.holdFor(ready);
  }

  /** Calls something of the application's, whose errors go where those of its other callbacks go. */
  tell(call: () => unknown): void {
    this.#host.faults.tell(call);
  }

  /** Asks the server for a sign of life, and ends the connection when none comes in time. */
  probe(deadlineMs: number): void {
    this.#host.probe(deadlineMs);
  }

  /** Ends the connection, for a reason that lies with the session. */
  end(failure: 'no acknowledgement' | 'handler failed'): void {
    const isTimeout = failure === 'no acknowledgement';
    this.#host.end(isTimeout ? MQTT_CONNECTION_TIMEOUT : MQTT_DISCONNECTED, failure);
  }
}
