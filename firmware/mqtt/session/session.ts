/**
 * QoS 1 and 2 both ways, and what outlasts a connection. It plugs into the minimal
 * client:
 *
 *     const session = new Session();
 *     client.use(session);
 *     session.setHandler(async ({ topic, payload }) => { await save(topic, payload); }, { asynchronous: true });
 *     await client.connect({ id: 'esp32', cleanSession: false });
 *     await session.subscribe('home/#', 2);
 *     const receipt = session.deliver('home/door', 'open', { qos: 1 });
 *     await receipt.settled; // receipt.state is 'acknowledged'
 */

import { dataBytes } from '../arguments';
import { MQTTPUBACK, MQTTPUBCOMP, MQTTPUBLISH, MQTTPUBREC, MQTTPUBREL } from '../constants';
import { decodeId, decodePublish, PublishFields } from '../decode';
import type { Extension, ExtensionHost } from '../extension';
import type { Malformed } from '../failures';
import { toText } from '../text';
import { topicNameBytes } from '../topic';
import { AnswerWatch } from './answer-watch';
import { type AfterFailure, type HandlerFailure, Incoming, type MessageHandler } from './incoming';
import { MemoryStore } from './memory-store';
import { Outgoing } from './outgoing';
import { checkQos2Header } from './qos2';
import { Receipt } from './receipt';
import type { MessageStore } from './store';
import { type SubscribeOutcome, Subscriptions } from './subscriptions';
import { Wire } from './wire';

export interface SessionOptions {
  /** Where messages are kept; in memory when it is not said. */
  readonly store?: MessageStore;
  /** How many messages of ours may be unacknowledged at a time, 1 to 65,535; 10 when it is not said. */
  readonly maximumInFlight?: number;
  /**
   * The server is pinged when it owes an answer and has acknowledged nothing for so
   * long, and a link that stays silent for as long again is given up; 5,000 ms when it
   * is not said, 0 for never.
   */
  readonly acknowledgementTimeoutMs?: number;
}

export interface HandlerOptions {
  /** It returns promises, and gets a copy of each payload. */
  readonly asynchronous?: boolean;
  /** A promise that is not settled for so long counts as failed for good; 60,000 ms when it is not said, 0 for never. */
  readonly timeoutMs?: number;
  /**
   * What happens when every try has failed: the message is acknowledged, counted and
   * reported, or the connection is ended, so that the server sends it again on the
   * next. `acknowledge` when it is not said: nothing is blocked for ever.
   */
  readonly afterFailure?: AfterFailure;
}

export interface DeliverOptions {
  /** 0 to 2; 1 when it is not said. */
  readonly qos?: number;
  readonly retain?: boolean;
}

/** Six of them, the watch's patience, are a day. */
const LONGEST_TIMEOUT_MS = 14_400_000;

function checkTimeout(name: string, ms: number): void {
  if (ms >= 0 && ms <= LONGEST_TIMEOUT_MS) return;
  throw new RangeError(`${name} ${ms}: must be from 0 to ${LONGEST_TIMEOUT_MS}`);
}

export class Session implements Extension {
  readonly maximumQos = 2;
  /** Told of a subscription that the server has refused when nobody waited for the answer. */
  onRefused: ((filter: string) => void) | undefined;
  readonly #store: MessageStore;
  readonly #outgoing: Outgoing;
  readonly #incoming: Incoming;
  readonly #subscriptions: Subscriptions;
  readonly #watch: AnswerWatch;
  readonly #fields = new PublishFields();
  #wire: Wire | undefined;

