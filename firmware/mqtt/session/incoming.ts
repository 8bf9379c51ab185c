/**
 * Messages on their way in at QoS 1 and 2: each is acknowledged after the
 * application's handler has finished with it, in the order in which they came
 * [MQTT-4.6.0-2, MQTT-4.6.0-3]; a QoS 2 message that comes again before it is
 * released is not handed on again [MQTT-4.3.3-2].
 */

import type { MonotonicClock, Timer } from '../../ports/clock';
import { MQTTPUBACK, MQTTPUBCOMP, MQTTPUBREC } from '../constants';
import type { IncomingIds } from './store';
import type { Wire } from './wire';

export interface IncomingMessage {
  readonly topic: string;
  /** A view, valid until the handler returns; a copy for one that is asynchronous. */
  readonly payload: Uint8Array;
  /** 1 or 2 */
  readonly qos: number;
  readonly retain: boolean;
  /** The server has sent it before. */
  readonly dup: boolean;
  /** MQTT 5's, as they stand on the wire, valid as long as the payload; v5/properties.ts reads them. */
  readonly properties?: Uint8Array | undefined;
}

/** A handler that throws, or whose promise rejects, is called again. */
export type MessageHandler = (message: IncomingMessage) => void | Promise<void>;

/** Told of a message that no try of the handler's could cope with; it is acknowledged all the same. */
export type HandlerFailure = (error: unknown, message: IncomingMessage) => void;

/** From one try of a handler that fails to the next; what comes later waits so long. */
const RETRIES_MS: readonly number[] = Object.freeze([1_000, 2_000, 4_000]);

/** What happens to a message that the handler has failed on each time. On 3.1.1, which cannot refuse, `refuse` acknowledges. */
export type AfterFailure = 'acknowledge' | 'refuse' | 'reconnect';

interface Entry {
  readonly id: number;
  readonly qos: number;
  /** The handler has finished, well or not, or is not waited for any more. */
  done: boolean;
  /** How long the handler may take. */
  timer?: Timer | undefined;
  /** What the acknowledgement says (MQTT 5). */
  reason?: number;
  /** An asynchronous handler is at it. */
  isRunning?: boolean;
}

/** Unspecified error, MQTT 5 clause 2.4. */
const REFUSED = 0x80;
/** Packet Identifier not found, as well. */
const ID_NOT_FOUND = 0x92;

export class Incoming {
  handler: MessageHandler | undefined;
  asynchronous = false;
  afterFailure: AfterFailure = 'acknowledge';
  timeoutMs = 60_000;
  /** With so many messages at a time with an asynchronous handler nothing more is read. */
  maximumAtATime = 10;
  onFailure: HandlerFailure | undefined;
  /** How many messages the handler could not cope with. */
  failures = 0;
  readonly #ids: IncomingIds;
  /** Acknowledgements that this connection still owes, in the order of the messages. */
  #owed: Entry[] = [];
  /** QoS 2 messages that are with the handler, or whose PUBREC has not gone out. */
  #open: Entry[] = [];
  #wire: Wire | undefined;
  /** How many messages an asynchronous handler is at. */
  #running = 0;
  #oneHasEnded: (() => void) | undefined;

  constructor(ids: IncomingIds) {
    this.#ids = ids;
  }

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  connected(sessionPresent: boolean): void {
    this.#owed = [];
    if (sessionPresent) return;
    this.#open = [];
    this.#ids.clear();
  }

  /** The server will send again what was not acknowledged. */
  closed(): void {
    this.#owed = [];
  }

  /** A message whose fields are checked; without a handler of the session's it goes to the client's callback. */
  received(id: number, message: IncomingMessage): void {
    const entry = this.#owe(id, message.qos);
    if (!entry) return;
    if (this.handler) this.#handOn(entry, this.handler, message);
    else this.#deliver(entry, message);
  }

  hasTaken(id: number): boolean {
    return this.#open.some((entry) => entry.id === id) || this.#ids.has(id);
  }

