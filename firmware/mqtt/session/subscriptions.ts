/**
 * Subscriptions: asked for until the server has answered, connection or not, and
 * again where it has forgotten them.
 */

import { MQTTUNSUBACK } from '../constants';
import { whole } from '../arguments';
import { toBytes } from '../text';
import { isTopicFilter } from '../topic';
import type { AnswerWatch } from './answer-watch';
import type { Wire } from './wire';

/**
 * The QoS that the server has granted, or why there is no subscription yet; after
 * `not connected` it is asked for with the next connection.
 */
export type SubscribeOutcome =
  | (0 | 1 | 2)
  | ('refused' | 'bad topic' | 'bad QoS' | 'not connected' | 'too long')
  /** It was taken back before it was asked for. */
  | 'unsubscribed';

/** SUBACK's return code for a refusal, clause 3.9.3; MQTT 5 has more of them behind it. */
const REFUSED = 0x80;
/** In place of options: the filter is to go. */
const UNSUBSCRIBE = -1;

/** What MQTT 5 has beside the QoS, clause 3.8.3.1; on 3.1.1 it is left out. */
export interface SubscribeOptions {
  /** 0, when it is not said, to 2. */
  readonly qos?: number;
  /** Messages of this client itself are not sent to it; not for shared subscriptions [MQTT-3.8.3-4]. */
  readonly noLocal?: boolean;
  /** RETAIN comes as it was published, in place of telling whether the message was kept. */
  readonly retainAsPublished?: boolean;
  /** Kept messages come on subscribing, when the subscription is new only, or not at all. */
  readonly retainHandling?: 'send' | 'send if new' | 'never';
  /** 1 to 268,435,455: comes back in the properties of each message that this subscription is the reason for. */
  readonly identifier?: number;
}

const LARGEST_IDENTIFIER = 268_435_455;
const RETAIN_HANDLING: readonly string[] = Object.freeze(['send', 'send if new', 'never']);

/** The options as SUBSCRIBE has them, clause 3.8.3.1. */
function optionBits(filter: string, options: SubscribeOptions): number {
  const { qos = 0, noLocal = false, retainAsPublished = false, retainHandling = 'send' } = options;
  const handling = RETAIN_HANDLING.indexOf(retainHandling);
  if (handling < 0) throw new TypeError(`subscribe: retainHandling "${retainHandling}"`);
  if (noLocal && filter.startsWith('$share/')) {
    throw new TypeError('subscribe: noLocal does not go with a shared subscription [MQTT-3.8.3-4]');
  }
  return qos | (noLocal ? 0x04 : 0) | (retainAsPublished ? 0x08 : 0) | (handling << 4);
}

/** What is wanted of the server for one filter. */
interface Wish {
  readonly bytes: Uint8Array;
  /** QoS and options; UNSUBSCRIBE when it is to go. */
  readonly options: number;
  /** MQTT 5's subscription identifier; 0 for none. */
  readonly identifier: number;
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
  subscribe(filter: string, wanted: number | SubscribeOptions): Promise<SubscribeOutcome> {
    const options = typeof wanted === 'number' ? { qos: wanted } : wanted;
    const { qos = 0, identifier = 0 } = options;
    whole(identifier, 'subscribe: identifier', LARGEST_IDENTIFIER);
    if (!Number.isInteger(qos) || qos < 0 || qos > 2) return Promise.resolve('bad QoS');
    const bytes = toBytes(filter);
    if (!isTopicFilter(bytes)) return Promise.resolve('bad topic');
    // Before there is a client nobody knows how much it holds: then the pump tells.
    const bits = optionBits(filter, options);
    if (this.#wire && !this.#wire.fits(this.#wire.lengthOf(5, bytes, identifier))) {
      return Promise.resolve('too long');
    }
    const wish = this.#wish(filter, bytes, bits, identifier);
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
    if (this.#wire && !this.#wire.fits(this.#wire.lengthOf(4, bytes, 0))) return false;
    this.#wish(filter, bytes, UNSUBSCRIBE, 0);
    this.pump();
    return true;
  }

  #wish(filter: string, bytes: Uint8Array, options: number, identifier: number): Wish {
    const before = this.#wishes.get(filter);
    // Who waits for a wish that has not gone out gets the answer to the one in its place.
    const settle = before && before.id === 0 ? before.settle : [];
    const wish: Wish = { bytes, options, identifier, id: 0, answered: false, settle };
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
      if (wish.id !== 0) continue; // asked right behind the CONNECT
      wish.answered = false;
      if (wish.options === UNSUBSCRIBE) this.#wishes.delete(filter);
    }
  }

  /** CONNECT is on its way, and what was never answered may follow it at once. */
  opening(isPipelining: boolean): void {
    for (const wish of this.#asked) wish.id = 0; // behind a CONNECT that came to nothing
    this.#asked = [];
    if (!isPipelining) return;
    this.#connected = true;
    this.#isAllAsked = false;
    this.pump();
    this.#connected = false;
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
      const head = wish.options === UNSUBSCRIBE ? 4 : 5;
      const length = wire.lengthOf(head, wish.bytes, wish.identifier);
      if (!wire.fits(length)) {
        this.#wishes.delete(filter);
        settleAll(wish, 'too long');
      } else if (!this.#ask(wire, wish, length)) return;
    }
    this.#isAllAsked = true;
  }

  #ask(wire: Wire, wish: Wish, length: number): boolean {
    if (!wire.takes(length)) return false;
    const { bytes, options, identifier } = wish;
    const { dialect } = wire;
    const id = wire.nextId();
    if (id === 0) return false;
    wish.id = id;
    this.#watch.asked();
    this.#asked.push(wish);
    wire.send(length, (out, at, end) =>
      options === UNSUBSCRIBE
        ? dialect.unsubscribe(out, at, end, id, bytes)
        : dialect.subscribe(out, at, end, id, bytes, options, identifier),
    );
    return true;
  }

  /**
   * A SUBACK or UNSUBACK, checked. An answer to somebody else's request settles
   * nothing. Returns the filter when the server has refused it and nobody waits for
   * the answer.
   */
  acknowledged(type: number, id: number, code: number): string | undefined {
    const isUnsuback = type === MQTTUNSUBACK;
    const at = this.#asked.findIndex(
      (wish) => wish.id === id && (wish.options === UNSUBSCRIBE) === isUnsuback,
    );
    if (at < 0) return undefined;
    const [wish] = this.#asked.splice(at, 1);
    const isAwaited = wish!.settle.length > 0;
    wish!.id = 0;
    wish!.answered = true;
    const granted = isUnsuback ? 'unsubscribed' : (code as 0 | 1 | 2);
    settleAll(wish!, code >= REFUSED ? 'refused' : granted);
    this.#watch.answered();
    return this.#conclude(wish!, code >= REFUSED && !isAwaited);
  }

  #conclude(wish: Wish, isUntold: boolean): string | undefined {
    for (const [filter, last] of this.#wishes) {
      if (last !== wish) continue;
      if (wish.options === UNSUBSCRIBE) this.#wishes.delete(filter);
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
