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

import { dataBytes, whole } from '../arguments';
import { MQTTPUBREL } from '../constants';
import type { Extension, ExtensionHost } from '../extension';
import type { Malformed } from '../failures';
import { type Topic, TopicMemo } from '../topic';
import { AnswerWatch } from './answer-watch';
import { type AfterFailure, type HandlerFailure, Incoming, type MessageHandler } from './incoming';
import { MemoryStore } from './memory-store';
import type { Settled } from './outcomes';
import { Outgoing } from './outgoing';
import { Pipelining } from './pipelining';
import { checkQos2Header } from './qos2';
import { Receipt } from './receipt';
import type { MessageStore } from './store';
import { type SubscribeOptions, type SubscribeOutcome, Subscriptions } from './subscriptions';
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
  /**
   * CONNECT, SUBSCRIBE and PUBLISH leave together, before the server has accepted the
   * client: 2 round trips to the acknowledgement in place of 3. A server that closes
   * the connection for it is asked again without, and that is remembered.
   */
  readonly pipelined?: boolean | Pipelining;
  /**
   * MQTT 5 makes a client that has lost its state give up what the server has kept for
   * it. True says that nothing was lost: what is in the store is all there was.
   */
  readonly assumesSession?: boolean;
}

export interface HandlerOptions {
  /** It returns promises, and gets a copy of each payload. */
  readonly asynchronous?: boolean;
  /** A promise that is not settled for so long counts as failed for good; 60,000 ms when it is not said, 0 for never. */
  readonly timeoutMs?: number;
  /** With so many messages at a time nothing more is read from the network, 1 to 65,535; 10 when it is not said. */
  readonly maximumAtATime?: number;
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
  /** MQTT 5's, prepared by publishProperties() of v5/properties.ts; on 3.1.1 they are left out. */
  readonly properties?: Uint8Array;
  /** Seconds until the message is worth nothing any more, if it could not be sent before; the server gets what is left of them. */
  readonly expiryS?: number;
  /** 0 to 2, the higher goes first; 0 when it is not said. Order is kept among equals. */
  readonly priority?: number;
}