  /** A stream may still be at the message when this returns; what it then throws has been reported. */
  #deliver(entry: Entry, { topic, payload }: IncomingMessage): void {
    const finish = (): void => {
      this.#finish(entry);
    };
    const streaming = this.#wire?.deliver(topic, payload);
    if (streaming) streaming.then(finish, finish);
    else finish();
  }

  /** A QoS 2 message that came before: its PUBREC is due again, as soon as it may go. */
  #isKnown(id: number): boolean {
    const open = this.#open.find((entry) => entry.id === id);
    if (open) {
      if (!this.#owed.includes(open)) this.#owed.push(open);
    } else if (this.#ids.has(id)) this.#owed.push({ id, qos: 2, done: true });
    else return false;
    this.flush();
    return true;
  }

  /** A message that was larger than the client's buffer and is lost to us: acknowledged in its turn. */
  passed(id: number, qos: number): void {
    const entry = this.#owe(id, qos);
    if (entry) this.#finish(entry);
  }

  /** What a message is owed; undefined when it came before and is not to be handed on. */
  #owe(id: number, qos: number): Entry | undefined {
    if (qos === 2 && this.#isKnown(id)) return undefined;
    const entry: Entry = { id, qos, done: false };
    this.#owed.push(entry);
    if (qos === 2) this.#open.push(entry);
    return entry;
  }

  /** PUBREL: from now on the identifier is a new message's. Answered whether it is known or not. */
  released(id: number): void {
    const isKnown = this.#ids.has(id);
    this.#ids.delete(id);
    // A server that releases what the handler is still at gets no PUBREC any more.
    const isOther = (entry: Entry): boolean => entry.id !== id || entry.qos !== 2;
    this.#open = this.#open.filter(isOther);
    this.#owed = this.#owed.filter(isOther);
    const hasReasons = this.#wire !== undefined && this.#wire.dialect.overhead > 0;
    this.#wire?.sendAck(MQTTPUBCOMP, id, isKnown || !hasReasons ? 0 : ID_NOT_FOUND);
  }

  #handOn(entry: Entry, handler: MessageHandler, message: IncomingMessage): void {
    const own = this.asynchronous ? copyOf(message) : message;
    try {
      const returned = handler(own);
      if (returned === undefined) this.#finish(entry);
      else this.#watch(entry, handler, this.asynchronous ? own : copyOf(message), returned, 0);
    } catch (error) {
      // The view holds for this moment still.
      this.#failed(entry, handler, copyOf(message), error, 0);
    }
  }

  #watch(
    entry: Entry,
    handler: MessageHandler,
    message: IncomingMessage,
    returned: Promise<void>,
    tries: number,
  ): void {
    this.#startTimer(entry, message);
    this.#began(entry);
    returned.then(
      () => {
        this.#clock.clear(entry.timer);
        if (!entry.done) this.#finish(entry);
      },
      (error: unknown) => {
        this.#clock.clear(entry.timer);
        if (!entry.done) this.#failed(entry, handler, message, error, tries);
      },
    );
  }

  /** Too many at a time, and the network holds back the rest: no memory grows with what comes. */
  #began(entry: Entry): void {
    if (entry.isRunning) return;
    entry.isRunning = true;
    this.#running++;
    if (this.#running < this.maximumAtATime) return;
    const oneHasEnded = new Promise<void>((resolve) => {
      this.#oneHasEnded = resolve;
    });
    this.#wire?.hold(oneHasEnded);
  }

  #ended(entry: Entry): void {
    entry.done = true;
    if (!entry.isRunning) return;
    entry.isRunning = false;
    this.#running--;
    this.#oneHasEnded?.();
  }

  /** A promise that is never settled must not block what comes later for ever; called again it might be stuck twice. */
  #startTimer(entry: Entry, message: IncomingMessage): void {
    if (this.timeoutMs === 0) return;
    entry.timer = this.#clock.set(() => {
      const error = new Error(`the handler has not finished within ${this.timeoutMs} ms`);
      this.#giveUp(entry, message, error);
    }, this.timeoutMs);
  }

  #failed(
    entry: Entry,
    handler: MessageHandler,
    message: IncomingMessage,
    error: unknown,
    tries: number,
  ): void {
    const waitMs = RETRIES_MS[tries];
    if (waitMs === undefined) {
      this.#giveUp(entry, message, error);
      return;
    }
    this.#clock.set(() => {
      this.#tryAgain(entry, handler, message, tries + 1);
    }, waitMs);
  }

  #giveUp(entry: Entry, message: IncomingMessage, error: unknown): void {
    this.failures++;
    if (this.afterFailure === 'reconnect') this.#askAgain(entry);
    else {
      const isRefused = this.afterFailure === 'refuse' && this.#wire!.dialect.overhead > 0;
      if (isRefused) entry.reason = REFUSED;
      this.#finish(entry);
    }
    const { onFailure } = this;
    if (onFailure) this.#wire?.tell(() => onFailure(error, message));
  }

  /** On the next connection the server sends the message again, and the handler is called as if for the first time. */
  #askAgain(entry: Entry): void {
    this.#ended(entry);
    const isOwed = this.#owed.includes(entry);
    this.#open = this.#open.filter((open) => open !== entry);
    if (isOwed) this.#wire?.end('handler failed');
  }

  #tryAgain(entry: Entry, handler: MessageHandler, message: IncomingMessage, tries: number): void {
    try {
      const returned = handler(message);
      if (returned === undefined) this.#finish(entry);
      else this.#watch(entry, handler, message, returned, tries);
    } catch (error) {
      this.#failed(entry, handler, message, error, tries);
    }
  }

  get #clock(): MonotonicClock {
    return this.#wire!.clock;
  }

  #finish(entry: Entry): void {
    this.#ended(entry);
    // Kept at once, connected or not: after a restart it must not be handed on again.
    // One of a session that the server has forgotten since is not in the list any more.
    // One that is refused is a new message when it comes again [MQTT-4.3.3-9 of 5.0].
    const isKept = entry.qos === 2 && entry.reason === undefined;
    if (isKept && this.#open.includes(entry)) this.#ids.add(entry.id);
    this.flush();
  }

  /** Sends the acknowledgements that may go: none before one that came earlier. */
  flush(): void {
    const wire = this.#wire;
    while (wire && this.#owed[0]?.done) {
      const entry = this.#owed[0];
      const first = entry.qos === 2 ? MQTTPUBREC : MQTTPUBACK;
      if (!wire.ack(first, entry.id, entry.reason)) return;
      this.#owed.shift();
      this.#open = this.#open.filter((open) => open !== entry);
    }
  }
}

function copyOf(message: IncomingMessage): IncomingMessage {
  const { payload, properties } = message;
  return { ...message, payload: payload.slice(), properties: properties?.slice() };
}
