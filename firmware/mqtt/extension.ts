/**
 * The seam at which modules plug into the minimal client: sessions (QoS 1 and 2
 * out, QoS 2 in), MQTT 5. A build that plugs nothing in carries nothing of them.
 */

import type { MonotonicClock } from '../ports/clock';
import type { ConnectionFailure, Malformed } from './failures';
import type { Faults } from './faults';
import type { PacketReader } from './framing';
import type { Inbox } from './inbox';
import type { PacketIds } from './packet-ids';
import type { Sender } from './sender';

/** Writes one packet from `at`, not past `end`; returns where it ends, or NO_ROOM. */
export type Encoder = (out: Uint8Array, at: number, end: number) => number;

/** Asked when a connection has not come about: true tries once more, within the same `connect`. */
export type Retry = (state: number, failure: ConnectionFailure) => boolean;

/** What plugs into a client by its `use`. */
export interface Plugin {
  attach(host: ExtensionHost): void;
}

/** What the client opens to a module. */
export interface ExtensionHost {
  readonly clock: MonotonicClock;
  readonly sender: Sender;
  readonly inbox: Inbox;
  /** Where errors of the application's callbacks go. */
  readonly faults: Faults;
  /** Its consumer takes the packets that come in: the inbox, unless a module takes its place. */
  readonly reader: PacketReader;
  readonly connected: boolean;
  /** DISCONNECT has been queued, behind which nothing may go [MQTT-3.14.4-1 of 5.0]. */
  readonly isClosing: boolean;
  /** Whether the connection was asked for with a clean session. */
  readonly cleanSession: boolean;
  /** The interval in force; a module may set it before the CONNACK is handled. */
  keepAliveMs: number;
  /** `host:port` of the server that was asked for last. */
  readonly serverName: string;
  /** Modules that want to try again; each is asked in turn. */
  readonly retries: Retry[];
  readonly ids: PacketIds;
  /** The server has answered CONNECT; a return code other than 0 is a refusal. */
  connack(sessionPresent: boolean, returnCode: number): Malformed | undefined;
  /** Says goodbye with a reason (MQTT 5), and closes once that is sent. */
  disconnect(reason?: number): Promise<void>;
  /** Pings the server now, and ends the connection when nothing comes within `deadlineMs`. */
  probe(deadlineMs: number): void;
  /** Ends the connection without DISCONNECT. */
  end(state: number, failure: ConnectionFailure): void;
}

/** What a session takes part in. Fields of packets are checked before it gets them. */
export interface Extension extends Plugin {
  /** Largest QoS to subscribe with; the minimal client knows 0 and 1. */
  readonly maximumQos: number;
  /** CONNECT is in the out-buffer, and packets of the application may follow it at once. */
  opening?(): void;
  /** True when the server claims a session that nobody here has the state of [MQTT-3.2.2-4 of 5.0]. */
  refusesSession?(): boolean;
  /** The server has accepted the connection. */
  connected(sessionPresent: boolean): void;
  /** The connection is over. */
  closed(): void;
  /** Whether a packet identifier is in flight. */
  usesId(id: number): boolean;
  /** Checks the header of a packet that the minimal client does not know. */
  header(first: number, remaining: number): Malformed | undefined;
  /**
   * A PUBLISH above QoS 0, which the module acknowledges. `first` is its first byte,
   * `payload` a view that is valid until this returns; so are `properties`, MQTT 5's.
   */
  published(
    first: number,
    id: number,
    topic: string,
    payload: Uint8Array,
    properties?: Uint8Array,
  ): void;
  /** Whether a QoS 2 message with this identifier has come and was not released. */
  hasTaken(id: number): boolean;
  /** PUBACK, PUBREC, PUBREL or PUBCOMP, by its type; `reason` is MQTT 5's, 0 for all is well. */
  acknowledged(type: number, id: number, reason: number): void;
  /** SUBACK or UNSUBACK, by its type, with the code for the only filter. */
  answered(type: number, id: number, code: number): void;
  /** A PUBLISH above QoS 0 was larger than the buffer and has passed by; the module acknowledges it. */
  passed(first: number, id: number): void;
  /** There is room in the out-buffer again. */
  writable(): void;
}
