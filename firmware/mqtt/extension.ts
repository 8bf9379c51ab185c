/**
 * The seam at which modules plug into the minimal client: sessions (QoS 1 and 2
 * out, QoS 2 in), MQTT 5, the recorder. A build that plugs nothing in carries
 * nothing of them.
 */

import type { MonotonicClock } from '../ports/clock';
import type { ConnectionFailure, Malformed } from './failures';

/** Writes one packet from `at`, not past `end`; returns where it ends, or NO_ROOM. */
export type Encoder = (out: Uint8Array, at: number, end: number) => number;

/** What the client offers to a module. */
export interface Wire {
  readonly clock: MonotonicClock;
  /** Queues a packet of Remaining Length `length`; false when it does not fit now, and then nothing is sent. */
  send(length: number, encode: Encoder): boolean;
  /** Whether a packet of Remaining Length `length` can ever fit into the out-buffer. */
  fits(length: number): boolean;
  /** Queues a PUBLISH, in the same way; `first` holds type, DUP, QoS and RETAIN. */
  publish(first: number, topic: Uint8Array, id: number, payload: Uint8Array): boolean;
  /** Queues an acknowledgement; there is always room for one that answers the packet being handled. */
  sendAck(first: number, id: number): void;
  /** A packet identifier that nobody uses; 0 when all are in use. */
  nextId(): number;
  /** Hands a message to the application's callback. */
  deliver(
    bytes: Uint8Array,
    topicStart: number,
    topicEnd: number,
    payloadStart: number,
    end: number,
  ): void;
  /** Ends the connection without DISCONNECT. */
  abort(failure: ConnectionFailure): void;
}

/** What a module may take part in. */
export interface Extension {
  /** Largest QoS to subscribe with; the minimal client knows 0 and 1. */
  readonly maximumQos: number;
  attach(wire: Wire): void;
  /** The server has accepted the connection. */
  connected(sessionPresent: boolean): void;
  /** The connection is over. */
  closed(): void;
  /** Whether a packet identifier is in flight. */
  usesId(id: number): boolean;
  /** Checks the header of a packet that the minimal client does not know. */
  header(first: number, remaining: number): Malformed | undefined;
  /**
   * Every PUBLISH above QoS 0 and every acknowledgement, header checked, body in
   * `bytes[start, end)`; the module acknowledges what it takes, and knows which
   * answers it waits for.
   */
  packet(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined;
  /** A PUBLISH above QoS 0 was larger than the buffer and has passed by; the module acknowledges it. */
  passed(first: number, id: number): void;
  /** There is room in the out-buffer again. */
  writable(): void;
}
