/**
 * The other end: the packets that a server sends, and how those of a client are
 * read, MQTT 3.1.1 chapter 3. For scripted brokers, tests and gateways; no
 * build of the client carries it.
 */

import {
  MQTTCONNACK,
  MQTTCONNECT,
  MQTTDISCONNECT,
  MQTTPINGREQ,
  MQTTSUBACK,
  MQTTSUBSCRIBE,
  MQTTUNSUBACK,
  MQTTUNSUBSCRIBE,
} from './constants';
import { checkFixed, decodeId } from './decode';
import { encodeAck, NO_ROOM, packetSize, writeHeader } from './encode';
import type { Malformed } from './failures';
import { inspect, TEXT_MALFORMED, TEXT_PLAIN } from './text';
import { isTopicFilter } from './topic';

/** What is wrong with a client's packet, beyond what a client can meet. */
export type ServerMalformed =
  | Malformed
  | 'protocol name'
  | 'protocol level'
  | 'connect flags'
  | 'bad filter'
  | 'requested QoS'
  | 'no filter';

/** CONNACK, clause 3.2: two bytes where acknowledgements have their identifier. */
export function encodeConnack(
  out: Uint8Array,
  at: number,
  end: number,
  sessionPresent: boolean,
  returnCode: number,
): number {
  return encodeAck(out, at, end, MQTTCONNACK, (sessionPresent ? 0x100 : 0) | returnCode);
}

/** SUBACK, clause 3.9: a return code for each filter, in order. */
export function encodeSuback(
  out: Uint8Array,
  at: number,
  end: number,
  id: number,
  returnCodes: Uint8Array,
): number {
  const remaining = 2 + returnCodes.length;
  if (at + packetSize(remaining) > end) return NO_ROOM;
  at = writeHeader(out, at, MQTTSUBACK, remaining);
  out[at++] = id >> 8;
  out[at++] = id & 0xff;
  out.set(returnCodes, at);
  return at + returnCodes.length;
}

/** UNSUBACK, clause 3.11. */
export function encodeUnsuback(out: Uint8Array, at: number, end: number, id: number): number {
  return encodeAck(out, at, end, MQTTUNSUBACK, id);
}

/** Checks the fixed header of a packet that only clients send. */
export function checkClientHeader(first: number, remaining: number): Malformed | undefined {
  switch (first & 0xf0) {
    case MQTTCONNECT:
      return first & 0x0f ? 'reserved flags' : remaining < 12 ? 'wrong length' : undefined;
    case MQTTSUBSCRIBE:
    case MQTTUNSUBSCRIBE:
      if ((first & 0x0f) !== 0x02) return 'reserved flags'; // [MQTT-3.8.1-1, MQTT-3.10.1-1]
      return remaining < 5 ? 'wrong length' : undefined;
    case MQTTPINGREQ:
    case MQTTDISCONNECT:
      return checkFixed(first, remaining, 0);
    default:
      return 'unexpected packet';
  }
}

/** Walks the fields of a body; a field that runs past the end makes `ok` false. */
class FieldReader {
  ok = true;
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get more(): boolean {
    return this.ok && this.#at < this.#end;
  }

