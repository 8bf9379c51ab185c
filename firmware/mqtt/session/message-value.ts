/** A message as bytes for flash: what comes before its payload, and where that begins. */

import type { NewMessage } from './store';

const QOS = 0x03;
const RETAINED = 0x80;
const HAS_PROPERTIES = 0x40;
const HAS_EXPIRY = 0x20;
const PRIORITY_SHIFT = 2;
const PRIORITY = 0x03;
/** Flags, and the topic's length. */
const HEADER_BYTES = 3;

/**
 * Flags, the topic's length and the topic; then, if there are any, the properties
 * behind two bytes of length, and four bytes of expiry; the rest is the payload.
 */
export function valueOf(message: NewMessage): Uint8Array {
  const { topic, payload, qos, retain, properties, expiryS, priority = 0 } = message;
  const propertiesBytes = properties ? 2 + properties.length : 0;
  const expiryBytes = expiryS === undefined ? 0 : 4;
  const head = HEADER_BYTES + topic.length + propertiesBytes + expiryBytes;
  const value = new Uint8Array(head + payload.length);
  value[0] =
    qos |
    (priority << PRIORITY_SHIFT) |
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

/** Where the parts of such a value are. */
export class ValueLayout {
  readonly qos: number;
  readonly retain: boolean;
  readonly priority: number;
  readonly expiryS: number | undefined;
  readonly #topicEnd: number;
  /** Where the properties begin and end; both 0 when there are none. */
  readonly #propertiesStart: number = 0;
  readonly #propertiesEnd: number = 0;
  readonly payloadStart: number;

  private constructor(value: Uint8Array) {
    const flags = value[0]!;
    this.qos = flags & QOS;
    this.priority = (flags >> PRIORITY_SHIFT) & PRIORITY;
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
    this.payloadStart = at;
  }

  /** Undefined when the value is no message. */
  static of(value: Uint8Array): ValueLayout | undefined {
    if (value.length < HEADER_BYTES) return undefined;
    try {
      const layout = new ValueLayout(value);
      return layout.payloadStart <= value.length ? layout : undefined;
    } catch {
      return undefined; // the expiry would lie behind the end
    }
  }

  topicOf(value: Uint8Array): Uint8Array {
    return value.subarray(HEADER_BYTES, this.#topicEnd);
  }

  propertiesOf(value: Uint8Array): Uint8Array | undefined {
    if (this.#propertiesEnd === 0) return undefined;
    return value.subarray(this.#propertiesStart, this.#propertiesEnd);
  }

  payloadOf(value: Uint8Array): Uint8Array {
    return value.subarray(this.payloadStart);
  }
}
