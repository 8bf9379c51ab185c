/** What the client sends in MQTT 5. */

import { whole } from '../arguments';
import type { ConnectOptions } from '../connect-options';
import {
  MQTTDISCONNECT,
  MQTTPUBACK,
  MQTTPUBCOMP,
  MQTTPUBREC,
  MQTTSUBSCRIBE,
  MQTTUNSUBSCRIBE,
} from '../constants';
import type { Dialect, PublishExtras } from '../dialect';
import {
  LARGEST_REMAINING_LENGTH,
  NO_ROOM,
  packetSize,
  RETAIN,
  TOO_LONG,
  writeField,
  writeHeader,
} from '../encode';
import { encodeConnect5 } from './encode-connect';
import { ServerLimits } from './limits';
import type { Mqtt5Options } from './options';
import {
  MESSAGE_EXPIRY,
  SESSION_EXPIRY,
  SUBSCRIPTION_IDENTIFIER,
  TOPIC_ALIAS,
} from './property-ids';
import { OutgoingAliases } from './topic-aliases';
import { variableSize, writeVariable } from './variable-integer';

/** Never, as a session's expiry. */
const FOR_EVER = 0xffff_ffff;
const DEFAULT_RECEIVE_MAXIMUM = 10;
export const DEFAULT_ALIASES = 8;
/** Of a topic alias, as a property. */
const ALIAS_BYTES = 3;
/** Reason codes from here on are failures, clause 2.4. */
const FAILURES = 0x80;

export class Dialect5 implements Dialect {
  readonly overhead = 1;
  readonly pipelines: boolean;
  limits = new ServerLimits();
  /** The next CONNECT starts anew, whatever it is asked for: no state of the session is here. */
  startsAnew = false;
  /** The identifier that a server has given us. */
  assignedId: string | undefined;
  /** The last CONNECT names another client than the session here is of [MQTT-3.1.3-2]. */
  isOther = false;
  /** Whom it names, and whom the connection before it did that was accepted. */
  #id = '';
  #sessionId: string | undefined;
  /** What the last CONNECT asked for. */
  sessionExpiryS = 0;
  /** The session's expiry that DISCONNECT is to set. */
  goodbyeExpiryS: number | undefined;
  /** Told that a connection begins. */
  onConnect: (() => void) | undefined;
  /** MQTT 3.1.1 knows no password without a user, and no session without an id. */
  needsMqtt5 = false;
  /** Messages of the server's that it waits to have acknowledged. */
  owed = 0;
  readonly receiveMaximum5: number;
  readonly #options: Mqtt5Options;
  readonly #aliases: OutgoingAliases;
  readonly #noTopic = new Uint8Array(0);

  constructor(options: Mqtt5Options) {
    this.#options = options;
    this.#aliases = new OutgoingAliases(options.topicAliases ?? DEFAULT_ALIASES);
    this.receiveMaximum5 = options.receiveMaximum ?? DEFAULT_RECEIVE_MAXIMUM;
    this.pipelines = !options.authentication; // [MQTT-3.1.2-30]
  }

  get maximumPacketSize(): number {
    return this.limits.maximumPacketSize;
  }

  get maximumQos(): number {
    return this.limits.maximumQos;
  }

  /** [MQTT-3.1.2-23]; the server may keep it for less time than it was asked to. */
  get keepsSession(): boolean {
    return (this.limits.sessionExpiryS ?? this.sessionExpiryS) > 0;
  }

  get receiveMaximum(): number {
    return this.limits.receiveMaximum;
  }

  /** The server has said what it takes. */
  accepted(limits: ServerLimits): void {
    this.limits = limits;
    this.assignedId = limits.assignedId ?? this.assignedId;
    this.#sessionId = limits.assignedId ?? this.#id;
    this.#aliases.reset(limits.topicAliasMaximum);
  }