const HIGHEST_PRIORITY = 2;

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
  readonly #pipelining: Pipelining | undefined;
  readonly #assumesSession: boolean;
  /** Messages of one topic share its bytes. */
  readonly #topics = new TopicMemo();
  #wire: Wire | undefined;

  constructor({
    store = new MemoryStore(),
    maximumInFlight = 10,
    acknowledgementTimeoutMs = 5_000,
    pipelined = false,
    assumesSession = false,
  }: SessionOptions = {}) {
    if (!Number.isInteger(maximumInFlight) || maximumInFlight < 1 || maximumInFlight > 0xffff) {
      throw new RangeError(`maximumInFlight ${maximumInFlight}: must be from 1 to 65535`);
    }
    checkTimeout('acknowledgementTimeoutMs', acknowledgementTimeoutMs);
    this.#store = store;
    this.#assumesSession = assumesSession;
    this.#pipelining = pipelined === true ? new Pipelining() : pipelined || undefined;
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
    const { maximumAtATime = 10 } = options;
    checkTimeout('timeoutMs', timeoutMs);
    whole(maximumAtATime, 'setHandler: maximumAtATime', 0xffff, 1);
    this.#incoming.handler = handler;
    this.#incoming.asynchronous = asynchronous;
    this.#incoming.timeoutMs = timeoutMs;
    this.#incoming.maximumAtATime = maximumAtATime;
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

  /** Told of every message of ours that is done, also of those that were put into the store before this run. */
  set onSettled(callback: Settled | undefined) {
    this.#outgoing.outcomes.onSettled = callback;
  }

  /** Calls `callback` once nothing of ours is open any more, at once if so now; there is one at a time. */
  whenIdle(callback: (() => void) | undefined): void {
    this.#outgoing.outcomes.whenIdle(callback);
  }

  /** Sends what the store has and may go now: to be called when something was put there from elsewhere. */
  pump(): void {
    this.#outgoing.pump();
  }

  /** Takes a message, connected or not, and says what becomes of it. Never throws for a topic or QoS that cannot be. */
  deliver(
    topic: string | Topic,
    payload: string | Uint8Array,
    { qos = 1, retain = false, properties, expiryS, priority = 0 }: DeliverOptions = {},
  ): Receipt {
    if (expiryS !== undefined) whole(expiryS, 'deliver: expiryS', 0xffff_ffff, 1);
    whole(priority, 'deliver: priority', HIGHEST_PRIORITY);
    const receipt = new Receipt();
    const name = this.#topics.bytesOf(topic);
    if (!name) return receipt.become('dropped', 'bad topic');
    if (!Number.isInteger(qos) || qos < 0 || qos > 2) return receipt.become('dropped', 'bad QoS');
    const data = dataBytes(payload, 'payload');
    const own = typeof payload === 'string' ? data : data.slice();
    const message = this.#store.put({
      topic: name,
      payload: own,
      qos,
      retain,
      properties,
      expiryS,
      priority,
    });
    if (typeof message === 'string') return receipt.become('dropped', message);
    this.#outgoing.add(message, receipt);
    return receipt;
  }

  /** See Subscriptions. */
  subscribe(filter: string, options: number | SubscribeOptions = 0): Promise<SubscribeOutcome> {
    return this.#subscriptions.subscribe(filter, options);
  }

  unsubscribe(filter: string): boolean {
    return this.#subscriptions.unsubscribe(filter);
  }

  // ---- the client's side

  attach(host: ExtensionHost): void {
    host.inbox.extension = this;
    const wire = new Wire(host);
    this.#wire = wire;
    this.#watch.attach(wire);
    this.#outgoing.attach(wire);
    this.#incoming.attach(wire);
    this.#subscriptions.attach(wire);
    const { lastId } = this.#store;
    if (lastId !== undefined) host.ids.goOnFrom(lastId);
    const pipelining = this.#pipelining;
    if (pipelining) host.retries.push((state, failure) => pipelining.failed(state, failure));
  }

  opening(): void {
    const { serverName, dialect } = this.#wire!;
    const isAllowed = dialect.pipelines && this.#pipelining?.begins(serverName) === true;
    const { owed } = this.#outgoing;
    this.#subscriptions.opening(isAllowed);
    this.#outgoing.opening(isAllowed);
    const isMore = this.#subscriptions.owed > 0 || this.#outgoing.owed > owed;
    if (!isMore) this.#pipelining?.hasNothing();
  }

  /** Only MQTT 5 forbids to go on with a session whose state is not here [MQTT-3.2.2-4]. */
  refusesSession(): boolean {
    const isMqtt5 = this.#wire!.dialect.overhead > 0;
    return isMqtt5 && !this.#store.hasSession && !this.#assumesSession;
  }

  connected(sessionPresent: boolean): void {
    this.#pipelining?.succeeded(this.#wire!.serverName);
    const { dialect, cleanSession } = this.#wire!;
    this.#store.hasSession = dialect.keepsSession ?? !cleanSession;
    this.#incoming.connected(sessionPresent);
    this.#subscriptions.connected(sessionPresent);
    this.#subscriptions.pump();
    this.#outgoing.connected(sessionPresent);
    this.#watch.connected();
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

  published(
    first: number,
    id: number,
    topic: string,
    payload: Uint8Array,
    properties?: Uint8Array,
  ): void {
    const qos = (first >> 1) & 3;
    const retain = (first & 1) !== 0;
    const dup = (first & 8) !== 0;
    this.#incoming.received(id, { topic, payload, qos, retain, dup, properties });
  }

  hasTaken(id: number): boolean {
    return this.#incoming.hasTaken(id);
  }

  acknowledged(type: number, id: number, reason: number): void {
    if (type === MQTTPUBREL) this.#incoming.released(id);
    else this.#outgoing.answered(type, id, reason);
  }

  answered(type: number, id: number, code: number): void {
    const refused = this.#subscriptions.acknowledged(type, id, code);
    const { onRefused } = this;
    if (onRefused && refused !== undefined) this.#wire?.tell(() => onRefused(refused));
  }
}