  constructor({
    store = new MemoryStore(),
    maximumInFlight = 10,
    acknowledgementTimeoutMs = 5_000,
  }: SessionOptions = {}) {
    if (!Number.isInteger(maximumInFlight) || maximumInFlight < 1 || maximumInFlight > 0xffff) {
      throw new RangeError(`maximumInFlight ${maximumInFlight}: must be from 1 to 65535`);
    }
    checkTimeout('acknowledgementTimeoutMs', acknowledgementTimeoutMs);
    this.#store = store;
    this.#watch = new AnswerWatch(
      acknowledgementTimeoutMs,
      () => this.#outgoing.owed + this.#subscriptions.owed > 0,
    );
    this.#outgoing = new Outgoing(store, maximumInFlight, this.#watch);
    this.#subscriptions = new Subscriptions(this.#watch);
    this.#incoming = new Incoming(store.incoming);
  }

  /**
   * Receives messages above QoS 0, each of which is acknowledged once the handler has
   * finished; without a handler they go to the client's callback like all others.
   */
  setHandler(handler: MessageHandler, options: HandlerOptions = {}): this {
    const { asynchronous = false, timeoutMs = 60_000, afterFailure = 'acknowledge' } = options;
    checkTimeout('timeoutMs', timeoutMs);
    this.#incoming.handler = handler;
    this.#incoming.asynchronous = asynchronous;
    this.#incoming.timeoutMs = timeoutMs;
    this.#incoming.afterFailure = afterFailure;
    return this;
  }

  /** Told of messages that the handler has failed on four times, or has not finished in time. */
  setFailureCallback(callback: HandlerFailure): this {
    this.#incoming.onFailure = callback;
    return this;
  }

  /** How many of them there were. */
  get handlerFailures(): number {
    return this.#incoming.failures;
  }

  /** How many messages of ours are not done. */
  get pending(): number {
    return this.#outgoing.pending;
  }

  /** Takes a message, connected or not, and says what becomes of it. Never throws for a topic or QoS that cannot be. */
  deliver(
    topic: string,
    payload: string | Uint8Array,
    { qos = 1, retain = false }: DeliverOptions = {},
  ): Receipt {
    const receipt = new Receipt();
    const name = topicNameBytes(topic);
    if (!name) return receipt.become('dropped', 'bad topic');
    if (!Number.isInteger(qos) || qos < 0 || qos > 2) return receipt.become('dropped', 'bad QoS');
    const data = dataBytes(payload, 'payload');
    const own = typeof payload === 'string' ? data : data.slice();
    const message = this.#store.put({ topic: name, payload: own, qos, retain });
    if (typeof message === 'string') return receipt.become('dropped', message);
    this.#outgoing.add(message, receipt);
    return receipt;
  }

  /** See Subscriptions. */
  subscribe(filter: string, qos = 0): Promise<SubscribeOutcome> {
    return this.#subscriptions.subscribe(filter, qos);
  }

  unsubscribe(filter: string): boolean {
    return this.#subscriptions.unsubscribe(filter);
  }

  // ---- the client's side

  attach(host: ExtensionHost): void {
    const wire = new Wire(host);
    this.#wire = wire;
    this.#watch.attach(wire);
    this.#outgoing.attach(wire);
    this.#incoming.attach(wire);
    this.#subscriptions.attach(wire);
  }

  connected(sessionPresent: boolean): void {
    this.#incoming.connected(sessionPresent);
    this.#subscriptions.connected(sessionPresent);
    this.#subscriptions.pump();
    this.#outgoing.connected(sessionPresent);
  }

  closed(): void {
    this.#watch.closed();
    this.#outgoing.closed();
    this.#incoming.closed();
    this.#subscriptions.closed();
  }

  usesId(id: number): boolean {
    return this.#outgoing.usesId(id) || this.#subscriptions.usesId(id);
  }

  writable(): void {
    this.#incoming.flush();
    this.#subscriptions.pump();
    this.#outgoing.pump();
  }

  header(first: number, remaining: number): Malformed | undefined {
    return checkQos2Header(first, remaining);
  }

  passed(first: number, id: number): void {
    this.#incoming.passed(id, (first >> 1) & 3);
  }

  packet(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const type = first & 0xf0;
    switch (type) {
      case MQTTPUBLISH:
        return this.#published(first, bytes, start, end);
      case MQTTPUBACK:
      case MQTTPUBREC:
      case MQTTPUBCOMP:
        this.#outgoing.answered(type, decodeId(bytes, start));
        return undefined;
      case MQTTPUBREL:
        this.#incoming.released(decodeId(bytes, start));
        return undefined;
      default: // SUBACK, UNSUBACK
        this.#answered(bytes, start, end);
        return undefined;
    }
  }

  #answered(bytes: Uint8Array, start: number, end: number): void {
    const refused = this.#subscriptions.acknowledged(bytes, start, end);
    const { onRefused } = this;
    if (onRefused && refused !== undefined) this.#wire?.tell(() => onRefused(refused));
  }

  #published(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const fields = this.#fields;
    const malformed = decodePublish(first, bytes, start, end, fields);
    if (malformed) return malformed;
    const { id, topicStart, topicEnd, payloadStart } = fields;
    const message = {
      topic: toText(bytes, topicStart, topicEnd),
      payload: new Uint8Array(bytes.buffer, bytes.byteOffset + payloadStart, end - payloadStart),
      qos: (first >> 1) & 3,
      retain: (first & 1) !== 0,
      dup: (first & 8) !== 0,
    };
    this.#incoming.received(id, message, () => {
      this.#wire!.deliver(bytes, topicStart, topicEnd, payloadStart, end);
    });
    return undefined;
  }
}
