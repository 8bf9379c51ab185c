/**
 * Messages on their way out at QoS 0, 1 and 2, MQTT 3.1.1 clauses 4.3, 4.4 and 4.6:
 * sent in the order in which they were given, resent only after a reconnect, in that
 * order again, with their identifiers.
 */

import { MQTTPUBACK, MQTTPUBLISH, MQTTPUBREC } from '../constants';
import { DUP, RETAIN } from '../encode';
import type { AnswerWatch } from './answer-watch';
import { Expiry } from './expiry';
import { type Delivery, Notes } from './notes';
import { Outcomes } from './outcomes';
import type { Receipt } from './receipt';
import type { GivenUp, MessageStore, StoredMessage } from './store';
import type { Wire } from './wire';

export class Outgoing {
  readonly outcomes = new Outcomes(() => this.pending);
  readonly #store: MessageStore;
  readonly #maximumInFlight: number;
  /** Messages that were sent and are not done, in their order. */
  #inFlight: Delivery[] = [];
  readonly #noted = new Notes();
  /** Messages at QoS 0 that the network has not taken altogether. */
  #leaving: Delivery[] = [];
  readonly #watch: AnswerWatch;
  readonly #expiry = new Expiry(() => {
    this.#dropExpired();
  });
  #wire: Wire | undefined;
  #connected = false;
  #isPipelining = false;
  /** Something may still have to be said again on this connection. */
  #isResending = false;

  /** Takes over what the store holds from before. */
  constructor(store: MessageStore, maximumInFlight: number, watch: AnswerWatch) {
    this.#store = store;
    this.#watch = watch;
    this.#maximumInFlight = maximumInFlight;
    for (const message of store.known?.() ?? store.iterate()) {
      const delivery = this.#delivery(message, undefined);
      if (message.mark !== 'waiting') this.#inFlight.push(delivery);
      else if (message.expiryS !== undefined) this.#noted.add(delivery);
    }
    store.onGivenUp = (message, why) => {
      this.#givenUp(message, why);
    };
  }

  #delivery(message: StoredMessage, receipt: Receipt | undefined): Delivery {
    const expiresMs = this.#expiry.deadlineOf(message.expiryS);
    return { message, receipt, expiresMs, resend: false, dup: 0, endBytes: 0 };
  }

  /** What was taken before there was a clock gets all of its time from now on. */
  attach(wire: Wire): void {
    this.#wire = wire;
    this.#expiry.attach(wire.clock);
    for (const delivery of this.#noted.all()) this.#setEnd(delivery);
    for (const delivery of this.#inFlight) this.#setEnd(delivery);
  }

  #setEnd(delivery: Delivery): void {
    delivery.expiresMs = this.#expiry.deadlineOf(delivery.message.expiryS);
  }

  /** How many messages are not done. */
  get pending(): number {
    return this.#store.waiting + this.#inFlight.length + this.#leaving.length;
  }

  /** How many messages the server owes an answer for. */
  get owed(): number {
    return this.#inFlight.length;
  }

  /** Whether an identifier is in flight [MQTT-2.3.1-2]. */
  usesId(id: number): boolean {
    return this.#indexOf(id) >= 0;
  }

  /** Which of those in flight has this identifier, or -1. */
  #indexOf(id: number): number {
    const inFlight = this.#inFlight;
    for (let at = 0; at < inFlight.length; at++) {
      if (inFlight[at]!.message.id === id) return at;
    }
    return -1;
  }

  /** A message that the store has taken. */
  add(message: StoredMessage, receipt: Receipt): void {
    this.#noted.add(this.#delivery(message, receipt));
    this.pump();
  }

  /** What is known of a message that waits. */
  #noteOf(message: StoredMessage): Delivery {
    return this.#noted.of(message) ?? this.#delivery(message, undefined);
  }

  connected(sessionPresent: boolean): void {
    this.#connected = true;
    if (!sessionPresent) this.#startAnew();
    this.pump();
  }

  closed(): void {
    this.#connected = false;
    const leaving = this.#leaving;
    this.#leaving = [];
    // A message that has not gone out whole was not sent; a goodbye waits for it.
    if (this.#wire?.isClosing) this.#conclude(leaving, 'on the wire');
    else {
      for (const delivery of leaving) {
        this.#noted.add(delivery);
        this.#store.markSent(delivery.message, 0, 0);
      }
    }
  }

  /** Concludes messages at QoS 0 that the network has taken. */
  #concludeLeaving(wire: Wire): void {
    while (this.#leaving.length > 0 && this.#leaving[0]!.endBytes <= wire.out.gone) {
      this.#conclude([this.#leaving.shift()!], 'on the wire');
    }
  }

  /**
   * The server knows nothing of this session: what it had not taken over goes out as
   * if for the first time, before what waits; what it had is done. Identifiers stay:
   * a server that remembers more than it says then finds its doubles.
   */
  #startAnew(): void {
    const isDone = (delivery: Delivery): boolean => delivery.resend && isReleased(delivery);
    const done = this.#inFlight.filter(isDone);
    this.#inFlight = this.#inFlight.filter((delivery) => !isDone(delivery));
    for (const delivery of this.#inFlight) delivery.dup = 0;
    this.#conclude(done, 'acknowledged');
  }

  /** CONNECT is on its way, and what was never sent may follow it at once. */
  opening(isPipelining: boolean): void {
    for (const delivery of this.#inFlight) {
      delivery.resend = true;
      delivery.dup = DUP;
    }
    this.#isResending = this.#inFlight.length > 0;
    // What is open goes first, and how it goes the CONNACK must say.
    if (!isPipelining || this.#inFlight.length > 0) return;
    this.#isPipelining = true;
    this.pump();
    this.#isPipelining = false;
  }

  /** Sends what may go, as far as there is room. Harmless at any time. */
  pump(): void {
    const wire = this.#wire;
    if (!wire || !(this.#connected || this.#isPipelining)) return;
    this.#concludeLeaving(wire);
    if (this.#isResending && !this.#resendAll(wire)) return;
    this.#dropExpired();
    for (let next = this.#store.next(); next; next = this.#store.next()) {
      const length = lengthOf(wire, next);
      if (!wire.fits(length)) this.#drop(this.#noteOf(next));
      else if (!this.#sendNew(wire, this.#noteOf(next), length)) return;
    }
  }

  /**
   * What a lost connection has left open, in the original order [MQTT-4.4.0-1,
   * MQTT-4.6.0-1]. Only messages wait for the server's receive maximum
   * [MQTT-3.3.4-7, MQTT-3.3.4-8 of 5.0].
   */
  #resendAll(wire: Wire): boolean {
    let isAll = true;
    let quota = wire.dialect.receiveMaximum;
    for (const delivery of this.#inFlight) {
      if (!delivery.resend) quota--;
    }
    for (const delivery of this.#inOrder()) {
      const outcome = this.#resend(wire, delivery, quota);
      if (outcome === 'no room') return false;
      if (outcome === 'no quota') isAll = false;
      else if (outcome === 'done' && delivery.message.mark === 'sent') quota--;
    }
    this.#isResending = !isAll;
    return isAll;
  }

  /** What is to be sent again: messages in their order, and PUBRELs in that of their PUBRECs [MQTT-4.6.0-4]. */
  #inOrder(): Delivery[] {
    const open = this.#inFlight.filter(({ resend }) => resend);
    const released = open.filter(isReleased).sort((a, b) => a.message.turn - b.message.turn);
    let at = 0;
    return open.map((delivery) => (isReleased(delivery) ? released[at++]! : delivery));
  }

  /** The next PUBREC's place among those that are open. */
  get #turn(): number {
    let last = 0;
    for (const { message } of this.#inFlight) last = Math.max(last, message.turn);
    return Math.min(last + 1, 0xffff);
  }

  #resend(wire: Wire, delivery: Delivery, quota: number): 'done' | 'gone' | 'no room' | 'no quota' {
    const { message } = delivery;
    if (message.mark === 'received') {
      if (!wire.ack(PUBREL, message.id)) return 'no room';
    } else {
      const length = lengthOf(wire, message);
      if (!wire.fits(length)) {
        this.#inFlight.splice(this.#inFlight.indexOf(delivery), 1);
        this.#drop(delivery);
        return 'gone';
      }
      const qos = qosOf(wire, message);
      if (qos === 0) return this.#resendUnanswered(wire, delivery, length);
      if (quota <= 0) return 'no quota';
      if (qos !== message.sentQos) this.#store.markSent(message, message.id, qos);
      if (!this.#publish(wire, delivery, message.id, delivery.dup, length)) return 'no room';
    }
    this.#watch.asked();
    delivery.resend = false;
    return 'done';
  }

  /** To a server that takes QoS 0 only now. */
  #resendUnanswered(wire: Wire, delivery: Delivery, length: number): 'gone' | 'no room' {
    if (!this.#publish(wire, delivery, 0, 0, length)) return 'no room';
    this.#inFlight.splice(this.#inFlight.indexOf(delivery), 1);
    this.#conclude([delivery], 'on the wire');
    return 'gone';
  }

  #publish(wire: Wire, delivery: Delivery, id: number, dup: number, length: number): boolean {
    const { message, expiresMs } = delivery;
    const first = MQTTPUBLISH | (qosOf(wire, message) << 1) | (message.retain ? RETAIN : 0) | dup;
    if (expiresMs === undefined) return wire.publish(length, first, id, message);
    const { topic, payload, properties } = message;
    const expiryS = Math.max(1, Math.ceil((expiresMs - wire.clock.now()) / 1000));
    return wire.publish(length, first, id, { topic, payload, properties, expiryS });
  }

  #sendNew(wire: Wire, delivery: Delivery, length: number): boolean {
    const { message, receipt } = delivery;
    const qos = qosOf(wire, message);
    if (qos === 0) {
      // Nobody would send it again if the server does not take what follows CONNECT.
      if (this.#isPipelining) return false;
      if (!this.#publish(wire, delivery, 0, 0, length)) return false;
      this.#noted.remove(message);
      this.#store.markLeaving(message);
      delivery.endBytes = wire.out.gone + wire.out.pending;
      this.#leaving.push(delivery);
      this.#concludeLeaving(wire);
      return true;
    }
    const most = Math.min(this.#maximumInFlight, wire.dialect.receiveMaximum);
    if (this.#inFlight.length >= most) return false;
    // Asked first: marks are written to flash, and waiting for room must not wear it.
    if (!wire.takes(length)) return false;
    const id = wire.nextId();
    if (id === 0) return false;
    // Kept before it goes out: a power cut in between sends it twice rather than never.
    this.#store.markSent(message, id, qos);
    if (!this.#publish(wire, delivery, id, 0, length)) {
      this.#store.markSent(message, 0, 0);
      return false;
    }
    this.#watch.asked();
    this.#noted.remove(message);
    this.#inFlight.push(delivery);
    receipt?.become('sent');
    return true;
  }

  #drop({ message, receipt }: Delivery): void {
    this.#noted.remove(message);
    this.#store.remove(message);
    receipt?.become('dropped', 'too long');
    this.outcomes.tell(message, 'dropped', 'too long');
  }

  /** The store has given up a message by its own rules; it holds it no more. */
  #givenUp(message: StoredMessage, why: GivenUp): void {
    const receipt = this.#noted.of(message)?.receipt;
    this.#noted.remove(message);
    const state = why === 'expired' ? 'expired' : 'dropped';
    receipt?.become(state, why === 'expired' ? undefined : why);
    this.outcomes.tell(message, state, why);
  }

  /** Messages that were not sent in time. What was sent is not taken back [MQTT-4.3.3-7 of 5.0]. */
  #dropExpired(): void {
    if (!this.#expiry.isDue) return;
    const gone: Delivery[] = [];
    for (const delivery of this.#noted.all()) {
      if (!this.#expiry.keeps(delivery.expiresMs)) gone.push(delivery);
    }
    for (const { message } of gone) this.#noted.remove(message);
    this.#conclude(gone, 'expired');
  }

  /**
   * PUBACK, PUBREC or PUBCOMP. One that answers nothing is left alone, but for a
   * PUBREC, which gets its PUBREL: the server may have forgotten less than we have
   * [MQTT-4.3.3-1].
   */
  answered(type: number, id: number, reason: number): void {
    this.#watch.answered();
    const at = this.#indexOf(id);
    const delivery = this.#inFlight[at];
    if (type === MQTTPUBREC) this.#received(delivery, at, id, reason);
    else if (delivery) this.#acknowledged(delivery, at, type, reason);
  }

  #received(delivery: Delivery | undefined, at: number, id: number, reason: number): void {
    const isOurs = delivery?.message.sentQos === 2;
    // Refused is done with: no PUBREL, and it is not sent again [MQTT-4.4.0-2 of 5.0].
    if (isOurs && reason >= REFUSED && delivery.message.mark !== 'received') {
      this.#done(delivery, at, reason);
      return;
    }
    if (isOurs) {
      this.#store.markReceived(delivery.message, this.#turn);
      delivery.resend = false;
    }
    // Room is set aside for one answer to the packet that is being handled.
    if (isOurs) this.#wire?.sendAck(PUBREL, id);
    else if (delivery === undefined && reason < REFUSED) {
      this.#wire?.sendAck(PUBREL, id, this.#wire.dialect.overhead > 0 ? ID_NOT_FOUND : 0);
    }
  }

  #acknowledged(delivery: Delivery, at: number, type: number, reason: number): void {
    const { message } = delivery;
    // A PUBACK ends QoS 1 only, a PUBCOMP a QoS 2 message that was released.
    const isEnd = type === MQTTPUBACK ? message.sentQos === 1 : message.mark === 'received';
    // A PUBCOMP that does not know the message has ended it all the same.
    if (isEnd) this.#done(delivery, at, type === MQTTPUBACK ? reason : 0);
  }

  #done({ message, receipt }: Delivery, at: number, code: number): void {
    if (at === 0)
      this.#inFlight.shift(); // which makes no array of what it takes out
    else this.#inFlight.splice(at, 1);
    this.#store.remove(message);
    receipt?.answered(code);
    this.outcomes.tell(message, code < REFUSED ? 'acknowledged' : 'refused');
    this.pump();
  }

  /** The end of messages that are in no list any more: who is told may deliver the next at once. */
  #conclude(
    deliveries: readonly Delivery[],
    state: 'acknowledged' | 'expired' | 'on the wire',
  ): void {
    for (const { message } of deliveries) this.#store.remove(message);
    for (const { message, receipt } of deliveries) {
      receipt?.become(state);
      this.outcomes.tell(message, state);
    }
  }
}

/** PUBREL's first byte, whose flags are 0010 [MQTT-3.6.1-1]. */
const PUBREL = 0x62;
/** Reason codes, MQTT 5 clause 2.4: from here on they are failures. */
const REFUSED = 0x80;
const ID_NOT_FOUND = 0x92;

function isReleased({ message }: Delivery): boolean {
  return message.mark === 'received';
}

/** A server may offer less than was asked for, also less than at the last connection [MQTT-3.2.2-11 of 5.0]. */
function qosOf(wire: Wire, { qos, id, sentQos }: StoredMessage): number {
  return Math.min(id === 0 ? qos : sentQos, wire.dialect.maximumQos);
}

/** Remaining Length of a PUBLISH. */
function lengthOf(wire: Wire, message: StoredMessage): number {
  const { dialect } = wire;
  const head = (qosOf(wire, message) === 0 ? 2 : 4) + message.topic.length;
  return head + message.payload.length + dialect.overhead + dialect.extraLength(message);
}
