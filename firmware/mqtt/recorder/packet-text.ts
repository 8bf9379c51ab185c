/** A packet in words, from its fixed header and the beginning of its body. */

import {
  MQTTCONNACK,
  MQTTCONNECT,
  MQTTDISCONNECT,
  MQTTPUBLISH,
  MQTTReserved,
  MQTTSUBACK,
  MQTTSUBSCRIBE,
  MQTTUNSUBSCRIBE,
} from '../constants';
import { inspect, TEXT_MALFORMED, toText } from '../text';

/** By the four bits of the type, clause 2.2.1. */
const NAMES: readonly string[] = Object.freeze([
  'reserved',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
]);

export function packetText(
  first: number,
  remaining: number,
  body: Uint8Array,
  isMqtt5: boolean,
): string {
  const name = NAMES[first >> 4]!;
  const details = detailsOf(first, remaining, body, isMqtt5);
  return details === '' ? name : `${name} ${details}`;
}

function detailsOf(first: number, remaining: number, body: Uint8Array, isMqtt5: boolean): string {
  switch (first & 0xf0) {
    case MQTTCONNECT:
      return connectDetails(body);
    case MQTTCONNACK:
      return `code ${body[1] ?? '?'}${body[0] === 1 ? ', session present' : ''}`;
    case MQTTPUBLISH:
      return publishDetails(first, remaining, body);
    case MQTTSUBSCRIBE:
    case MQTTUNSUBSCRIBE:
      return `${idOf(body, 0)} ${textOf(body, isMqtt5 ? afterProperties(body) : 2)}`;
    case MQTTSUBACK:
      return `${idOf(body, 0)}, granted ${body.subarray(isMqtt5 ? afterProperties(body) : 2).join(' ')}`;
    case MQTTDISCONNECT:
    case MQTTReserved: // AUTH
      return body.length > 0 ? `reason ${body[0]}` : '';
    default:
      return body.length < 2 ? '' : `${idOf(body, 0)}${reasonOf(body)}`;
  }
}

function connectDetails(body: Uint8Array): string {
  const at = 2 + (body[1] ?? 0); // behind the protocol's name
  const flags = body[at + 1];
  const keepAliveS = ((body[at + 2] ?? 0) << 8) | (body[at + 3] ?? 0);
  if (flags === undefined) return '';
  const parts = [`level ${body[at]}`, `keep-alive ${keepAliveS} s`];
  if (flags & 0x02) parts.push('clean');
  if (flags & 0x04) parts.push('will');
  if (flags & 0x80) parts.push('user');
  if (flags & 0x40) parts.push('password');
  return parts.join(', ');
}

function publishDetails(first: number, remaining: number, body: Uint8Array): string {
  const qos = (first >> 1) & 3;
  const topicLength = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
  const head = 2 + topicLength + (qos > 0 ? 2 : 0);
  const marks = `${first & 8 ? ' DUP' : ''}${first & 1 ? ' retain' : ''}`;
  const id = qos > 0 && body.length >= head ? ` ${idOf(body, 2 + topicLength)}` : '';
  return `QoS ${qos}${marks}${id} ${textOf(body, 0)}, ${remaining - head} bytes`;
}

/** Where what follows the properties begins, that stand behind an identifier (MQTT 5). */
function afterProperties(body: Uint8Array): number {
  const low = body[2] ?? 0;
  // Longer ones run past what is noted.
  return low < 0x80 ? 3 + low : body.length;
}

/** An acknowledgement's reason code, which only MQTT 5 has. */
function reasonOf(body: Uint8Array): string {
  return body.length > 2 ? `, reason ${body[2]}` : '';
}

function idOf(body: Uint8Array, at: number): string {
  return `id ${((body[at] ?? 0) << 8) | (body[at + 1] ?? 0)}`;
}

/** The text whose length stands at `at`, as far as it was noted. */
function textOf(body: Uint8Array, at: number): string {
  const length = ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
  const start = at + 2;
  const end = Math.min(body.length, start + length);
  if (end < start || inspect(body, start, end) === TEXT_MALFORMED) return '(unreadable)';
  return `${toText(body, start, end)}${end < start + length ? '…' : ''}`;
}