  connect(
    out: Uint8Array,
    at: number,
    end: number,
    connectOptions: ConnectOptions,
    keepAliveS: number,
  ): number {
    const { cleanSession = true, password, user } = connectOptions;
    const options = this.#options;
    // Before the CONNACK no alias may be used [MQTT-3.2.2-18]; the other limits stay as they were.
    this.#aliases.reset(0);
    this.onConnect?.();
    this.owed = 0;
    this.goodbyeExpiryS = undefined;
    const isNameless = connectOptions.id === '' && !cleanSession;
    this.needsMqtt5 = isNameless || (password !== undefined && user === undefined);
    this.sessionExpiryS = options.sessionExpiryS ?? (cleanSession ? 0 : FOR_EVER);
    this.#id = connectOptions.id === '' ? (this.assignedId ?? '') : connectOptions.id;
    this.isOther = this.#sessionId !== undefined && this.#id !== this.#sessionId;
    const connect = {
      id: this.#id,
      cleanStart: cleanSession || this.startsAnew || this.isOther,
      keepAliveS: whole(connectOptions.keepAliveS ?? keepAliveS, 'connect: keepAliveS', 0xffff),
      sessionExpiryS: this.sessionExpiryS,
      receiveMaximum: this.receiveMaximum5,
      topicAliasMaximum: options.topicAliasMaximum ?? DEFAULT_ALIASES,
    };
    return encodeConnect5(out, at, end, connect, connectOptions, options);
  }

  extraLength({ properties, expiryS }: PublishExtras): number {
    const length = (properties?.length ?? 0) + (expiryS === undefined ? 0 : 5);
    return length + variableSize(length) - 1; // one byte is in `overhead`
  }

  publish(
    out: Uint8Array,
    at: number,
    end: number,
    first: number,
    topic: Uint8Array,
    id: number,
    payload: Uint8Array,
    extras?: PublishExtras,
  ): number {
    const { length } = payload;
    const head = this.publishHead(out, at, end - length, first, topic, id, length, extras);
    if (head < 0) return head;
    out.set(payload, head);
    return head + length;
  }

  publishHead(
    out: Uint8Array,
    at: number,
    end: number,
    first: number,
    topic: Uint8Array,
    id: number,
    payloadLength: number,
    extras?: PublishExtras,
  ): number {
    if (!this.limits.retainAvailable) first &= ~RETAIN; // [MQTT-3.2.2-14]
    const aliases = this.#aliases;
    const known = aliases.find(topic);
    // A short topic is no longer than an alias.
    const alias = known || (topic.length > ALIAS_BYTES ? aliases.next : 0);
    const sent = known ? this.#noTopic : topic;
    const next = this.#message(out, at, end, first, sent, id, payloadLength, extras, alias);
    if (next >= 0) {
      if (alias > 0 && !known) aliases.add(topic);
      return next;
    }
    // It may fit without the alias that is to be made known.
    if (known || alias === 0) return next;
    return this.#message(out, at, end, first, topic, id, payloadLength, extras, 0);
  }

