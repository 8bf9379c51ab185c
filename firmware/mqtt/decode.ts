/**
 * The packets that the minimal client receives, MQTT 3.1.1 chapter 3: what their
 * headers may say, and where their fields lie. Nothing is copied or allocated;
 * what is wrong comes back by name and closes the connection.
 */

import {
  MQTTCONNACK,
  MQTTPINGREQ,
  MQTTPINGRESP,
  MQTTPUBACK,
  MQTTPUBLISH,
  MQTTSUBACK,
  MQTTUNSUBACK,
} from './constants';
import type { Malformed } from './failures';
import { inspect, TEXT_MALFORMED, TEXT_PLAIN } from './text';

/** Checks a fixed header, clause 2.2, before the body is waited for. */
export function checkHeader(first: number, remaining: number): Malformed | undefined {
  switch (first & 0xf0) {
    case MQTTPUBLISH:
      return checkPublishHeader(first, remaining);
    case MQTTPUBACK:
    case MQTTUNSUBACK:
    case MQTTCONNACK:
      return checkFixed(first, remaining, 2);
    case MQTTPINGRESP:
    case MQTTPINGREQ:
      return checkFixed(first, remaining, 0);
    case MQTTSUBACK:
      return first & 0x0f ? 'reserved flags' : remaining < 3 ? 'wrong length' : undefined;
    default:
      return 'unexpected packet';
  }
}

function checkPublishHeader(first: number, remaining: number): Malformed | undefined {
  const qos = first & 0x06;
  if (qos === 0x06) return 'QoS 3'; // [MQTT-3.3.1-4]
  if (qos === 0 && first & 0x08) return 'DUP at QoS 0'; // [MQTT-3.3.1-2]
  return remaining < (qos ? 5 : 3) ? 'wrong length' : undefined;
}

/** For packets whose flags are 0 and whose length never varies [MQTT-2.2.2-2]. */
export function checkFixed(
  first: number,
  remaining: number,
  length: number,
): Malformed | undefined {
  if (first & 0x0f) return 'reserved flags';
  return remaining === length ? undefined : 'wrong length';
}

/** The packet identifier at `at`, clause 2.3.1; 0 is not allowed and for the caller to refuse. */
export function decodeId(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** Where the fields of a PUBLISH lie; one object is reused for all packets. */
export class PublishFields {
  topicStart = 0;
  topicEnd = 0;
  /** 0 at QoS 0 */
  id = 0;
  payloadStart = 0;
}

/** Why the topic in `bytes[start, end)` may not stand in a PUBLISH [MQTT-3.3.2-1, MQTT-3.3.2-2]. */
export function topicProblem(bytes: Uint8Array, start: number, end: number): Malformed | undefined {
  if (start === end) return 'empty topic'; // [MQTT-4.7.3-1]
  const kind = inspect(bytes, start, end);
  if (kind === TEXT_PLAIN) return undefined;
  return kind === TEXT_MALFORMED ? 'UTF-8' : 'wildcard in topic';
}

/** PUBLISH, clause 3.3: fills in `fields`, or says what is wrong with the body `bytes[start, end)`. */
export function decodePublish(
  first: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  fields: PublishFields,
): Malformed | undefined {
  const topicStart = start + 2;
  const topicEnd = topicStart + decodeId(bytes, start);
  const payloadStart = first & 0x06 ? topicEnd + 2 : topicEnd;
  if (payloadStart > end) return 'wrong length';
  const problem = topicProblem(bytes, topicStart, topicEnd);
  if (problem) return problem;

  fields.topicStart = topicStart;
  fields.topicEnd = topicEnd;
  fields.payloadStart = payloadStart;
  fields.id = 0;
  if (first & 0x06) {
    fields.id = decodeId(bytes, topicEnd);
    if (fields.id === 0) return 'packet identifier 0'; // [MQTT-2.3.1-1]
  }
  return undefined;
}

/** CONNACK's flags, clause 3.2.2.1: only session-present may be set. */
export function checkConnack(bytes: Uint8Array, start: number): Malformed | undefined {
  return bytes[start]! & 0xfe ? 'reserved flags' : undefined;
}

/** SUBACK's identifier and return codes, clause 3.9 [MQTT-3.9.3-2]; an UNSUBACK has none of the latter. */
export function checkSuback(bytes: Uint8Array, start: number, end: number): Malformed | undefined {
  if (decodeId(bytes, start) === 0) return 'packet identifier 0';
  for (let at = start + 2; at < end; at++) {
    const code = bytes[at]!;
    if (code > 2 && code !== 0x80) return 'return code';
  }
  return undefined;
}
