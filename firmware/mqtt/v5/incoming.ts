/**
 * What the server sends in MQTT 5: checks each packet, and hands it on as the inbox
 * does with those of 3.1.1. What is wrong is answered with a DISCONNECT that says
 * what, clause 4.13.
 */

import {
  MQTTCONNACK,
  MQTTDISCONNECT,
  MQTTPINGRESP,
  MQTTPUBACK,
  MQTTPUBCOMP,
  MQTTPUBLISH,
  MQTTPUBREC,
  MQTTPUBREL,
  MQTTReserved,
  MQTTSUBACK,
  MQTTUNSUBACK,
} from '../constants';
import { decodeId, topicProblem } from '../decode';
import type { ExtensionHost } from '../extension';
import type { Malformed } from '../failures';
import type { PacketConsumer } from '../framing';
import { toText } from '../text';
import type { Dialect5 } from './dialect';
import type { Handshake } from './handshake';
import { TOPIC_ALIAS } from './property-ids';
import { PropertyReader } from './property-reader';
import { isReason, reasonFor } from './reason-codes';
import { IncomingAliases } from './topic-aliases';
import { VariableInteger } from './variable-integer';

const AUTH = MQTTReserved;
const PUBREL = MQTTPUBREL | 0x02;

export class Incoming5 implements PacketConsumer {
  /** The properties of the message whose handler is running. */
  properties: Uint8Array | undefined;
  readonly #host: ExtensionHost;
  readonly #dialect: Dialect5;
  readonly #handshake: Handshake;
  readonly #aliases: IncomingAliases;
  /** A message has passed by whose alias was not seen. */
  #lacksAliases = false;
  readonly #reader = new PropertyReader();
  readonly #integer = new VariableInteger();
  /** The rest of a long answer passes by. */
  #isSkipping = false;

  constructor(host: ExtensionHost, dialect: Dialect5, handshake: Handshake, aliases: number) {
    this.#host = host;
    this.#dialect = dialect;
    this.#handshake = handshake;
    this.#aliases = new IncomingAliases(aliases);
  }

  get busy(): boolean {
    return this.#host.inbox.busy;
  }

  /** A connection begins. */
  reset(): void {
    this.#aliases.reset(); // [MQTT-3.3.2-7]
    this.#lacksAliases = false;
    this.#isSkipping = false;
  }

  ready(first: number): boolean {
    return this.#host.inbox.ready(first);
  }

  header(first: number, remaining: number): Malformed | undefined {
    const type = first & 0xf0;
    if (!this.#host.connected) {
      // [MQTT-3.2.0-1]: nothing but AUTH comes before the CONNACK.
      const isExpected = type === MQTTCONNACK || type === AUTH;
      if (!isExpected) return 'not a CONNACK';
    } else if (type === MQTTCONNACK) return 'unexpected packet'; // [MQTT-3.2.0-2]
    if (type === MQTTPUBLISH) return publishProblem(first, remaining);
    if (first !== (type === MQTTPUBREL ? PUBREL : type)) return 'reserved flags'; // [MQTT-2.1.3-1]
    return this.#lengthProblem(type, remaining);
  }

