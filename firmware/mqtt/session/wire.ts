/** The client's connection as the session uses it: packets that fit whole or not at all. */

import type { MonotonicClock } from '../../ports/clock';
import { MQTT_CONNECTION_TIMEOUT, MQTT_DISCONNECTED, MQTT_MAX_HEADER_SIZE } from '../constants';
import { packetSize } from '../encode';
import type { Encoder, ExtensionHost } from '../extension';
import type { Inbox } from '../inbox';

export class Wire {
  readonly #host: ExtensionHost;

  constructor(host: ExtensionHost) {
    this.#host = host;
  }

  get clock(): MonotonicClock {
    return this.#host.clock;
  }

  /** Queues a packet of Remaining Length `length`; false when it does not fit now, and then nothing is sent. */
  send(length: number, encode: Encoder): boolean {
    return this.#host.sender.send(length, encode);
  }

  /** Queues a PUBLISH, in the same way; `first` holds type, DUP, QoS and RETAIN. */
  publish(first: number, topic: Uint8Array, id: number, payload: Uint8Array): boolean {
    return this.#host.sender.publish(first, topic, id, payload);
  }

  /** Queues an acknowledgement; there is always room for one that answers the packet being handled. */
  sendAck(first: number, id: number): void {
    this.#host.sender.sendAck(first, id);
  }

  /** A packet identifier that nobody uses; 0 when all are in use. */
  nextId(): number {
    return this.#host.nextId();
  }

  /** Whether a packet of Remaining Length `length` can ever fit into the out-buffer. */
  fits(length: number): boolean {
    return MQTT_MAX_HEADER_SIZE + length <= this.#host.sender.out.limit;
  }

  /** Whether it would be taken now. To be asked before anything is written down about it. */
  takes(length: number): boolean {
    const { sender } = this.#host;
    return sender.open && !sender.messageOpen && packetSize(length) <= sender.out.room;
  }

  /** Hands a message to the application's callback. */
  deliver(...message: Parameters<Inbox['deliver']>): void {
    this.#host.inbox.deliver(...message);
  }

  /** Calls something of the application's, whose errors go where those of its other callbacks go. */
  tell(call: () => unknown): void {
    const { faults } = this.#host;
    try {
      faults.watch(call());
    } catch (error) {
      faults.report(error);
    }
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
