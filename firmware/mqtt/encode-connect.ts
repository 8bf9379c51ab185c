/**
 * CONNECT, MQTT 3.1.1 clause 3.1, straight from its options.
 *
 * Its texts are converted all at once, with gaps between them where their lengths
 * go: in XS a conversion costs more than the bytes it converts.
 */

import { dataLength, whole } from './arguments';
import type { ConnectOptions, WillOptions } from './connect-options';
import { MQTT_VERSION, MQTT_VERSION_3_1, MQTT_VERSION_3_1_1, MQTTCONNECT } from './constants';
import { NO_ROOM, packetSize, writeHeader } from './encode';
import { inspect, TEXT_MALFORMED, TEXT_PLAIN, toBytes } from './text';

/** What stands in for the two bytes of a length until that is known. */
const GAP = '--';

/** A text and the bytes it has become, while they are laid out. */
interface Layout {
  readonly out: Uint8Array;
  /** Every character has become one byte. */
  readonly isAscii: boolean;
}

/**
 * Writes a CONNECT into `out`, from `at` and not past `end`; returns the position
 * behind it, or {@link NO_ROOM}. Misuse throws, and names the field. `keepAliveS`
 * holds when the options do not say another.
 */
export function encodeConnect(
  out: Uint8Array,
  at: number,
  end: number,
  options: ConnectOptions,
  keepAliveS: number,
): number {
  const { id, user, password, will, cleanSession = true, version = MQTT_VERSION } = options;
  const aliveS = whole(options.keepAliveS ?? keepAliveS, 'connect: keepAliveS', 0xffff);
  whole(version, 'connect: version', MQTT_VERSION_3_1_1, MQTT_VERSION_3_1);
  const texts = payloadTexts(options);
  const payload = toBytes(texts);

  const remaining = (version === MQTT_VERSION_3_1 ? 12 : 10) + payload.length;
  if (at + packetSize(remaining) > end) return NO_ROOM;
  at = writeHeader(out, at, MQTTCONNECT, remaining);
  at = writeProtocol(out, at, version);

  let flags = cleanSession ? 0x02 : 0; // clause 3.1.2.4
  if (will) flags |= 0x04 | ((will.qos ?? 0) << 3) | (will.retain ? 0x20 : 0);
  if (user !== undefined) flags |= 0x80;
  if (password !== undefined) flags |= 0x40;
  out[at++] = flags;
  out[at++] = aliveS >> 8;
  out[at++] = aliveS;

  out.set(payload, at);
  // As many bytes as characters is ASCII, whichever way an engine counts characters.
  // eslint-disable-next-line chip/no-utf16-index
  const layout: Layout = { out, isAscii: payload.length === texts.length };
  at = placeText(layout, at, id, 'connect: id');
  if (will) at = placeWill(layout, at, will);
  if (user !== undefined) at = placeText(layout, at, user, 'connect: user');
  if (password !== undefined) at = placeData(layout, at, password);
  return at;
}

/** The payload's fields in their order, clause 3.1.3, each behind a gap; bytes are blanks still. */
function payloadTexts({ id, user, password, will, cleanSession }: ConnectOptions): string {
  checkText(id, 'connect: id');
  let texts = GAP + id;
  if (id === '' && cleanSession === false) {
    throw new TypeError('connect: an empty id needs a clean session [MQTT-3.1.3-7]');
  }
  if (will) {
    whole(will.qos ?? 0, "connect: the will's QoS", 2); // [MQTT-3.1.2-14]
    checkText(will.topic, "connect: the will's topic");
    texts += GAP + will.topic + GAP + blanks(will.payload, "connect: the will's payload");
  }
  if (user !== undefined) {
    checkText(user, 'connect: user');
    texts += GAP + user;
  }
  if (password !== undefined) {
    if (user === undefined) {
      throw new TypeError('connect: a password needs a user [MQTT-3.1.2-22]');
    }
    texts += GAP + blanks(password, 'connect: password');
  }
  return texts;
}

function checkText(text: unknown, what: string): void {
  if (typeof text !== 'string') throw new TypeError(`${what}: ${typeof text}, not a string`);
}

/** Text as it is, and for bytes a text that is as long. */
function blanks(data: string | Uint8Array, what: string): string {
  return typeof data === 'string' ? data : '-'.repeat(dataLength(data, what));
}

/** The protocol's name and level, clauses 3.1.2.1 and 3.1.2.2. */
function writeProtocol(out: Uint8Array, at: number, version: number): number {
  out[at++] = 0;
  out[at++] = version === MQTT_VERSION_3_1 ? 6 : 4;
  out[at++] = 0x4d; // M
  out[at++] = 0x51; // Q
  if (version === MQTT_VERSION_3_1) {
    out[at++] = 0x49; // I
    out[at++] = 0x73; // s
    out[at++] = 0x64; // d
    out[at++] = 0x70; // p
  } else {
    out[at++] = 0x54; // T
    out[at++] = 0x54; // T
  }
  out[at++] = version;
  return at;
}

function placeWill(layout: Layout, at: number, { topic, payload }: WillOptions): number {
  const end = placeLength(layout, at, topic);
  const isPlain = layout.isAscii
    ? !topic.includes('\u0000') && !topic.includes('+') && !topic.includes('#')
    : inspect(layout.out, at + 2, end) === TEXT_PLAIN;
  if (topic === '' || !isPlain) {
    throw new TypeError("connect: the will's topic is empty, or has + # or U+0000 in it");
  }
  return placeData(layout, end, payload);
}

/** Fills in the length of a text that must be one of MQTT's [MQTT-1.5.3-1, MQTT-1.5.3-2]. */
function placeText(layout: Layout, at: number, text: string, what: string): number {
  const end = placeLength(layout, at, text);
  const isMalformed = layout.isAscii
    ? text.includes('\u0000')
    : inspect(layout.out, at + 2, end) === TEXT_MALFORMED;
  if (isMalformed) throw new TypeError(`${what} has U+0000 or half a surrogate pair in it`);
  return end;
}

/** Fills in the length of a text or of bytes, which may be any, and bytes themselves. */
function placeData(layout: Layout, at: number, data: string | Uint8Array): number {
  if (typeof data === 'string') return placeLength(layout, at, data);
  const { out } = layout;
  const { length } = data;
  out[at] = length >> 8;
  out[at + 1] = length;
  out.set(data, at + 2);
  return at + 2 + length;
}

function placeLength({ out, isAscii }: Layout, at: number, text: string): number {
  // eslint-disable-next-line chip/no-utf16-index -- counted only where each is one byte
  const length = isAscii ? text.length : toBytes(text).length;
  out[at] = length >> 8;
  out[at + 1] = length;
  return at + 2 + length;
}
