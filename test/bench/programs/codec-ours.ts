/** Our codec's operations. */

import { MQTTPUBLISH } from '../../../firmware/mqtt/constants';
import { encodePublish } from '../../../firmware/mqtt/encode';
import { encodeConnect } from '../../../firmware/mqtt/encode-connect';
import { Faults } from '../../../firmware/mqtt/faults';
import { PacketReader } from '../../../firmware/mqtt/framing';
import { Inbox, type InboxOwner } from '../../../firmware/mqtt/inbox';
import { Topic, TopicMemo, topicNameBytes } from '../../../firmware/mqtt/topic';
import {
  CONNECT,
  mustBe,
  mustCount,
  PACKETS,
  PAYLOAD,
  pieces,
  PUBACK,
  PUBLISH,
  TOPIC,
} from './inputs';
import type { Operation } from './serve';

const out = new Uint8Array(256);
const topic = new Topic(TOPIC);
const connect = { ...CONNECT };

function publishPrepared(): number {
  return encodePublish(out, 0, 256, MQTTPUBLISH, topic.bytes, 0, PAYLOAD);
}

const memo = new TopicMemo();

/** A topic as text, the same as the time before: as the client does it. */
function publishKnown(): number {
  return encodePublish(out, 0, 256, MQTTPUBLISH, memo.bytesOf(TOPIC)!, 0, PAYLOAD);
}

/** A topic that was never seen before: converted and checked. */
function publishText(): number {
  return encodePublish(out, 0, 256, MQTTPUBLISH, topicNameBytes(TOPIC)!, 0, PAYLOAD);
}

function connectAll(): number {
  return encodeConnect(out, 0, 256, connect, 15);
}

/** The server accepts, clause 3.2. */
const CONNACK = Uint8Array.of(0x20, 2, 0, 0);

class Owner implements InboxOwner {
  readonly faults = new Faults({
    get network(): never {
      throw new Error('nothing goes wrong here');
    },
  });
  answersFit(): boolean {
    return true;
  }
  connack(): undefined {}
  readonly ids = { answered: (): boolean => true, gave: (): boolean => true };
  readonly sender = { sendAck: (): void => undefined };
  pauseFor(): void {}
  sendPingresp(): void {}
  refuseQos2(): void {}
}

/** Reads a stream as the client does: each piece is copied into the reader's space, as a socket does it. */
class Reading {
  messages = 0;
  /** Whether messages are looked at, which costs. */
  checking = true;
  bytes = 0;
  topics = 0;
  readonly #reader: PacketReader;
  readonly #scratch = new Uint8Array(1_460);
  readonly #pieces: readonly Uint8Array[];

  constructor(packet: Uint8Array, size: number) {
    const inbox = new Inbox(new Owner());
    inbox.callback = (name, payload, length) => {
      this.messages++;
      if (!this.checking) return;
      this.bytes += length;
      if (name === TOPIC && payload[0] === PAYLOAD[0]) this.topics++;
    };
    this.#reader = new PacketReader(1_460, inbox);
    this.#reader.space().set(CONNACK);
    this.#reader.filled(CONNACK.length);
    this.#pieces = pieces(packet, size);
  }

  /** What a socket does natively: it puts the pieces where the reader wants them. */
  readonly copy = (): void => {
    const all = this.#pieces;
    for (let i = 0; i < all.length; i++) this.#scratch.set(all[i]!);
  };

  readonly run = (): void => {
    const reader = this.#reader;
    const all = this.#pieces;
    for (let i = 0; i < all.length; i++) {
      const piece = all[i]!;
      let at = 0;
      while (at < piece.length) {
        const space = reader.space();
        const count = Math.min(space.length, piece.length - at);
        space.set(at === 0 && count === piece.length ? piece : piece.subarray(at, at + count));
        at += count;
        if (reader.filled(count) !== undefined) throw new Error('refused');
      }
    }
  };
}

function decoding(name: string, packet: Uint8Array, size: number, messages: number): Operation {
  const reading = new Reading(packet, size);
  return {
    name,
    packets: PACKETS,
    run: reading.run,
    apart: reading.copy,
    check: () => {
      reading.run();
      mustCount(name, reading.messages, messages);
      mustCount(name, reading.topics, messages);
      mustCount(name, reading.bytes, messages * PAYLOAD.length);
      reading.checking = false;
    },
  };
}

export const operations: readonly Operation[] = [
  {
    name: 'PUBLISH QoS 0, topic prepared',
    packets: 1,
    run: publishPrepared,
    check: () => {
      mustBe('PUBLISH', out.slice(0, publishPrepared()), PUBLISH);
    },
  },
  {
    name: 'PUBLISH QoS 0, topic as text, as the time before',
    packets: 1,
    run: publishKnown,
    check: () => {
      mustBe('PUBLISH', out.slice(0, publishKnown()), PUBLISH);
    },
  },
  {
    name: 'PUBLISH QoS 0, topic as text, never seen',
    packets: 1,
    run: publishText,
    check: () => {
      mustBe('PUBLISH', out.slice(0, publishText()), PUBLISH);
    },
  },
  {
    name: 'CONNECT, all fields',
    packets: 1,
    run: connectAll,
    check: () => {
      mustCount('CONNECT', connectAll(), 97);
    },
  },
  decoding('decode PUBLISH, pieces of 1,460 bytes', PUBLISH, 1_460, PACKETS),
  decoding('decode PUBLISH, pieces of 64 bytes', PUBLISH, 64, PACKETS),
  decoding('decode PUBACK', PUBACK, 400, 0),
];