  #message(
    out: Uint8Array,
    at: number,
    end: number,
    first: number,
    topic: Uint8Array,
    id: number,
    payloadLength: number,
    extras: PublishExtras | undefined,
    alias: number,
  ): number {
    const properties = extras?.properties;
    const expiryS = extras?.expiryS;
    const propertiesLength =
      (properties?.length ?? 0) + (expiryS === undefined ? 0 : 5) + (alias > 0 ? 3 : 0);
    const head =
      (first & 0x06 ? 4 : 2) + topic.length + variableSize(propertiesLength) + propertiesLength;
    const remaining = head + payloadLength;
    if (remaining > LARGEST_REMAINING_LENGTH) return TOO_LONG;
    const size = packetSize(remaining);
    if (size > this.limits.maximumPacketSize) return TOO_LONG; // [MQTT-3.2.2-15]
    if (at + size - payloadLength > end) return NO_ROOM;

    at = writeField(out, writeHeader(out, at, first, remaining), topic);
    if (first & 0x06) {
      out[at++] = id >> 8;
      out[at++] = id;
    }
    at = writeVariable(out, at, propertiesLength);
    if (properties) {
      out.set(properties, at);
      at += properties.length;
    }
    if (expiryS !== undefined) at = writeLong(out, at, MESSAGE_EXPIRY, expiryS);
    if (alias > 0) {
      out[at++] = TOPIC_ALIAS;
      out[at++] = alias >> 8;
      out[at++] = alias;
    }
    return at;
  }

  subscribe(
    out: Uint8Array,
    at: number,
    end: number,
    id: number,
    filter: Uint8Array,
    options: number,
    identifier = 0,
  ): number {
    const isIdentified = identifier > 0 && this.limits.subscriptionIdentifiers;
    const propertiesLength = isIdentified ? 1 + variableSize(identifier) : 0;
    const remaining = 6 + propertiesLength + filter.length;
    const room = this.#room(at, end, remaining);
    if (room < 0) return room;
    at = writeHeader(out, at, MQTTSUBSCRIBE | 0x02, remaining); // [MQTT-3.8.1-1]
    out[at++] = id >> 8;
    out[at++] = id;
    out[at++] = propertiesLength;
    if (isIdentified) {
      out[at++] = SUBSCRIPTION_IDENTIFIER;
      at = writeVariable(out, at, identifier);
    }
    at = writeField(out, at, filter);
    out[at++] = options;
    return at;
  }

  unsubscribe(out: Uint8Array, at: number, end: number, id: number, filter: Uint8Array): number {
    const remaining = 5 + filter.length;
    const room = this.#room(at, end, remaining);
    if (room < 0) return room;
    at = writeHeader(out, at, MQTTUNSUBSCRIBE | 0x02, remaining); // [MQTT-3.10.1-1]
    out[at++] = id >> 8;
    out[at++] = id;
    out[at++] = 0; // Property Length
    return writeField(out, at, filter);
  }

  #room(at: number, end: number, remaining: number): number {
    const size = packetSize(remaining);
    if (size > this.limits.maximumPacketSize) return TOO_LONG;
    return at + size > end ? NO_ROOM : 0;
  }

  /** Without reason 0 and without properties, which say nothing (clause 3.4.2.1). */
  ack(out: Uint8Array, at: number, end: number, first: number, id: number, reason = 0): number {
    const remaining = reason === 0 ? 2 : 3;
    if (at + 2 + remaining > end) return NO_ROOM;
    out[at++] = first;
    out[at++] = remaining;
    out[at++] = id >> 8;
    out[at++] = id;
    if (reason !== 0) out[at++] = reason;
    const isRefusal = first === MQTTPUBREC && reason >= FAILURES;
    const isEnd = first === MQTTPUBACK || first === MQTTPUBCOMP || isRefusal;
    if (isEnd && this.owed > 0) this.owed--;
    return at;
  }

  disconnect(out: Uint8Array, at: number, end: number, reason = 0): number {
    const expiryS = this.goodbyeExpiryS;
    if (expiryS !== undefined && at + 9 <= end && this.limits.maximumPacketSize >= 9) {
      at = writeHeader(out, at, MQTTDISCONNECT, 7);
      out[at++] = reason;
      out[at++] = 5; // Property Length
      return writeLong(out, at, SESSION_EXPIRY, expiryS);
    }
    const remaining = reason === 0 ? 0 : 1;
    if (at + 2 + remaining > end) return NO_ROOM;
    out[at++] = MQTTDISCONNECT;
    out[at++] = remaining;
    if (reason !== 0) out[at++] = reason;
    return at;
  }
}

/** A property whose value has four bytes. */
function writeLong(out: Uint8Array, at: number, id: number, value: number): number {
  out[at++] = id;
  out[at++] = value >>> 24;
  out[at++] = value >>> 16;
  out[at++] = value >>> 8;
  out[at++] = value;
  return at;
}
