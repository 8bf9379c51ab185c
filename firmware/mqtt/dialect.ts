/**
 * How one version of MQTT lays out what the client sends. The minimal client has
 * 3.1.1 (and 3.1, which differs in CONNECT only); a module that plugs in brings
 * another.
 */

import type { ConnectOptions } from './connect-options';
import {
  encodeAck,
  encodeDisconnect,
  encodePublish,
  encodePublishHead,
  encodeSubscribe,
  encodeUnsubscribe,
  LARGEST_REMAINING_LENGTH,
} from './encode';
import { encodeConnect } from './encode-connect';

/** What MQTT 5 adds to a message; other versions leave it out. */
export interface PublishExtras {
  /** Its properties as they stand on the wire, without the expiry; v5/properties.ts makes them. */
  readonly properties?: Uint8Array | undefined;
  /** Seconds that the message has left, rounded up; undefined is for ever. */
  readonly expiryS?: number | undefined;
}

/**
 * Each function writes one packet into `out`, from `at` and not past `end`, and
 * returns the position behind it, NO_ROOM when it does not fit now, or TOO_LONG when
 * the server would never take it; then it has written nothing.
 */
export interface Dialect {
  /** Bytes that every packet with an identifier, and every message, has more than in 3.1.1. */
  readonly overhead: number;
  /** The largest packet, quality of service, and number of messages in flight that the server takes. */
  readonly maximumPacketSize: number;
  readonly maximumQos: number;
  readonly receiveMaximum: number;
  /** Whether packets may follow CONNECT before the CONNACK has come. */
  readonly pipelines: boolean;
  /** Whether the session outlasts the connection; undefined where a clean session says it all. */
  readonly keepsSession?: boolean;
  /** How much longer a message gets by these. */
  extraLength(extras: PublishExtras): number;
  connect(
    out: Uint8Array,
    at: number,
    end: number,
    options: ConnectOptions,
    keepAliveS: number,
  ): number;
  publish(
    out: Uint8Array,
    at: number,
    end: number,
    first: number,
    topic: Uint8Array,
    id: number,
    payload: Uint8Array,
    extras?: PublishExtras,
  ): number;
  publishHead(
    out: Uint8Array,
    at: number,
    end: number,
    first: number,
    topic: Uint8Array,
    id: number,
    payloadLength: number,
    extras?: PublishExtras,
  ): number;
  /** `options` is the QoS, in MQTT 5 with further bits; `identifier` is MQTT 5's, 0 for none. */
  subscribe(
    out: Uint8Array,
    at: number,
    end: number,
    id: number,
    filter: Uint8Array,
    options: number,
    identifier?: number,
  ): number;
  unsubscribe(out: Uint8Array, at: number, end: number, id: number, filter: Uint8Array): number;
  /** PUBACK, PUBREC, PUBREL or PUBCOMP. */
  ack(out: Uint8Array, at: number, end: number, first: number, id: number, reason?: number): number;
  disconnect(out: Uint8Array, at: number, end: number, reason?: number): number;
}

export const MQTT_3_1_1: Dialect = Object.freeze({
  overhead: 0,
  maximumPacketSize: LARGEST_REMAINING_LENGTH + 5,
  maximumQos: 2,
  receiveMaximum: 0xffff,
  pipelines: true,
  extraLength: () => 0,
  connect: encodeConnect,
  publish: encodePublish,
  publishHead: encodePublishHead,
  subscribe: encodeSubscribe,
  unsubscribe: encodeUnsubscribe,
  ack: encodeAck,
  disconnect: encodeDisconnect,
});
