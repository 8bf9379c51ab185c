/**
 * Hands readings to the session, oldest first and a few at a time, and is told what
 * becomes of each. What waits for its turn is packed in the backlog; what the session
 * has is kept there until the broker has it, whatever happens to the connection: a
 * reading is in one of the two.
 */

import { explain } from '../mqtt/explain';
import type { CallFailure } from '../mqtt/failures';
import type { PubSubClient } from '../mqtt/pubsubclient';
import type { Receipt } from '../mqtt/session/receipt';
import type { Session } from '../mqtt/session/session';
import { Topic, topicNameBytes } from '../mqtt/topic';
import type { Backlog } from './backlog';
import type { Tell } from './events';
import type { Guard } from './guard';
import { readingPayload } from './payload';
import type { TimeKeeper } from './time-keeper';

/** So many readings are with the session at a time; as many as it sends without an answer. */
const MOST = 10;

export interface PublisherParts {
  readonly client: PubSubClient;
  readonly session: Session;
  readonly backlog: Backlog;
  readonly time: TimeKeeper;
  readonly guard: Guard;
  readonly tell: Tell;
}

export interface PublisherOptions {
  /** The station's, which stands in the payload. */
  readonly id: string;
  readonly topic: string;
  /** 0 to 2 */
  readonly qos: number;
}

export class Publisher {
  /** Readings that could not be sent, whatever the network does. */
  lost = 0;
  readonly #parts: PublisherParts;
  readonly #id: string;
  readonly #name: string;
  /** Prepared, unless it is none that may be. */
  readonly #topic: Topic | string;
  readonly #qos: number;
  /** Readings that are with the session. */
  #under = 0;
  #sending = false;
  #whenEmpty: (() => void) | undefined;

  constructor(parts: PublisherParts, { id, topic, qos }: PublisherOptions) {
    this.#parts = parts;
    this.#id = id;
    this.#name = topic;
    this.#topic = topicNameBytes(topic) ? new Topic(topic) : topic;
    this.#qos = qos;
  }

  /** Readings that were accepted and are not with the broker yet. */
  get waiting(): number {
    return this.#parts.backlog.length + this.#under;
  }

  /** Sends what can be sent now. Harmless at any time. */
  send(): void {
    if (this.#sending) return; // a reading may be settled while it is handed on
    this.#sending = true;
    try {
      const { backlog, client } = this.#parts;
      while (this.#under < MOST && backlog.length > 0 && client.connected()) this.#handOn();
    } finally {
      this.#sending = false;
    }
    this.#checkEmpty();
  }

  #handOn(): void {
    const { backlog, session, time, guard } = this.#parts;
    const reading = backlog.read();
    const payload = readingPayload(this.#id, reading, time.stampS(reading.ticksMs));
    backlog.remove(backlog.oldest);
    this.#under++;
    const receipt = session.deliver(this.#topic, payload, { qos: this.#qos });
    receipt.whenSettled(
      guard.wrap('publish', () => {
        this.#settled(receipt, payload);
      }),
    );
  }

  #settled(receipt: Receipt, payload: string): void {
    this.#under--;
    const { state, reason } = receipt;
    if (state === 'dropped') this.#lost(reason === 'bad topic' ? 'bad topic' : 'too long');
    else this.#parts.tell({ level: 'info', event: 'reading', topic: this.#name, payload });
    this.send();
  }

  /** Calls `callback` once nothing waits any more, at once if so now. */
  whenEmpty(callback: () => void): void {
    this.#whenEmpty = callback;
    this.#checkEmpty();
  }

  /** Tells the first, and then as many at a time as fit into the backlog. */
  #lost(failure: CallFailure): void {
    this.lost++;
    if (this.lost !== 1 && this.lost % this.#parts.backlog.capacity !== 0) return;
    const { meaning } = explain(failure, 0);
    this.#parts.tell({
      level: 'error',
      event: 'reading lost',
      topic: this.#name,
      lost: this.lost,
      failure,
      meaning,
      check: 'the lengths of id, base and topic, and the characters in them',
    });
  }

  #checkEmpty(): void {
    if (this.waiting > 0) return;
    const callback = this.#whenEmpty;
    this.#whenEmpty = undefined;
    callback?.();
  }
}
