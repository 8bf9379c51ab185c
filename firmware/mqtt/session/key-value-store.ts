/**
 * Messages on flash, through the key-value port: a session survives a restart and a
 * power cut. Each message is two values, so that its payload is written once:
 *
 *     m<key>   QoS and RETAIN, topic, payload; between them MQTT 5's properties and expiry
 *     s<key>   how far it is, and its identifier; absent while it waits
 *     i<id>    an incoming QoS 2 message that the server has not released
 *     h        the server may have a session of ours
 *
 * Every write replaces one value in one step; a power cut between two of them leaves
 * a message that is sent once more than needed, never one that is lost.
 */

import type { KeyValueDomain, KeyValueStore as Port } from '../../ports/key-value';
import { KeyValueMessage } from './key-value-message';
import { Lineup } from './lineup';
import { ValueLayout, valueOf } from './message-value';
import type { IncomingIds, MessageStore, NewMessage, PutFailure, StoredMessage } from './store';

export interface KeyValueStoreOptions {
  /** The domain on the port, 1 to 15 bytes; `session` when it is not said. */
  readonly path?: string;
  /** How many messages are kept at most; 100 when it is not said. */
  readonly maximumMessages?: number;
  /** Told of what could not be written: of a mark, after a power cut the message is then sent again. */
  readonly onFault?: (error: unknown) => void;
}

const MESSAGE = 'm';
const STATE = 's';
const INCOMING = 'i';
const HAS_SESSION = 'h';
/** A state: the mark, and above it the QoS it was sent with; the identifier; the turn of its PUBREC. */
const MARK = 0x0f;
const SENT = 1;
const RECEIVED = 2;
const QOS_SHIFT = 4;
/** The digits of a key, and of an identifier. */
const KEY_DIGITS = 8;
const ID_DIGITS = 4;
export class KeyValueStore implements MessageStore {
  readonly incoming: IncomingIds;
  readonly #domain: KeyValueDomain;
  readonly #maximumMessages: number;
  readonly #onFault: ((error: unknown) => void) | undefined;
  readonly #messages = new Lineup<KeyValueMessage>();
  #next = 0;
  #hasSession: boolean;

  constructor(port: Port, options: KeyValueStoreOptions = {}) {
    const { path = 'session', maximumMessages = 100, onFault } = options;
    this.#domain = port.open({ path });
    this.#maximumMessages = maximumMessages;
    this.#onFault = onFault;
    const names = this.#domain.keys();
    this.#hasSession = names.includes(HAS_SESSION);
    this.#load(names);
    this.incoming = new FlashIds(this.#domain, names, (write) => this.#tried(write));
  }

  /** Takes what is there from before, oldest first; marks whose message is gone are left over from a power cut. */
  #load(names: readonly string[]): void {
    const keys = names
      .filter((name) => name.startsWith(MESSAGE))
      .map((name) => parseInt(name.slice(1), 16))
      .sort((a, b) => a - b);
    for (const key of keys) {
      const message = KeyValueMessage.read(this.#domain, nameOf(MESSAGE, key), key);
      if (!message) continue;
      const state = this.#domain.read(nameOf(STATE, key));
      if (state && state.length >= 3) {
        message.mark = (state[0]! & MARK) === RECEIVED ? 'received' : 'sent';
        message.sentQos = state[0]! >> QOS_SHIFT;
        message.id = (state[1]! << 8) | state[2]!;
        if (state.length >= 5) message.turn = (state[3]! << 8) | state[4]!;
      }
      this.#messages.add(message);
      this.#next = key + 1;
    }
    for (const name of names) {
      const isLeftOver = name.startsWith(STATE) && !this.#messages.get(parseInt(name.slice(1), 16));
      if (isLeftOver) this.#tried(() => this.#domain.delete(name));
    }
  }

  get hasSession(): boolean {
    return this.#hasSession;
  }

  set hasSession(has: boolean) {
    if (has === this.#hasSession) return;
    this.#hasSession = has;
    if (has) this.#tried(() => this.#domain.write(HAS_SESSION, Uint8Array.of(1)));
    else this.#tried(() => this.#domain.delete(HAS_SESSION));
  }

  put(message: NewMessage): StoredMessage | PutFailure {
    if (this.#messages.size >= this.#maximumMessages) return 'store full';
    const key = this.#next;
    const name = nameOf(MESSAGE, key);
    const value = valueOf(message);
    if (!this.#tried(() => this.#domain.write(name, value))) return 'store failed';
    this.#next++;
    const kept = new KeyValueMessage(this.#domain, name, key, ValueLayout.of(value)!);
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
    const before = message?.mark;
    if (!message || !this.#messages.markSent(message, id, qos)) return;
    if (before === 'waiting' && id === 0) return;
    this.#keep(message, Uint8Array.of(SENT | (qos << QOS_SHIFT), id >> 8, id & 0xff));
  }

  markReceived({ key }: StoredMessage, turn: number): void {
    const message = this.#messages.get(key);
    if (!message || message.mark === 'received') return;
    const { id, sentQos } = message;
    message.mark = 'received';
    message.turn = turn;
    const code = RECEIVED | (sentQos << QOS_SHIFT);
    this.#keep(message, Uint8Array.of(code, id >> 8, id & 0xff, turn >> 8, turn & 0xff));
  }

  #keep({ key, qos, mark }: KeyValueMessage, state: Uint8Array): void {
    // QoS 0 is done once it is sent: its marks are not worth a write.
    if (qos === 0) return;
    const name = nameOf(STATE, key);
    this.#tried(() => {
      if (mark === 'waiting') this.#domain.delete(name);
      else this.#domain.write(name, state);
    });
  }

  remove({ key }: StoredMessage): void {
    const message = this.#messages.get(key);
    if (!message) return;
    this.#messages.remove(message);
    // The message first: a mark alone means nothing.
    this.#tried(() => this.#domain.delete(nameOf(MESSAGE, key)));
    this.#tried(() => this.#domain.delete(nameOf(STATE, key)));
  }

  iterate(): Iterable<StoredMessage> {
    return this.#messages.all();
  }

  #tried(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      this.#onFault?.(error);
      return false;
    }
  }
}

/** Identifiers in memory to look at, and on flash to be kept. */
class FlashIds implements IncomingIds {
  readonly #domain: KeyValueDomain;
  readonly #ids: Set<number>;
  readonly #tried: (write: () => void) => boolean;

  constructor(
    domain: KeyValueDomain,
    names: readonly string[],
    tried: (write: () => void) => boolean,
  ) {
    this.#domain = domain;
    this.#tried = tried;
    const own = names.filter((name) => name.startsWith(INCOMING));
    this.#ids = new Set(own.map((name) => parseInt(name.slice(1), 16)));
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  add(id: number): void {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.#tried(() => this.#domain.write(nameOf(INCOMING, id), Uint8Array.of(1)));
  }

  delete(id: number): void {
    if (this.#ids.delete(id)) this.#tried(() => this.#domain.delete(nameOf(INCOMING, id)));
  }

  clear(): void {
    for (const id of Array.from(this.#ids)) this.delete(id);
  }
}

function nameOf(kind: string, number: number): string {
  const digits = kind === INCOMING ? ID_DIGITS : KEY_DIGITS;
  return kind + number.toString(16).padStart(digits, '0');
}
