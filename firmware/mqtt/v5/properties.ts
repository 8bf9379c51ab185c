/**
 * The properties of messages, MQTT 5 clause 3.3.2.3, as objects for the application.
 *
 *     const JSON_C = publishProperties({ contentType: 'application/json' }); // once
 *     session.deliver('t', '21.5', { properties: JSON_C });
 *
 *     session.setHandler(({ properties }) => { const { responseTopic } = readProperties(properties); … });
 */

import { dataBytes, textBytes } from '../arguments';
import { inspect, TEXT_MALFORMED, TEXT_PLAIN, toBytes, toText } from '../text';
import {
  CONTENT_TYPE,
  CORRELATION_DATA,
  MESSAGE_EXPIRY,
  PAYLOAD_FORMAT,
  RESPONSE_TOPIC,
  SUBSCRIPTION_IDENTIFIER,
  USER_PROPERTY,
} from './property-ids';
import { PropertyReader } from './property-reader';
import { variableSize, writeVariable } from './variable-integer';

/** Name and value; names may come more than once, and their order is kept. */
export type UserProperty = readonly [name: string, value: string];

export interface MessageProperties {
  /** True says that the payload is text. */
  readonly isText?: boolean;
  /** What the payload is, for instance `application/json`. */
  readonly contentType?: string;
  /** Where an answer is expected; no wildcards [MQTT-3.3.2-14]. */
  readonly responseTopic?: string;
  /** What the answer is to bring along. */
  readonly correlationData?: string | Uint8Array;
  readonly userProperties?: readonly UserProperty[];
}

/** What a message that came in has. */
export interface ReceivedProperties extends MessageProperties {
  readonly correlationData?: Uint8Array;
  readonly userProperties: readonly UserProperty[];
  /** Seconds that the message had left when the server sent it. */
  readonly expiryS?: number;
  /** Those of the subscriptions that it came for. */
  readonly subscriptionIdentifiers: readonly number[];
}

/** Throws a TypeError for what is not text on the wire. */
export function textField(text: string, what: string): Uint8Array {
  const bytes = textBytes(text, what);
  if (bytes.length > 0xffff || inspect(bytes, 0, bytes.length) === TEXT_MALFORMED) {
    throw new TypeError(
      `${what}: more than 65,535 bytes, or U+0000 or half a surrogate pair in it`,
    );
  }
  return bytes;
}

/** Collects properties; how many bytes they take is known once all are there. */
export class PropertyWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A number of 1, 2 or 4 bytes. */
  number(id: number, size: number, value: number | undefined): this {
    if (value === undefined) return this;
    const part = new Uint8Array(1 + size);
    part[0] = id;
    for (let at = size; at > 0; at--) {
      part[at] = value % 256;
      value = Math.floor(value / 256);
    }
    return this.#add(part);
  }

  text(id: number, text: string | undefined, what: string): this {
    return text === undefined ? this : this.#field(id, textField(text, what));
  }

  binary(id: number, data: string | Uint8Array | undefined, what: string): this {
    if (data === undefined) return this;
    const bytes = dataBytes(data, what);
    if (bytes.length > 0xffff) throw new RangeError(`${what}: more than 65,535 bytes`);
    return this.#field(id, bytes);
  }

  users(properties: readonly UserProperty[] = []): this {
    for (const [name, value] of properties) {
      this.text(USER_PROPERTY, name, 'a user property');
      this.#add(lengthAnd(textField(value, 'a user property')));
    }
    return this;
  }

  #field(id: number, bytes: Uint8Array): this {
    this.#add(Uint8Array.of(id));
    return this.#add(lengthAnd(bytes));
  }

  #add(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }

  /** Bytes that they take with their length. */
  get size(): number {
    return variableSize(this.#length) + this.#length;
  }

  /** Writes their length and them; returns the position behind. */
  write(out: Uint8Array, at: number): number {
    return this.writeBare(out, writeVariable(out, at, this.#length));
  }

  writeBare(out: Uint8Array, at: number): number {
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return at;
  }
}

function lengthAnd(bytes: Uint8Array): Uint8Array {
  const part = new Uint8Array(2 + bytes.length);
  part[0] = bytes.length >> 8;
  part[1] = bytes.length;
  part.set(bytes, 2);
  return part;
}

/** Collects the properties of a message. Throws a TypeError for what may not stand in them. */
export function messageProperties(properties: MessageProperties): PropertyWriter {
  const { isText, contentType, responseTopic, correlationData, userProperties } = properties;
  if (responseTopic !== undefined) checkResponseTopic(responseTopic);
  return new PropertyWriter()
    .number(PAYLOAD_FORMAT, 1, isText === undefined ? undefined : Number(isText))
    .text(CONTENT_TYPE, contentType, 'contentType')
    .text(RESPONSE_TOPIC, responseTopic, 'responseTopic')
    .binary(CORRELATION_DATA, correlationData, 'correlationData')
    .users(userProperties);
}

function checkResponseTopic(topic: string): void {
  const bytes = toBytes(topic);
  if (bytes.length > 0 && inspect(bytes, 0, bytes.length) === TEXT_PLAIN) return;
  throw new TypeError(`responseTopic "${topic}": empty, or with + # or U+0000 in it`);
}

/** Prepares the properties of messages, to be given to `deliver` any number of times. */
export function publishProperties(properties: MessageProperties): Uint8Array {
  const writer = messageProperties(properties);
  const bytes = new Uint8Array(writer.length);
  writer.writeBare(bytes, 0);
  return bytes;
}

type Draft = { -readonly [Name in keyof ReceivedProperties]: ReceivedProperties[Name] };

/** Reads the properties of a message that came in; they were checked when it came. */
export function readProperties(bytes: Uint8Array | undefined): ReceivedProperties {
  const userProperties: UserProperty[] = [];
  const subscriptionIdentifiers: number[] = [];
  const draft: Draft = { userProperties, subscriptionIdentifiers };
  if (!bytes) return draft;
  const reader = new PropertyReader();
  reader.beginBare(3, bytes);
  while (reader.next()) {
    const { id, value, start, end } = reader;
    if (id === PAYLOAD_FORMAT) draft.isText = value === 1;
    else if (id === MESSAGE_EXPIRY) draft.expiryS = value;
    else if (id === CONTENT_TYPE) draft.contentType = toText(bytes, start, end);
    else if (id === RESPONSE_TOPIC) draft.responseTopic = toText(bytes, start, end);
    else if (id === CORRELATION_DATA) draft.correlationData = bytes.slice(start, end);
    else if (id === SUBSCRIPTION_IDENTIFIER) subscriptionIdentifiers.push(value);
    else if (id === USER_PROPERTY) {
      const { secondStart, secondEnd } = reader;
      userProperties.push([toText(bytes, start, end), toText(bytes, secondStart, secondEnd)]);
    }
  }
  return draft;
}
