/**
 * Messages on their way out at QoS 0, 1 and 2, MQTT 3.1.1 clauses 4.3, 4.4 and 4.6:
 * sent in the order in which they were given, resent only after a reconnect, in that
 * order again, with their identifiers.
 */

import { MQTTPUBACK, MQTTPUBLISH, MQTTPUBREC } from '../constants';
import { DUP, RETAIN } from '../encode';
import type { AnswerWatch } from './answer-watch';
import { encodePubrel } from './qos2';
import type { Receipt } from './receipt';
import type { MessageStore, StoredMessage } from './store';
import type { Wire } from './wire';

interface Delivery {
  readonly message: StoredMessage;
  readonly receipt: Receipt | undefined;
  /** What is still to be said again after a reconnect. */
  resend: boolean;
}

export class Outgoing {
  readonly #store: MessageStore;
  readonly #maximumInFlight: number;
  /** Messages that were sent and are not done, in their order. */
  #inFlight: Delivery[] = [];
  /** Messages that were not sent on this session yet, in their order. */
  #waiting: Delivery[] = [];
  readonly #watch: AnswerWatch;
  #wire: Wire | undefined;
  #connected = false;

  /** Takes over what the store holds from before. */
  constructor(store: MessageStore, maximumInFlight: number, watch: AnswerWatch) {
    this.#store = store;
    this.#watch = watch;
    this.#maximumInFlight = maximumInFlight;
    for (const message of store.iterate()) {
      const delivery: Delivery = { message, receipt: undefined, resend: true };
      if (message.mark === 'waiting') this.#waiting.push(delivery);
      else this.#inFlight.push(delivery);
    }
  }

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  /** How many messages are not done. */
  get pending(): number {
    return this.#waiting.length + this.#inFlight.length;
  }

  /** How many messages the server owes an answer for. */
  get owed(): number {
    return this.#inFlight.length;
  }

  /** Whether an identifier is in flight [MQTT-2.3.1-2]. */
  usesId(id: number): boolean {
    for (let i = 0; i < this.#inFlight.length; i++) {
      if (this.#inFlight[i]!.message.id === id) return true;
    }
    return false;
  }

  /** A message that the store has taken. */
  add(message: StoredMessage, receipt: Receipt): void {
    this.#waiting.push({ message, receipt, resend: false });
    this.pump();
  }

  connected(sessionPresent: boolean): void {
    this.#connected = true;
    if (sessionPresent) for (const delivery of this.#inFlight) delivery.resend = true;
    else this.#startAnew();
    this.pump();
  }

  closed(): void {
    this.#connected = false;
  }

  /**
   * The server knows nothing of this session: what it had not taken over goes out as
   * if for the first time, before what waits; what it had is done.
   */
  #startAnew(): void {
    const again: Delivery[] = [];
    // The newest first: a power cut on the way leaves older ones marked as sent, which
    // go before those that wait.
    for (const { message, receipt } of this.#inFlight.reverse()) {
      if (message.mark === 'received') {
        this.#store.remove(message);
        receipt?.become('acknowledged');
      } else {
        this.#store.markSent(message, 0);
        again.unshift({ message, receipt, resend: false });
      }
    }
    this.#inFlight = [];
    this.#waiting = again.concat(this.#waiting);
  }

  /** Sends what may go, as far as there is room. Harmless at any time. */
  pump(): void {
    const wire = this.#wire;
    if (!wire || !this.#connected) return;
    if (!this.#resendAll(wire)) return;
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting;
      const length = lengthOf(next!.message);
      if (!wire.fits(length)) this.#drop(this.#waiting.shift()!);
      else if (!this.#sendNew(wire, next!, length)) return;
    }
  }

  /** What a lost connection has left open, in the original order [MQTT-4.4.0-1, MQTT-4.6.0-1]. */
  #resendAll(wire: Wire): boolean {
    for (const delivery of this.#inFlight) {
      if (!delivery.resend) continue;
      const { message } = delivery;
      const sent =
        message.mark === 'received'
          ? release(wire, message.id)
          : publish(wire, message, message.id, DUP);
      if (!sent) return false;
      this.#watch.asked();
      delivery.resend = false;
    }
    return true;
  }

  #sendNew(wire: Wire, delivery: Delivery, length: number): boolean {
    const { message, receipt } = delivery;
    if (message.qos === 0) {
      if (!publish(wire, message, 0, 0)) return false;
      this.#waiting.shift();
      this.#store.remove(message);
      receipt?.become('on the wire');
      return true;
    }
    if (this.#inFlight.length >= this.#maximumInFlight) return false;
    // Asked first: marks are written to flash, and waiting for room must not wear it.
    if (!wire.takes(length)) return false;
    const id = wire.nextId();
    if (id === 0) return false;
    // Kept before it goes out: a power cut in between sends it twice rather than never.
    this.#store.markSent(message, id);
    if (!publish(wire, message, id, 0)) {
      this.#store.markSent(message, 0);
      return false;
    }
    this.#watch.asked();
    this.#waiting.shift();
    this.#inFlight.push(delivery);
    receipt?.become('sent');
    return true;
  }

  #drop({ message, receipt }: Delivery): void {
    this.#store.remove(message);
    receipt?.become('dropped', 'too long');
  }

  /**
   * PUBACK, PUBREC or PUBCOMP. One that answers nothing is left alone, but for a
   * PUBREC, which gets its PUBREL: the server may have forgotten less than we have
   * [MQTT-4.3.3-1].
   */
  answered(type: number, id: number): void {
    this.#watch.answered();
    const at = this.#inFlight.findIndex(({ message }) => message.id === id);
    const delivery = this.#inFlight[at];
    if (type === MQTTPUBREC) this.#received(delivery, id);
    else if (delivery) this.#done(delivery, at, type);
  }

  #received(delivery: Delivery | undefined, id: number): void {
    const isOurs = delivery?.message.qos === 2;
    if (isOurs) {
      this.#store.markReceived(delivery.message);
      delivery.resend = false;
    }
    // Room is set aside for one answer to the packet that is being handled.
    if (delivery === undefined || isOurs) this.#wire?.sendAck(PUBREL, id);
  }

  #done(delivery: Delivery, at: number, type: number): void {
    const { message, receipt } = delivery;
    // A PUBACK ends QoS 1 only, a PUBCOMP a QoS 2 message that was released.
    const isEnd = type === MQTTPUBACK ? message.qos === 1 : message.mark === 'received';
    if (!isEnd) return;
    this.#inFlight.splice(at, 1);
    this.#store.remove(message);
    receipt?.become('acknowledged');
    this.pump();
  }
}

/** PUBREL's first byte, whose flags are 0010 [MQTT-3.6.1-1]. */
const PUBREL = 0x62;

function lengthOf({ qos, topic, payload }: StoredMessage): number {
  return (qos === 0 ? 2 : 4) + topic.length + payload.length;
}

function publish(wire: Wire, message: StoredMessage, id: number, dup: number): boolean {
  const first = MQTTPUBLISH | (message.qos << 1) | (message.retain ? RETAIN : 0) | dup;
  return wire.publish(first, message.topic, id, message.payload);
}

function release(wire: Wire, id: number): boolean {
  return wire.send(2, (out, at, end) => encodePubrel(out, at, end, id));
}
