/**
 * The packets that the minimal client sends, MQTT 3.1.1 chapter 3.
 *
 * Each function writes one packet into the caller's `out`, from `at` and not
 * past `end`, and returns the position behind it, or {@link NO_ROOM} and has
 * written nothing. Nothing is allocated. Text comes as its UTF-8 bytes; the
 * caller has checked them, and that no field has more than 65,535.
 */

import {
  MQTTDISCONNECT,
  MQTTPINGREQ,
  MQTTPINGRESP,
  MQTTPUBACK,
  MQTTSUBSCRIBE,
  MQTTUNSUBSCRIBE,
} from './constants';

export const NO_ROOM = -1;
/** The server has said that it takes no packet so large (MQTT 5). */
export const TOO_LONG = -2;

/** The largest Remaining Length that four bytes can say, clause 2.2.3. */
export const LARGEST_REMAINING_LENGTH = 268_435_455;

/** RETAIN in a PUBLISH's first byte, clause 3.3.1.3. */
export const RETAIN = 0x01;
/** DUP in a PUBLISH's first byte, clause 3.3.1.1. */
export const DUP = 0x08;

/** Bytes that a packet with this Remaining Length takes. */
export function packetSize(remaining: number): number {
  if (remaining < 0x80) return 2 + remaining;
  if (remaining < 0x4000) return 3 + remaining;
  return (remaining < 0x200000 ? 4 : 5) + remaining;
}

/** Writes a fixed header, clause 2.2; the caller has made sure that there is room. */
export function writeHeader(out: Uint8Array, at: number, first: number, remaining: number): number {
  out[at++] = first;
  while (remaining >= 0x80) {
    out[at++] = (remaining & 0x7f) | 0x80;
    remaining >>= 7;
  }
  out[at++] = remaining;
  return at;
}

/** Writes a two-byte length and the bytes, clause 1.5.3. */
export function writeField(out: Uint8Array, at: number, bytes: Uint8Array): number {
  const length = bytes.length;
  out[at] = length >> 8;
  out[at + 1] = length;
  out.set(bytes, at + 2);
  return at + 2 + length;
}

/**
 * A PUBLISH up to its payload, clause 3.3; `first` holds type, DUP, QoS and
 * RETAIN, and `id` is written for QoS 1 and 2 only [MQTT-2.3.1-5].
 */
export function encodePublishHead(
  out: Uint8Array,
  at: number,
  end: number,
  first: number,
  topic: Uint8Array,
  id: number,
  payloadLength: number,
): number {
  const head = (first & 0x06 ? 4 : 2) + topic.length;
  const remaining = head + payloadLength;
  if (remaining > LARGEST_REMAINING_LENGTH) return NO_ROOM;
  if (at + packetSize(remaining) - payloadLength > end) return NO_ROOM;

  at = writeHeader(out, at, first, remaining);
  at = writeField(out, at, topic);
  if (first & 0x06) {
    out[at++] = id >> 8;
    out[at++] = id & 0xff;
  }
  return at;
}

/** A whole PUBLISH, clause 3.3. */
export function encodePublish(
  out: Uint8Array,
  at: number,
  end: number,
  first: number,
  topic: Uint8Array,
  id: number,
  payload: Uint8Array,
): number {
  const topicLength = topic.length;
  const length = payload.length;
  const remaining = (first & 0x06 ? 4 : 2) + topicLength + length;
  if (remaining >= 0x80) {
    at = encodePublishHead(out, at, end - length, first, topic, id, length);
    if (at === NO_ROOM) return NO_ROOM;
    out.set(payload, at);
    return at + length;
  }
  // What sensors send, in one go: calls cost more than the bytes.
  if (at + 2 + remaining > end) return NO_ROOM;
  out[at++] = first;
  out[at++] = remaining;
  out[at++] = topicLength >> 8;
  out[at++] = topicLength;
  out.set(topic, at);
  at += topicLength;
  if (first & 0x06) {
    out[at++] = id >> 8;
    out[at++] = id;
  }
  out.set(payload, at);
  return at + length;
}

/** SUBSCRIBE with one filter, clause 3.8. What MQTT 5 has beside the QoS in its byte is left out [MQTT-3.8.3-4]. */
export function encodeSubscribe(
  out: Uint8Array,
  at: number,
  end: number,
  id: number,
  filter: Uint8Array,
  qos: number,
): number {
  const remaining = 5 + filter.length;
  if (at + packetSize(remaining) > end) return NO_ROOM;
  at = writeHeader(out, at, MQTTSUBSCRIBE | 0x02, remaining); // [MQTT-3.8.1-1]
  out[at++] = id >> 8;
  out[at++] = id & 0xff;
  at = writeField(out, at, filter);
  out[at++] = qos & 0x03;
  return at;
}

/** UNSUBSCRIBE with one filter, clause 3.10. */
export function encodeUnsubscribe(
  out: Uint8Array,
  at: number,
  end: number,
  id: number,
  filter: Uint8Array,
): number {
  const remaining = 4 + filter.length;
  if (at + packetSize(remaining) > end) return NO_ROOM;
  at = writeHeader(out, at, MQTTUNSUBSCRIBE | 0x02, remaining); // [MQTT-3.10.1-1]
  out[at++] = id >> 8;
  out[at++] = id & 0xff;
  return writeField(out, at, filter);
}

/** A packet that is a first byte and a packet identifier: PUBACK (clause 3.4) and its kin. */
export function encodeAck(
  out: Uint8Array,
  at: number,
  end: number,
  first: number,
  id: number,
): number {
  if (at + 4 > end) return NO_ROOM;
  out[at++] = first;
  out[at++] = 2;
  out[at++] = id >> 8;
  out[at++] = id & 0xff;
  return at;
}

/** PUBACK, clause 3.4. */
export function encodePuback(out: Uint8Array, at: number, end: number, id: number): number {
  return encodeAck(out, at, end, MQTTPUBACK, id);
}

/** A packet without a body: PINGREQ, PINGRESP or DISCONNECT. */
function encodeBare(out: Uint8Array, at: number, end: number, first: number): number {
  if (at + 2 > end) return NO_ROOM;
  out[at++] = first;
  out[at++] = 0;
  return at;
}

/** PINGREQ, clause 3.12. */
export function encodePingreq(out: Uint8Array, at: number, end: number): number {
  return encodeBare(out, at, end, MQTTPINGREQ);
}

/** PINGRESP, clause 3.13, which PubSubClient sends when it is pinged. */
export function encodePingresp(out: Uint8Array, at: number, end: number): number {
  return encodeBare(out, at, end, MQTTPINGRESP);
}

/** DISCONNECT, clause 3.14. */
export function encodeDisconnect(out: Uint8Array, at: number, end: number): number {
  return encodeBare(out, at, end, MQTTDISCONNECT);
}
