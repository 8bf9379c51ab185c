/**
 * Messages on flash, through the key-value port: a session survives a restart and a
 * power cut. Each message is two values, so that its payload is written once:
 *
 *     m<key>   QoS and RETAIN, topic, payload
 *     s<key>   how far it is, and its identifier; absent while it waits
 *     i<id>    an incoming QoS 2 message that the server has not released
 *
 * Every write replaces one value in one step; a power cut between two of them leaves
 * a message that is sent once more than needed, never one that is lost.
 */

import type { KeyValueDomain, KeyValueStore as Port } from '../../ports/key-value';
import type {
  IncomingIds,
  Mark,
  MessageStore,
  NewMessage,
  PutFailure,
  StoredMessage,
} from './store';

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
/** The digits of a key, and of an identifier. */
const KEY_DIGITS = 8;
const ID_DIGITS = 4;
const HEADER_BYTES = 3;
const RETAINED = 0x80;

class KeyValueMessage implements StoredMessage {
  readonly key: number;
  readonly qos: number;
  readonly retain: boolean;
  id = 0;
  mark: Mark = 'waiting';
  readonly #domain: KeyValueDomain;
  readonly #topicLength: number;

  constructor(domain: KeyValueDomain, key: number, value: Uint8Array) {
    this.#domain = domain;
    this.key = key;
    this.qos = value[0]! & 0x03;
    this.retain = (value[0]! & RETAINED) !== 0;
    this.#topicLength = (value[1]! << 8) | value[2]!;
  }

  /** Read when it is needed: memory holds no payload. */
  get #value(): Uint8Array {
    return this.#domain.read(nameOf(MESSAGE, this.key)) ?? new Uint8Array(HEADER_BYTES);
  }

  get topic(): Uint8Array {
    return this.#value.subarray(HEADER_BYTES, HEADER_BYTES + this.#topicLength);
  }

  get payload(): Uint8Array {
    return this.#value.subarray(HEADER_BYTES + this.#topicLength);
  }
}

export class KeyValueStore implements MessageStore {
  readonly incoming: IncomingIds;
  readonly #domain: KeyValueDomain;
  readonly #maximumMessages: number;
  readonly #onFault: ((error: unknown) => void) | undefined;
  readonly #messages = new Map<number, KeyValueMessage>();
  #next = 0;

  constructor(port: Port, options: KeyValueStoreOptions = {}) {
    const { path = 'session', maximumMessages = 100, onFault } = options;
    this.#domain = port.open({ path });
    this.#maximumMessages = maximumMessages;
    this.#onFault = onFault;
    const names = this.#domain.keys();
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
      const value = this.#domain.read(nameOf(MESSAGE, key));
      if (!value || value.length < HEADER_BYTES) continue;
      const message = new KeyValueMessage(this.#domain, key, value);
      const state = this.#domain.read(nameOf(STATE, key));
      if (state?.length === 3) {
        message.mark = state[0] === 2 ? 'received' : 'sent';
        message.id = (state[1]! << 8) | state[2]!;
      }
      this.#messages.set(key, message);
      this.#next = key + 1;
    }
    for (const name of names) {
      const isLeftOver = name.startsWith(STATE) && !this.#messages.has(parseInt(name.slice(1), 16));
      if (isLeftOver) this.#tried(() => this.#domain.delete(name));
    }
  }

  put({ topic, payload, qos, retain }: NewMessage): StoredMessage | PutFailure {
    if (this.#messages.size >= this.#maximumMessages) return 'store full';
    const value = new Uint8Array(HEADER_BYTES + topic.length + payload.length);
    value[0] = qos | (retain ? RETAINED : 0);
    value[1] = topic.length >> 8;
    value[2] = topic.length;
    value.set(topic, HEADER_BYTES);
    value.set(payload, HEADER_BYTES + topic.length);
    const key = this.#next;
    if (!this.#tried(() => this.#domain.write(nameOf(MESSAGE, key), value))) return 'store failed';
    this.#next++;
    const message = new KeyValueMessage(this.#domain, key, value);
    this.#messages.set(key, message);
    return message;
  }

  markSent({ key }: StoredMessage, id: number): void {
    this.#mark(key, id === 0 ? 'waiting' : 'sent', id);
  }

  markReceived({ key, id }: StoredMessage): void {
    this.#mark(key, 'received', id);
  }

  #mark(key: number, mark: Mark, id: number): void {
    const message = this.#messages.get(key);
    if (!message || (message.mark === mark && message.id === id)) return;
    // QoS 0 is done once it is sent: its marks are not worth a write.
    const isKept = message.qos > 0;
    message.mark = mark;
    message.id = id;
    if (!isKept) return;
    const name = nameOf(STATE, key);
    this.#tried(() => {
      if (mark === 'waiting') this.#domain.delete(name);
      else this.#domain.write(name, Uint8Array.of(mark === 'sent' ? 1 : 2, id >> 8, id & 0xff));
    });
  }

  remove({ key }: StoredMessage): void {
    if (!this.#messages.delete(key)) return;
    // The message first: a mark alone means nothing.
    this.#tried(() => this.#domain.delete(nameOf(MESSAGE, key)));
    this.#tried(() => this.#domain.delete(nameOf(STATE, key)));
  }

  iterate(): Iterable<StoredMessage> {
    return Array.from(this.#messages.values());
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
