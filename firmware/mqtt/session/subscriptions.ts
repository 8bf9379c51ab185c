/**
 * Subscriptions: asked for until the server has answered, connection or not, and
 * again where it has forgotten them.
 */

import { decodeId } from '../decode';
import { encodeSubscribe, encodeUnsubscribe } from '../encode';
import { toBytes } from '../text';
import { isTopicFilter } from '../topic';
import type { AnswerWatch } from './answer-watch';
import type { Wire } from './wire';

/**
 * The QoS that the server has granted, or why there is no subscription yet; after
 * `not connected` it is asked for with the next connection.
 */
export type SubscribeOutcome =
  0 | 1 | 2 | 'refused' | 'bad topic' | 'bad QoS' | 'not connected' | 'too long';

/** SUBACK's return code for a refusal, clause 3.9.3. */
const REFUSED = 0x80;
/** In place of a QoS: the filter is to go. */
const UNSUBSCRIBE = -1;

/** What is wanted of the server for one filter. */
interface Wish {
  readonly bytes: Uint8Array;
  readonly qos: number;
  /** The identifier it was asked with on this connection; 0 when it was not. */
  id: number;
  answered: boolean;
  /** Who waits for the answer. */
  settle: ((outcome: SubscribeOutcome) => void)[];
}

export class Subscriptions {
  /** The last wish for each filter. A Map keeps the order in which they came. */
  readonly #wishes = new Map<string, Wish>();
  /** Those under way on this connection, replaced ones among them. */
  #asked: Wish[] = [];
  /** Whether no wish waits to be asked. */
  #isAllAsked = true;
  readonly #watch: AnswerWatch;
  #wire: Wire | undefined;
  #connected = false;

  constructor(watch: AnswerWatch) {
    this.#watch = watch;
  }

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  usesId(id: number): boolean {
    return this.#asked.some((wish) => wish.id === id);
  }

  /** How many answers the server owes. */
  get owed(): number {
    return this.#asked.length;
  }

  /**
   * Subscribes, now or with the next connection, and again whenever the server has
   * forgotten the session. Settles with what the server says of this request.
   */
  subscribe(filter: string, qos: number): Promise<SubscribeOutcome> {
    if (!Number.isInteger(qos) || qos < 0 || qos > 2) return Promise.resolve('bad QoS');
    const bytes = toBytes(filter);
    if (!isTopicFilter(bytes)) return Promise.resolve('bad topic');
    // Before there is a client nobody knows how much it holds: then the pump tells.
    if (this.#wire && !this.#wire.fits(5 + bytes.length)) return Promise.resolve('too long');
    const wish = this.#wish(filter, bytes, qos);
    if (!this.#connected) {
      return Promise.resolve('not connected');
    }
    return new Promise((settle) => {
      wish.settle.push(settle);
      this.pump();
    });
  }

  /** Unsubscribes, now or with the next connection; false for what is no filter. */
  unsubscribe(filter: string): boolean {
    const bytes = toBytes(filter);
    if (!isTopicFilter(bytes)) return false;
    if (this.#wire && !this.#wire.fits(4 + bytes.length)) return false;
    this.#wish(filter, bytes, UNSUBSCRIBE);
    this.pump();
    return true;
  }

  #wish(filter: string, bytes: Uint8Array, qos: number): Wish {
    const before = this.#wishes.get(filter);
    // Who waits for a wish that has not gone out gets the answer to the one in its place.
    const settle = before && before.id === 0 ? before.settle : [];
    const wish: Wish = { bytes, qos, id: 0, answered: false, settle };
    // Behind all others, for the requests leave in the order in which they were made.
    this.#wishes.delete(filter);
    this.#wishes.set(filter, wish);
    this.#isAllAsked = false;
    return wish;
  }

  connected(sessionPresent: boolean): void {
    this.#connected = true;
    this.#isAllAsked = false;
    if (sessionPresent) return;
    for (const [filter, wish] of this.#wishes) {
      wish.answered = false;
      if (wish.qos === UNSUBSCRIBE) this.#wishes.delete(filter);
    }
  }

  closed(): void {
    this.#connected = false;
    const asked = this.#asked;
    this.#asked = [];
    for (const wish of asked) settleAll(wish, 'not connected');
    for (const wish of this.#wishes.values()) settleAll(wish, 'not connected');
  }

  /** Asks for what was not asked on this connection, as far as there is room. */
  pump(): void {
    const wire = this.#wire;
    if (!wire || !this.#connected || this.#isAllAsked) return;
    for (const [filter, wish] of this.#wishes) {
      if (wish.answered || wish.id !== 0) continue;
      const length = (wish.qos === UNSUBSCRIBE ? 4 : 5) + wish.bytes.length;
      if (!wire.fits(length)) {
        this.#wishes.delete(filter);
        settleAll(wish, 'too long');
      } else if (!this.#ask(wire, wish, length)) return;
    }
    this.#isAllAsked = true;
  }

  #ask(wire: Wire, wish: Wish, length: number): boolean {
    if (!wire.takes(length)) return false;
    const { bytes, qos } = wish;
    const id = wire.nextId();
    if (id === 0) return false;
    wish.id = id;
    this.#asked.push(wish);
    wire.send(length, (out, at, end) =>
      qos === UNSUBSCRIBE
        ? encodeUnsubscribe(out, at, end, id, bytes)
        : encodeSubscribe(out, at, end, id, bytes, qos),
    );
    this.#watch.asked();
    return true;
  }

  /**
   * A SUBACK or UNSUBACK, checked. An answer to somebody else's request settles
   * nothing. Returns the filter when the server has refused it and nobody waits for
   * the answer.
   */
  acknowledged(bytes: Uint8Array, start: number, end: number): string | undefined {
    const id = decodeId(bytes, start);
    const isUnsuback = end - start < 3;
    const at = this.#asked.findIndex(
      (wish) => wish.id === id && (wish.qos === UNSUBSCRIBE) === isUnsuback,
    );
    if (at < 0) return undefined;
    const [wish] = this.#asked.splice(at, 1);
    const code = isUnsuback ? 0 : bytes[start + 2]!;
    const isAwaited = wish!.settle.length > 0;
    wish!.id = 0;
    wish!.answered = true;
    settleAll(wish!, code === REFUSED ? 'refused' : (code as 0 | 1 | 2));
    this.#watch.answered();
    return this.#conclude(wish!, code === REFUSED && !isAwaited);
  }

  #conclude(wish: Wish, isUntold: boolean): string | undefined {
    for (const [filter, last] of this.#wishes) {
      if (last !== wish) continue;
      if (wish.qos === UNSUBSCRIBE) this.#wishes.delete(filter);
      return isUntold ? filter : undefined;
    }
    return undefined;
  }
}

function settleAll(wish: Wish, outcome: SubscribeOutcome): void {
  const { settle } = wish;
  wish.id = 0;
  wish.settle = [];
  for (const one of settle) one(outcome);
}
