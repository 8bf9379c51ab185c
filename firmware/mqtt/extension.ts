/**
 * The seam at which modules plug into the minimal client: sessions (QoS 1 and 2
 * out, QoS 2 in), MQTT 5, the recorder. A build that plugs nothing in carries
 * nothing of them.
 */

import type { MonotonicClock } from '../ports/clock';
import type { ConnectionFailure, Malformed } from './failures';
import type { Faults } from './faults';
import type { Inbox } from './inbox';
import type { Sender } from './sender';

/** Writes one packet from `at`, not past `end`; returns where it ends, or NO_ROOM. */
export type Encoder = (out: Uint8Array, at: number, end: number) => number;

/** What the client opens to a module. */
export interface ExtensionHost {
  readonly clock: MonotonicClock;
  readonly sender: Sender;
  readonly inbox: Inbox;
  /** Where errors of the application's callbacks go. */
  readonly faults: Faults;
  /** A packet identifier that nobody uses; 0 when all are in use. */
  nextId(): number;
  /** Pings the server now, and ends the connection when nothing comes within `deadlineMs`. */
  probe(deadlineMs: number): void;
  /** Ends the connection without DISCONNECT. */
  end(state: number, failure: ConnectionFailure): void;
}

/** What a module may take part in. */
export interface Extension {
  /** Largest QoS to subscribe with; the minimal client knows 0 and 1. */
  readonly maximumQos: number;
  attach(host: ExtensionHost): void;
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
