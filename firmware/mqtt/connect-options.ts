/** What `connect` takes, and how it becomes the fields of a CONNECT packet. */

import { dataBytes, textBytes, whole } from './arguments';
import { MQTT_VERSION, MQTT_VERSION_3_1, MQTT_VERSION_3_1_1 } from './constants';
import type { ConnectFields, WillFields } from './encode';
import { inspectText, TEXT_MALFORMED, TEXT_PLAIN, toBytes } from './text';

export interface WillOptions {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  /** 0, the default, to 2 */
  readonly qos?: number;
  /** Whether the broker keeps the will for later subscribers; false by default. */
  readonly retain?: boolean;
}

/** Every field of CONNECT, MQTT 3.1.1 clause 3.1. */
export interface ConnectOptions {
  /** Client identifier; the empty one, with a clean session, lets the broker choose. */
  readonly id: string;
  readonly user?: string | undefined;
  /** Needs a user [MQTT-3.1.2-22]. */
  readonly password?: string | Uint8Array | undefined;
  readonly will?: WillOptions | undefined;
  /** True, the default, forgets the session when the connection ends. */
  readonly cleanSession?: boolean;
  /** Seconds, 0 to 65535; 0 is off. Default: what `setKeepAlive` says. */
  readonly keepAliveS?: number;
  /** `MQTT_VERSION_3_1_1`, the default, or `MQTT_VERSION_3_1`. */
  readonly version?: number;
}

/** The forms that PubSubClient has for `connect`; Arduino's NULL may be null or undefined. */
export type ConnectArguments =
  | readonly [options: ConnectOptions]
  | readonly [id: string]
  | readonly [id: string, user: Text, password: Text]
  | readonly [id: string, ...WillArguments]
  | readonly [id: string, user: Text, password: Text, ...WillArguments]
  | readonly [id: string, user: Text, password: Text, ...WillArguments, cleanSession: boolean];

type Text = string | null | undefined;
type WillArguments = [topic: Text, qos: number, retain: boolean, message: Text];

/** Brings Arduino's forms of `connect` into the shape of options, as PubSubClient reads them. */
export function connectOptions(form: ConnectArguments): ConnectOptions {
  if (form.length === 1) {
    const [first] = form;
    // What is neither becomes an object without id, which is then named as the mistake.
    return typeof first === 'string' ? { id: first } : (Object(first) as ConnectOptions);
  }
  if (form.length === 3) return login(form[0], form[1], form[2]);
  if (form.length === 5) {
    const [id, ...will] = form;
    return { id, will: arduinoWill(...will) };
  }
  if (form.length === 7) {
    const [id, user, password, ...will] = form;
    return { ...login(id, user, password), will: arduinoWill(...will) };
  }
  const [id, user, password, topic, qos, retain, message, cleanSession] = form;
  const will = arduinoWill(topic, qos, retain, message);
  return { ...login(id, user, password), will, cleanSession };
}

/** A password without a user is left out, as on Arduino. */
function login(id: string, user: Text, password: Text): ConnectOptions {
  if (user === null || user === undefined) return { id };
  return { id, user, password: password ?? undefined };
}

function arduinoWill(
  topic: Text,
  qos: number,
  retain: boolean,
  message: Text,
): WillOptions | undefined {
  if (topic === null || topic === undefined) return undefined;
  return { topic, payload: message ?? '', qos, retain };
}

/** Checks options and encodes their texts; throws on misuse, saying which field it is. */
export function connectFields(options: ConnectOptions, keepAliveS: number): ConnectFields {
  const { id, user, password, will, cleanSession = true } = options;
  const { version = MQTT_VERSION, keepAliveS: ownKeepAliveS = keepAliveS } = options;
  if (password !== undefined && user === undefined) {
    throw new TypeError('connect: a password needs a user [MQTT-3.1.2-22]');
  }
  if (id === '' && !cleanSession) {
    throw new TypeError('connect: an empty id needs a clean session [MQTT-3.1.3-7]');
  }
  return {
    version: whole(version, 'connect: version', MQTT_VERSION_3_1_1, MQTT_VERSION_3_1),
    cleanSession,
    keepAliveS: whole(ownKeepAliveS, 'connect: keepAliveS', 0xffff),
    id: checkedText(id, 'connect: id'),
    will: will && willFields(will),
    user: user === undefined ? undefined : checkedText(user, 'connect: user'),
    password: password === undefined ? undefined : copy(password, 'connect: password'),
  };
}

function willFields({ topic, payload, qos = 0, retain = false }: WillOptions): WillFields {
  whole(qos, "connect: the will's QoS", 2); // [MQTT-3.1.2-14]
  const bytes = textBytes(topic, "connect: the will's topic");
  if (bytes.length === 0 || inspectText(topic, bytes) !== TEXT_PLAIN) {
    throw new TypeError("connect: the will's topic is empty, or has + # or U+0000 in it");
  }
  return { topic: bytes, payload: copy(payload, "connect: the will's payload"), qos, retain };
}

function checkedText(text: string, what: string): Uint8Array {
  const bytes = textBytes(text, what);
  if (inspectText(text, bytes) === TEXT_MALFORMED) {
    throw new TypeError(`${what} has U+0000 or half a surrogate pair in it`);
  }
  return bytes;
}

/** Bytes are copied: the packet may be encoded later, after the goodbye of a connection before. */
function copy(data: string | Uint8Array, what: string): Uint8Array {
  return typeof data === 'string' ? toBytes(data) : dataBytes(data, what).slice();
}