  #lengthProblem(type: number, remaining: number): Malformed | undefined {
    switch (type) {
      case MQTTCONNACK:
      case MQTTPUBACK:
      case MQTTPUBREC:
      case MQTTPUBREL:
      case MQTTPUBCOMP:
        return remaining < 2 ? 'wrong length' : undefined;
      case MQTTSUBACK:
      case MQTTUNSUBACK:
        return remaining < 4 ? 'wrong length' : undefined;
      case MQTTPINGRESP:
        return remaining > 0 ? 'wrong length' : undefined;
      case MQTTDISCONNECT:
      case AUTH:
        return undefined;
      default:
        return 'unexpected packet';
    }
  }

  packet(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const problem = this.header(first, end - start);
    if (problem) return problem;
    switch (first & 0xf0) {
      case MQTTPUBLISH:
        return this.#publish(first, bytes, start, end);
      case MQTTPUBACK:
      case MQTTPUBREC:
      case MQTTPUBREL:
      case MQTTPUBCOMP:
        return this.#acknowledgement(first & 0xf0, bytes, start, end);
      case MQTTSUBACK:
      case MQTTUNSUBACK:
        return this.#answer(first & 0xf0, bytes, start, end);
      case MQTTCONNACK:
        return this.#handshake.connack(bytes, start, end);
      case MQTTDISCONNECT:
        return this.#handshake.disconnected(bytes, start, end);
      case AUTH:
        return this.#handshake.auth(bytes, start, end);
      default: // PINGRESP: that something came is what counts
        return undefined;
    }
  }

  #publish(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const topicStart = start + 2;
    const topicEnd = topicStart + decodeId(bytes, start);
    const idEnd = first & 0x06 ? topicEnd + 2 : topicEnd;
    if (idEnd >= end) return 'wrong length';
    const reader = this.#reader;
    if (!reader.begin(3, bytes, idEnd, end)) return reader.malformed;
    const alias = this.#alias();
    if (reader.malformed) return reader.malformed;
    const topic = this.#topic(bytes, topicStart, topicEnd, alias);
    if (topic === undefined) {
      const problem = this.#topicProblem(bytes, topicStart, topicEnd, alias);
      if (problem) return problem;
      this.#host.inbox.dropped++;
    }
    const { first: propertiesStart, last } = reader;
    const properties = last > propertiesStart ? bytes.subarray(propertiesStart, last) : undefined;
    const payload = new Uint8Array(bytes.buffer, bytes.byteOffset + last, end - last);
    if (!(first & 0x06)) {
      if (topic === undefined) return undefined;
      this.properties = properties;
      this.#host.inbox.deliver(topic, payload);
      this.properties = undefined;
      return undefined;
    }
    const id = decodeId(bytes, topicEnd);
    if (id === 0) return 'packet identifier 0'; // [MQTT-2.2.1-4]
    if (!this.#isWithinReceiveMaximum()) return 'receive maximum';
    if (topic === undefined) {
      this.#host.inbox.passed(first, id);
      return undefined;
    }
    this.properties = properties;
    this.#host.inbox.published(first, id, topic, payload, properties);
    this.properties = undefined;
    return undefined;
  }

  /** Goes through all properties of a message; its topic alias, or 0. */
  #alias(): number {
    const reader = this.#reader;
    let alias = 0;
    while (reader.next()) if (reader.id === TOPIC_ALIAS) alias = reader.value;
    return alias;
  }

  /** The topic in words; undefined when there is none that may be. */
  #topic(bytes: Uint8Array, start: number, end: number, alias: number): string | undefined {
    const aliases = this.#aliases;
    if (alias > aliases.maximum) return undefined; // [MQTT-3.3.2-11]
    if (start === end) return aliases.topic(alias);
    if (topicProblem(bytes, start, end)) return undefined;
    const topic = toText(bytes, start, end);
    if (alias > 0) aliases.set(alias, topic);
    return topic;
  }

  /** Why there is no topic; undefined when it was lost with a message that passed by. */
  #topicProblem(
    bytes: Uint8Array,
    start: number,
    end: number,
    alias: number,
  ): Malformed | undefined {
    if (alias > this.#aliases.maximum) return 'topic alias';
    if (start === end && alias > 0) return this.#lacksAliases ? undefined : 'unknown topic alias';
    return topicProblem(bytes, start, end);
  }

  /** The server may not have more messages under way than it was told, clause 4.9. */
  #isWithinReceiveMaximum(): boolean {
    const dialect = this.#dialect;
    dialect.owed++;
    return dialect.owed <= dialect.receiveMaximum5;
  }

  #acknowledgement(
    type: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Malformed | undefined {
    const id = decodeId(bytes, start);
    if (id === 0) return 'packet identifier 0';
    const reason = end > start + 2 ? bytes[start + 2]! : 0;
    if (!isReason(type, reason)) return 'reason code';
    const problem =
      end > start + 3 ? this.#properties(type >> 4, bytes, start + 3, end) : undefined;
    if (problem) return problem;
    this.#host.inbox.extension?.acknowledged(type, id, reason);
    return undefined;
  }

  #answer(type: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const id = decodeId(bytes, start);
    if (id === 0) return 'packet identifier 0';
    const reader = this.#reader;
    const integer = this.#integer;
    if (!integer.read(bytes, start + 2, end)) return 'property length';
    const codesStart = integer.end + integer.value;
    // Each request has one filter [MQTT-3.8.4-6].
    if (codesStart + 1 !== end) return 'wrong length';
    const problem = this.#properties(type >> 4, bytes, start + 2, codesStart);
    if (problem) return reader.malformed;
    const code = bytes[codesStart]!;
    if (!isReason(type, code)) return 'reason code';
    return this.#host.inbox.answered(type, id, code);
  }

  /** Checks properties that fill the rest of a packet and say nothing that is needed. */
  #properties(type: number, bytes: Uint8Array, at: number, end: number): Malformed | undefined {
    const reader = this.#reader;
    if (!reader.begin(type, bytes, at, end)) return reader.malformed;
    if (reader.last !== end) return 'property length';
    while (reader.next());
    return reader.malformed;
  }

  // ---- messages larger than the buffer

  oversize(
    first: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    remaining: number,
  ): boolean | Malformed {
    if ((first & 0xf0) !== MQTTPUBLISH) return this.#longAnswer(first, bytes, start, remaining);
    if (first & 0x06 && !this.#isWithinReceiveMaximum()) return 'receive maximum';
    const topicStart = start + 2;
    const topicEnd = topicStart + decodeId(bytes, start);
    const idEnd = first & 0x06 ? topicEnd + 2 : topicEnd;
    if (idEnd - start >= remaining) return 'wrong length';
    const reader = this.#reader;
    const { inbox } = this.#host;
    const message = { first, remaining, topicEnd: topicEnd - start };
    // What does not lie in the buffer is only counted.
    if (!reader.begin(3, bytes, idEnd, end)) {
      // It may give an alias that is in use to another topic: none of them can be trusted any more.
      if (topicEnd > topicStart) {
        this.#aliases.reset();
        this.#lacksAliases = true;
      }
      const unknown = { ...message, payloadOffset: idEnd - start, topic: undefined };
      return inbox.passing(unknown, bytes, start, end);
    }
    const payloadOffset = reader.last - start;
    if (payloadOffset > remaining) return 'property length';
    const alias = this.#alias();
    if (reader.malformed) return reader.malformed;
    const topic = this.#topic(bytes, topicStart, topicEnd, alias);
    const problem =
      topic === undefined ? this.#topicProblem(bytes, topicStart, topicEnd, alias) : undefined;
    if (problem) return problem;
    return inbox.passing({ ...message, payloadOffset, topic }, bytes, start, end);
  }

  /**
   * An answer that is too long by words for people: identifier and reason stand at its
   * beginning, and the rest passes by. Of what is needed further back nothing is guessed.
   */
  #longAnswer(
    first: number,
    bytes: Uint8Array,
    start: number,
    remaining: number,
  ): false | Malformed {
    const problem = this.header(first, remaining);
    if (problem) return problem;
    const type = first & 0xf0;
    this.#isSkipping = true;
    switch (type) {
      case MQTTPUBACK:
      case MQTTPUBREC:
      case MQTTPUBREL:
      case MQTTPUBCOMP:
        return this.#acknowledgement(type, bytes, start, start + 3) ?? false;
      case MQTTDISCONNECT:
        return this.#handshake.disconnected(bytes, start, start + 1) ?? false;
      default:
        return 'wrong length';
    }
  }

  part(bytes: Uint8Array, start: number, end: number, last: boolean): Malformed | undefined {
    if (this.#isSkipping) {
      this.#isSkipping = !last;
      return undefined;
    }
    return this.#host.inbox.part(bytes, start, end, last);
  }

  /** Says what was wrong, as far as there is a connection to say it on [MQTT-4.13.1-1]. */
  refused(what: Malformed): void {
    const { sender } = this.#host;
    if (!this.#host.connected) return;
    const dialect = this.#dialect;
    sender.sendAnswer((out, at, end) => dialect.disconnect(out, at, end, reasonFor(what)), 0);
  }
}

function publishProblem(first: number, remaining: number): Malformed | undefined {
  const qos = first & 0x06;
  if (qos === 0x06) return 'QoS 3'; // [MQTT-3.3.1-4]
  if (qos === 0 && first & 0x08) return 'DUP at QoS 0'; // [MQTT-3.3.1-2]
  return remaining < (qos ? 5 : 3) ? 'wrong length' : undefined;
}