  byte(): number {
    if (this.#at >= this.#end) this.ok = false;
    return this.ok ? this.#bytes[this.#at++]! : 0;
  }

  integer(): number {
    return (this.byte() << 8) | this.byte();
  }

  /** A two-byte length and as many bytes, as a view. */
  field(): Uint8Array {
    const length = this.integer();
    const start = this.#at;
    if (start + length > this.#end) this.ok = false;
    if (!this.ok) return this.#bytes.subarray(0, 0);
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}

/** A CONNECT as it was received; the byte fields are views into the packet. */
export interface ReceivedConnect {
  readonly version: number;
  readonly cleanSession: boolean;
  readonly keepAliveS: number;
  readonly id: Uint8Array;
  readonly will?: {
    readonly topic: Uint8Array;
    readonly payload: Uint8Array;
    readonly qos: number;
    readonly retain: boolean;
  };
  readonly user?: Uint8Array;
  readonly password?: Uint8Array;
}

/** CONNECT, clause 3.1, from its body. */
export function decodeConnect(
  bytes: Uint8Array,
  start: number,
  end: number,
): ReceivedConnect | ServerMalformed {
  const reader = new FieldReader(bytes, start, end);
  const name = reader.field();
  const version = reader.byte();
  const flags = reader.byte();
  const keepAliveS = reader.integer();
  const unknown = protocolProblem(name, version);
  if (unknown) return unknown;
  if (!areConnectFlags(flags)) return 'connect flags';

  const id = reader.field();
  const will = flags & 0x04 ? { topic: reader.field(), payload: reader.field() } : undefined;
  const user = flags & 0x80 ? reader.field() : undefined;
  const password = flags & 0x40 ? reader.field() : undefined;
  if (!reader.ok || reader.more) return 'wrong length';
  if (isBadText(id) || (user && isBadText(user))) return 'UTF-8';
  const badWill = will && topicProblem(will.topic);
  if (badWill) return badWill;
  return {
    version,
    cleanSession: (flags & 0x02) !== 0,
    keepAliveS,
    id,
    ...(will && { will: { ...will, qos: (flags >> 3) & 3, retain: (flags & 0x20) !== 0 } }),
    ...(user && { user }),
    ...(password && { password }),
  };
}

function isBadText(bytes: Uint8Array): boolean {
  return inspect(bytes, 0, bytes.length) === TEXT_MALFORMED;
}

function topicProblem(topic: Uint8Array): Malformed | undefined {
  if (topic.length === 0) return 'empty topic'; // [MQTT-4.7.3-1]
  const kind = inspect(topic, 0, topic.length);
  if (kind === TEXT_PLAIN) return undefined;
  return kind === TEXT_MALFORMED ? 'UTF-8' : 'wildcard in topic';
}

/**
 * `MQTT` goes with level 4 and `MQIsdp` with level 3. Another level is to be
 * answered with return code 1 [MQTT-3.1.2-2], another name with nothing [MQTT-3.1.2-1].
 */
function protocolProblem(name: Uint8Array, version: number): ServerMalformed | undefined {
  const isName = (text: readonly number[]): boolean =>
    name.length === text.length && text.every((byte, i) => byte === name[i]);
  if (isName([0x4d, 0x51, 0x54, 0x54])) return version === 4 ? undefined : 'protocol level';
  if (!isName([0x4d, 0x51, 0x49, 0x73, 0x64, 0x70])) return 'protocol name';
  return version === 3 ? undefined : 'protocol level';
}

/** Reserved bit 0, will QoS and retain only with a will, no QoS 3, a password only with a user (clause 3.1.2.3). */
function areConnectFlags(flags: number): boolean {
  if (flags & 0x01) return false;
  if ((flags & 0x04) === 0 && flags & 0x38) return false;
  if ((flags & 0x18) === 0x18) return false;
  return (flags & 0xc0) !== 0x40;
}

/** One filter of a SUBSCRIBE; `filter` is a view into the packet. */
export interface Subscription {
  readonly filter: Uint8Array;
  readonly qos: number;
}

/** SUBSCRIBE, clause 3.8, from its body behind the packet identifier. */
export function decodeSubscribe(
  bytes: Uint8Array,
  start: number,
  end: number,
): readonly Subscription[] | ServerMalformed {
  if (decodeId(bytes, start) === 0) return 'packet identifier 0';
  const reader = new FieldReader(bytes, start + 2, end);
  const subscriptions: Subscription[] = [];
  while (reader.more) {
    const filter = reader.field();
    const qos = reader.byte();
    if (!reader.ok) return 'wrong length';
    if (!isTopicFilter(filter)) return 'bad filter';
    if (qos > 2) return 'requested QoS'; // [MQTT-3.8.3-4]
    subscriptions.push({ filter, qos });
  }
  return subscriptions.length > 0 ? subscriptions : 'no filter'; // [MQTT-3.8.3-3]
}

/** UNSUBSCRIBE, clause 3.10, from its body. */
export function decodeUnsubscribe(
  bytes: Uint8Array,
  start: number,
  end: number,
): readonly Uint8Array[] | ServerMalformed {
  if (decodeId(bytes, start) === 0) return 'packet identifier 0';
  const reader = new FieldReader(bytes, start + 2, end);
  const filters: Uint8Array[] = [];
  while (reader.more) {
    const filter = reader.field();
    if (!reader.ok) return 'wrong length';
    if (!isTopicFilter(filter)) return 'bad filter';
    filters.push(filter);
  }
  return filters.length > 0 ? filters : 'no filter'; // [MQTT-3.10.3-2]
}
