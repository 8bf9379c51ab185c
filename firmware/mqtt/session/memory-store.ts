/** Messages in memory, bounded: they outlast a connection, but no restart. */

import { type LinedUp, Lineup } from './lineup';
import type {
  IncomingIds,
  Mark,
  MessageStore,
  NewMessage,
  PutFailure,
  StoredMessage,
} from './store';

export interface MemoryStoreOptions {
  /** How many messages are kept at most; 100 when it is not said. */
  readonly maximumMessages?: number;
  /** How many bytes their topics and payloads have at most together; 16,384 when it is not said. */
  readonly maximumBytes?: number;
}

class MemoryMessage implements LinedUp {
  readonly key: number;
  readonly topic: Uint8Array;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
  readonly properties: Uint8Array | undefined;
  readonly expiryS: number | undefined;
  readonly priority: number | undefined;
  id = 0;
  sentQos = 0;
  mark: Mark = 'waiting';
  turn = 0;

  constructor(key: number, message: NewMessage) {
    this.key = key;
    this.topic = message.topic;
    this.payload = message.payload;
    this.qos = message.qos;
    this.retain = message.retain;
    this.properties = message.properties;
    this.expiryS = message.expiryS;
    this.priority = message.priority;
  }

  get bytes(): number {
    return this.topic.length + this.payload.length + (this.properties?.length ?? 0);
  }
}

export class MemoryStore implements MessageStore {
  hasSession = false;
  readonly incoming: IncomingIds = new Set<number>();
  readonly #maximumMessages: number;
  readonly #maximumBytes: number;
  readonly #messages = new Lineup<MemoryMessage>();
  #bytes = 0;
  #next = 0;

  constructor({ maximumMessages = 100, maximumBytes = 16_384 }: MemoryStoreOptions = {}) {
    this.#maximumMessages = maximumMessages;
    this.#maximumBytes = maximumBytes;
  }

  put(message: NewMessage): StoredMessage | PutFailure {
    const kept = new MemoryMessage(this.#next, message);
    const isFull = this.#messages.size >= this.#maximumMessages;
    if (isFull || this.#bytes + kept.bytes > this.#maximumBytes) return 'store full';
    this.#next++;
    this.#bytes += kept.bytes;
    this.#messages.add(kept);
    return kept;
  }

  next(): StoredMessage | undefined {
    return this.#messages.next();
  }

  get waiting(): number {
    return this.#messages.waiting;
  }

  markLeaving({ key }: StoredMessage): void {
    const message = this.#messages.get(key);
    if (message) this.#messages.leave(message);
  }

  markSent({ key }: StoredMessage, id: number, qos: number): void {
    const message = this.#messages.get(key);
    if (message) this.#messages.markSent(message, id, qos);
  }

  markReceived({ key }: StoredMessage, turn: number): void {
    const message = this.#messages.get(key);
    if (!message) return;
    message.mark = 'received';
    message.turn = turn;
  }

  remove({ key }: StoredMessage): void {
    const message = this.#messages.get(key);
    if (!message) return;
    this.#bytes -= message.bytes;
    this.#messages.remove(message);
  }

  iterate(): Iterable<StoredMessage> {
    return this.#messages.all();
  }
}
