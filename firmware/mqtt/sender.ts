/**
 * What the client sends: packets queue in the out-buffer and leave as the
 * socket's window opens. Nothing is sent in part: a packet that does not fit now
 * is refused with a reason.
 */

import type { Connection } from './connection';
import { MQTT_MAX_HEADER_SIZE } from './constants';
import { type Dialect, MQTT_3_1_1, type PublishExtras } from './dialect';
import { LARGEST_REMAINING_LENGTH, packetSize, TOO_LONG } from './encode';
import type { Encoder } from './extension';
import type { CallFailure, Failure } from './failures';
import { OutBuffer } from './out-buffer';

/** Bytes of a PINGREQ and a DISCONNECT, for which answers leave room. */
export const OWN_BYTES = 4;

interface Waiter {
  readonly count: number;
  readonly settle: (room: boolean) => void;
}

export interface SenderOwner {
  /** Takes no packets while a message is open. */
  readonly inbox: { messageOpen: boolean };
  /** Bytes have gone to the socket. */
  onSent(): void;
}

export class Sender {
  readonly out: OutBuffer;
  /** The version of MQTT that is spoken. */
  dialect: Dialect = MQTT_3_1_1;
  /** Whether the application's packets may go: set while connected. */
  open = false;
  connection: Connection | undefined;
  /** Why the last call returned false, or the connection ended. */
  failure: Failure | undefined;
  readonly #owner: SenderOwner;
  /** Payload bytes that an open message still owes; no other packet may go before them. */
  #messageLeft = 0;
  #messageBegun = false;
  /** An acknowledgement that waits for the end of the open message; its id is 0 when there is none. */
  #owedFirst = 0;
  #owedId = 0;
  #owedReason = 0;
  #waiters: Waiter[] = [];

  constructor(bufferSize: number, owner: SenderOwner) {
    this.#owner = owner;
    this.out = new OutBuffer(bufferSize);
  }

  /** Forgets everything, for a new connection or after one. */
  reset(): void {
    this.open = false;
    this.out.clear();
    this.#owe(0);
    this.#messageBegun = false;
    this.#owedId = 0;
    this.settleWaiters();
  }

