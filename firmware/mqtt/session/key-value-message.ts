/** One message as a value of the key-value port. Its payload is read when it is needed: memory holds none. */

import type { KeyValueDomain } from '../../ports/key-value';
import type { Mark, NewMessage, StoredMessage } from './store';

const QOS = 0x03;
const RETAINED = 0x80;
const HAS_PROPERTIES = 0x40;
const HAS_EXPIRY = 0x20;
/** Flags, and the topic's length. */
const HEADER_BYTES = 3;

/**
 * Flags, the topic's length and the topic; then, if there are any, the properties
 * behind two bytes of length, and four bytes of expiry; the rest is the payload.
 */
export function valueOf(message: NewMessage): Uint8Array {
  const { topic, payload, qos, retain, properties, expiryS } = message;
  const propertiesBytes = properties ? 2 + properties.length : 0;
  const expiryBytes = expiryS === undefined ? 0 : 4;
  const head = HEADER_BYTES + topic.length + propertiesBytes + expiryBytes;
  const value = new Uint8Array(head + payload.length);
  value[0] =
    qos |
    (retain ? RETAINED : 0) |
    (properties ? HAS_PROPERTIES : 0) |
    (expiryS === undefined ? 0 : HAS_EXPIRY);
  value[1] = topic.length >> 8;
  value[2] = topic.length;
  value.set(topic, HEADER_BYTES);
  if (properties) {
    const at = HEADER_BYTES + topic.length;
    value[at] = properties.length >> 8;
    value[at + 1] = properties.length;
    value.set(properties, at + 2);
  }
  if (expiryS !== undefined) new DataView(value.buffer).setUint32(head - 4, expiryS);
  value.set(payload, head);
  return value;
}

export class KeyValueMessage implements StoredMessage {
  readonly key: number;
  readonly qos: number;
  readonly retain: boolean;
  readonly expiryS: number | undefined;
  id = 0;
  sentQos = 0;
  mark: Mark = 'waiting';
  turn = 0;
  readonly #domain: KeyValueDomain;
  readonly #name: string;
  readonly #topicEnd: number;
  /** Where the properties begin and end; both 0 when there are none. */
  readonly #propertiesStart: number = 0;
  readonly #propertiesEnd: number = 0;
  readonly #payloadStart: number;

  constructor(domain: KeyValueDomain, name: string, key: number, value: Uint8Array) {
    this.#domain = domain;
    this.#name = name;
    this.key = key;
    const flags = value[0]!;
    this.qos = flags & QOS;
    this.retain = (flags & RETAINED) !== 0;
    let at = HEADER_BYTES + ((value[1]! << 8) | value[2]!);
    this.#topicEnd = at;
    if (flags & HAS_PROPERTIES) {
      this.#propertiesStart = at + 2;
      at += 2 + ((value[at]! << 8) | value[at + 1]!);
      this.#propertiesEnd = at;
    }
    if (flags & HAS_EXPIRY) {
      this.expiryS = new DataView(value.buffer, value.byteOffset).getUint32(at);
      at += 4;
    }
    this.#payloadStart = at;
  }

  /** A message that was written before; undefined when it is not there, or is none. */
  static read(domain: KeyValueDomain, name: string, key: number): KeyValueMessage | undefined {
    const value = domain.read(name);
    if (!value || value.length < HEADER_BYTES) return undefined;
    try {
      const message = new KeyValueMessage(domain, name, key, value);
      return message.#payloadStart <= value.length ? message : undefined;
    } catch {
      return undefined; // the expiry would lie behind the end
    }
  }

  get #value(): Uint8Array {
    return this.#domain.read(this.#name) ?? new Uint8Array(this.#payloadStart);
  }

  get topic(): Uint8Array {
    return this.#value.subarray(HEADER_BYTES, this.#topicEnd);
  }

  get properties(): Uint8Array | undefined {
    if (this.#propertiesEnd === 0) return undefined;
    return this.#value.subarray(this.#propertiesStart, this.#propertiesEnd);
  }

  get payload(): Uint8Array {
    return this.#value.subarray(this.#payloadStart);
  }
}
