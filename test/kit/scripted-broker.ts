/**
 * The other end of a scripted network: a broker that says what the test tells it
 * to and records what it hears. It reads with the project's own server module, so
 * it judges nothing about bytes; others do that.
 */

import {
  MQTTCONNECT,
  MQTTPINGREQ,
  MQTTPUBLISH,
  MQTTPUBREL,
  MQTTSUBSCRIBE,
} from '../../firmware/mqtt/constants';
import { decodeId, decodePublish, PublishFields } from '../../firmware/mqtt/decode';
import type { Malformed } from '../../firmware/mqtt/failures';
import { type PacketConsumer, PacketReader } from '../../firmware/mqtt/framing';
import { decodeConnect, type ReceivedConnect } from '../../firmware/mqtt/server';
import { toText } from '../../firmware/mqtt/text';
import { fail } from './assert';
import { bytes, field } from './bytes';
import type { ScriptedNetwork, ScriptedSocket } from './scripted-network';

export interface HeardMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export class ScriptedBroker {
  /** What the next CONNECT is answered with; undefined does not answer. */
  returnCode: number | undefined = 0;
  /** Whether pings are answered. */
  answersPings = true;
  /** Whether messages above QoS 0 are acknowledged. */
  acknowledges = true;
  /** What a SUBSCRIBE is answered with. */
  grants = 1;
  readonly connects: ReceivedConnect[] = [];
  readonly messages: HeardMessage[] = [];
  /** How many connections ended with DISCONNECT. */
  goodbyes = 0;
  /** The connection made last. */
  connection: BrokerConnection | undefined;

  constructor(network: ScriptedNetwork) {
    network.onSocket = (socket) => {
      this.connection = new BrokerConnection(this, socket);
    };
  }

  /** Messages to `topic`, payloads only. */
  heard(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);
  }

  /** Sends a message to the client connected last. */
  send(topic: string, payload: string): void {
    const body = bytes(field(topic), payload);
    const { length } = body;
    if (length >= 1 << 14) fail('the broker sends short messages only');
    const remaining = length < 128 ? bytes(length) : bytes((length & 0x7f) | 0x80, length >> 7);
    this.connection?.socket.send(bytes(0x30, remaining, body));
  }
}

class BrokerConnection implements PacketConsumer {
  readonly socket: ScriptedSocket;
  readonly #broker: ScriptedBroker;
  readonly #reader = new PacketReader(4096, this);
  readonly #fields = new PublishFields();

  constructor(broker: ScriptedBroker, socket: ScriptedSocket) {
    this.#broker = broker;
    this.socket = socket;
    socket.onWrite = (chunk) => {
      this.#reader.space().set(chunk);
      this.#reader.filled(chunk.length);
      socket.open(chunk.length); // the network has taken it
    };
  }

  readonly busy = false;

  ready(): boolean {
    return true;
  }
  header(): undefined {
    return undefined;
  }
  oversize(): boolean {
    return fail('a packet too large for the scripted broker');
  }
  part(): undefined {
    return undefined; // never called: see oversize
  }

  packet(first: number, packet: Uint8Array, start: number, end: number): Malformed | undefined {
    const broker = this.#broker;
    const type = first & 0xf0;
    if (type === MQTTCONNECT) {
      const received = decodeConnect(packet.slice(), start, end);
      if (typeof received === 'string') fail(`CONNECT: ${received}`);
      broker.connects.push(received);
      const { returnCode } = broker;
      if (returnCode !== undefined) this.socket.send(bytes(0x20, 2, 0, returnCode));
    } else if (type === MQTTPUBLISH) {
      const fields = this.#fields;
      const malformed = decodePublish(first, packet, start, end, fields);
      if (malformed) fail(`PUBLISH: ${malformed}`);
      broker.messages.push({
        topic: toText(packet, fields.topicStart, fields.topicEnd),
        payload: toText(packet, fields.payloadStart, end),
        retain: (first & 1) === 1,
      });
      if (fields.id > 0 && broker.acknowledges) {
        const answer = (first & 0x06) === 0x02 ? 0x40 : 0x50; // PUBACK, PUBREC
        this.socket.send(bytes(answer, 2, fields.id >> 8, fields.id & 0xff));
      }
    } else if (type === MQTTPUBREL) {
      const id = decodeId(packet, start);
      this.socket.send(bytes(0x70, 2, id >> 8, id & 0xff)); // PUBCOMP
    } else if (type === MQTTSUBSCRIBE) {
      const id = decodeId(packet, start);
      this.socket.send(bytes(0x90, 3, id >> 8, id & 0xff, broker.grants));
    } else if (type === MQTTPINGREQ) {
      if (broker.answersPings) this.socket.send(bytes(0xd0, 0));
    } else broker.goodbyes++; // DISCONNECT
    return undefined;
  }
}