  #owe(length: number): void {
    this.#messageLeft = length;
    this.#owner.inbox.messageOpen = length > 0;
  }

  get messageOpen(): boolean {
    return this.#messageLeft > 0;
  }

  refuse(failure: CallFailure): false {
    this.failure = failure;
    return false;
  }

  /** The checks that all packets of the application share; `length` is the Remaining Length. */
  #mayQueue(length: number): boolean {
    if (!this.open) return this.refuse('not connected');
    if (this.messageOpen) return this.refuse('message open');
    // PubSubClient's limit: five bytes are always set aside for the fixed header.
    if (MQTT_MAX_HEADER_SIZE + length > this.out.limit) return this.refuse('too long');
    this.out.prepare();
    return true;
  }

  #queue(end: number): boolean {
    return this.#take(end) || this.refuse(end === TOO_LONG ? 'too long' : 'no room');
  }

  #take(end: number): boolean {
    if (end < 0) return false;
    this.out.commit(end);
    this.flush();
    return true;
  }

  publish(first: number, topic: Uint8Array, id: number, payload: Uint8Array): boolean {
    const { out, dialect } = this;
    const length = (first & 0x06 ? 4 : 2) + topic.length + payload.length + dialect.overhead;
    if (!this.#mayQueue(length)) return false;
    return this.#queue(dialect.publish(out.bytes, out.at, out.limit, first, topic, id, payload));
  }

  /** Queues a PUBLISH of Remaining Length `length` that has more to it. */
  publishWith(
    length: number,
    first: number,
    topic: Uint8Array,
    id: number,
    payload: Uint8Array,
    extras: PublishExtras,
  ): boolean {
    const { out, dialect } = this;
    if (!this.#mayQueue(length)) return false;
    const { bytes, at, limit } = out;
    return this.#queue(dialect.publish(bytes, at, limit, first, topic, id, payload, extras));
  }

  /** Whether a packet of Remaining Length `length` can ever go out. */
  fits(length: number): boolean {
    const { out, dialect } = this;
    return (
      MQTT_MAX_HEADER_SIZE + length <= out.limit && packetSize(length) <= dialect.maximumPacketSize
    );
  }

  /** Whether it would be taken now. */
  takes(length: number): boolean {
    return this.open && !this.messageOpen && packetSize(length) <= this.out.room;
  }

  /** Queues what `encode` writes: a packet of Remaining Length `length`. */
  send(length: number, encode: Encoder): boolean {
    const { out } = this;
    return this.#mayQueue(length) && this.#queue(encode(out.bytes, out.at, out.limit));
  }

  /**
   * Queues what must go out however full the buffer is: it has room set aside, of
   * which `spare` bytes are left alone. False when that is used up or a message is open.
   */
  sendAnswer(encode: Encoder, spare: number): boolean {
    const { out } = this;
    if (this.messageOpen) return false;
    out.prepare();
    return this.#take(encode(out.bytes, out.at, out.answerLimit - spare));
  }

  /** Queues an acknowledgement, or owes it while a message is open; there is never more than one. */
  sendAck(first: number, id: number, reason = 0): void {
    const { out } = this;
    if (!this.open) return;
    if (this.messageOpen) {
      this.#owedFirst = first;
      this.#owedId = id;
      this.#owedReason = reason;
      return;
    }
    out.prepare();
    this.#take(this.dialect.ack(out.bytes, out.at, out.answerLimit - OWN_BYTES, first, id, reason));
  }

  /** Starts a PUBLISH whose payload of `length` bytes follows through `write`. */
  beginMessage(
    first: number,
    topic: Uint8Array,
    length: number,
    id = 0,
    extras?: PublishExtras,
  ): boolean {
    const { out, dialect } = this;
    const extraLength = extras ? dialect.extraLength(extras) : 0;
    const head = (first & 0x06 ? 4 : 2) + topic.length + dialect.overhead + extraLength;
    if (!this.#mayQueue(head)) return false;
    if (head + length > LARGEST_REMAINING_LENGTH) return this.refuse('too long');
    this.#messageBegun = false;
    const { bytes, at, limit } = out;
    const end = dialect.publishHead(bytes, at, limit, first, topic, id, length, extras);
    if (!this.#queue(end)) return false;
    this.#owe(length);
    this.#messageBegun = true;
    return true;
  }

  /** Takes as much of the open message's payload as fits now; returns the count. */
  write(bytes: Uint8Array): number {
    const { out } = this;
    if (!this.open || this.#messageLeft === 0) {
      this.refuse(this.open ? 'no message open' : 'not connected');
      return 0;
    }
    const wanted = Math.min(bytes.length, this.#messageLeft);
    let taken = 0;
    while (taken < wanted && out.room > 0) {
      const count = Math.min(wanted - taken, out.room);
      out.prepare();
      out.bytes.set(bytes.subarray(taken, taken + count), out.at);
      out.commit(out.at + count);
      taken += count;
      this.#owe(this.#messageLeft - count);
      this.flush();
    }
    this.#payOwed();
    if (taken < wanted) this.refuse('no room');
    return taken;
  }

  #payOwed(): void {
    if (this.#owedId === 0 || this.messageOpen) return;
    const id = this.#owedId;
    this.#owedId = 0;
    this.sendAck(this.#owedFirst, id, this.#owedReason);
  }

  /** Whether the message begun is complete; while it is not, it stays open. */
  endMessage(): boolean {
    if (!this.#messageBegun) return this.refuse(this.open ? 'no message open' : 'not connected');
    if (this.messageOpen) return this.refuse('message unfinished');
    this.#messageBegun = false;
    return true;
  }

  /** True once `count` bytes fit into the out-buffer, false when the connection ends before. */
  writable(count: number): Promise<boolean> {
    if (!this.open) return Promise.resolve(false);
    if (this.#hasRoom(count)) return Promise.resolve(true);
    return new Promise((settle) => {
      this.#waiters.push({ count, settle });
    });
  }

  /** More than the buffer holds waits for all of it, whose size may change meanwhile. */
  #hasRoom(count: number): boolean {
    return this.out.room >= Math.min(count, this.out.limit);
  }

  /** Moves bytes to the socket as far as its window goes. */
  flush(): void {
    const before = this.out.pending;
    this.connection?.flush(this.out);
    if (this.out.pending === before) return;
    this.#owner.onSent();
    this.#wakeWaiters();
  }

  #wakeWaiters(): void {
    while (this.#waiters.length > 0 && this.#hasRoom(this.#waiters[0]!.count)) {
      this.#waiters.shift()!.settle(true);
    }
  }

  /** Changes the buffer's size; false, and nothing changed, when what waits would not fit. */
  resize(limit: number): boolean {
    const resized = this.out.resize(limit);
    this.#wakeWaiters();
    return resized;
  }

  /** Tells those who wait for room that none will come. */
  settleWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { settle } of waiters) settle(false);
  }
}
