/** CONNECT of MQTT 5, clause 3.1. Sent once a connection: written for its clarity. */

import { dataBytes, whole } from '../arguments';
import type { ConnectOptions } from '../connect-options';
import { MQTTCONNECT } from '../constants';
import { NO_ROOM, packetSize, writeField, writeHeader } from '../encode';
import { topicNameBytes } from '../topic';
import type { Mqtt5Options } from './options';
import { messageProperties, PropertyWriter, textField } from './properties';
import {
  AUTHENTICATION_DATA,
  AUTHENTICATION_METHOD,
  MAXIMUM_PACKET_SIZE,
  MESSAGE_EXPIRY,
  RECEIVE_MAXIMUM,
  REQUEST_PROBLEM_INFORMATION,
  REQUEST_RESPONSE_INFORMATION,
  SESSION_EXPIRY,
  TOPIC_ALIAS_MAXIMUM,
  WILL_DELAY,
} from './property-ids';

const LEVEL = 5;

/** What goes into CONNECT, in its order. */
export interface Connect {
  readonly id: string;
  readonly cleanStart: boolean;
  readonly keepAliveS: number;
  /** 0 is when the connection ends, 0xFFFFFFFF never. */
  readonly sessionExpiryS: number;
  readonly receiveMaximum: number;
  readonly topicAliasMaximum: number;
}

/** Writes it, or returns NO_ROOM. Misuse throws, and names the field. */
export function encodeConnect5(
  out: Uint8Array,
  at: number,
  end: number,
  connect: Connect,
  { user, password, will }: ConnectOptions,
  options: Mqtt5Options,
): number {
  const properties = connectProperties(connect, options);
  const fields = [textField(connect.id, 'connect: id')];
  const afterId = will ? willParts(will, options) : undefined;
  if (user !== undefined) fields.push(textField(user, 'connect: user'));
  if (password !== undefined) fields.push(dataBytes(password, 'connect: password'));

  let remaining = 10 + properties.size + (afterId?.size ?? 0);
  for (const field of fields) remaining += 2 + field.length;
  if (at + packetSize(remaining) > end) return NO_ROOM;
  at = writeHeader(out, at, MQTTCONNECT, remaining);
  at = writeField(out, at, Uint8Array.of(0x4d, 0x51, 0x54, 0x54)); // MQTT
  out[at++] = LEVEL;
  let flags = connect.cleanStart ? 0x02 : 0; // clause 3.1.2.3
  if (will) flags |= 0x04 | ((will.qos ?? 0) << 3) | (will.retain ? 0x20 : 0);
  if (user !== undefined) flags |= 0x80;
  if (password !== undefined) flags |= 0x40;
  out[at++] = flags;
  out[at++] = connect.keepAliveS >> 8;
  out[at++] = connect.keepAliveS;
  at = properties.write(out, at);
  at = writeField(out, at, fields[0]!);
  if (afterId) at = afterId.write(out, at);
  for (const field of fields.slice(1)) at = writeField(out, at, field);
  return at;
}

function connectProperties(connect: Connect, options: Mqtt5Options): PropertyWriter {
  const { sessionExpiryS, receiveMaximum, topicAliasMaximum } = connect;
  const { requestResponseInformation, requestProblemInformation, authentication } = options;
  return new PropertyWriter()
    .number(SESSION_EXPIRY, 4, sessionExpiryS === 0 ? undefined : sessionExpiryS)
    .number(RECEIVE_MAXIMUM, 2, receiveMaximum)
    .number(MAXIMUM_PACKET_SIZE, 4, options.maximumPacketSize)
    .number(TOPIC_ALIAS_MAXIMUM, 2, topicAliasMaximum === 0 ? undefined : topicAliasMaximum)
    .number(REQUEST_RESPONSE_INFORMATION, 1, requestResponseInformation ? 1 : undefined)
    .number(REQUEST_PROBLEM_INFORMATION, 1, requestProblemInformation === false ? 0 : undefined)
    .users(options.userProperties)
    .text(AUTHENTICATION_METHOD, authentication?.method, 'authentication: method')
    .binary(AUTHENTICATION_DATA, authentication?.data?.(), 'authentication: data');
}

interface Part {
  readonly size: number;
  write(out: Uint8Array, at: number): number;
}

/** The will's properties, topic and payload, clauses 3.1.3.2 to 3.1.3.4. */
function willParts(will: NonNullable<ConnectOptions['will']>, options: Mqtt5Options): Part {
  whole(will.qos ?? 0, "connect: the will's QoS", 2); // [MQTT-3.1.2-12]
  const topic = topicNameBytes(will.topic);
  if (!topic) {
    throw new TypeError("connect: the will's topic is empty, or has + # or U+0000 in it");
  }
  const payload = dataBytes(will.payload, "connect: the will's payload");
  const { delayS, expiryS } = options.will ?? {};
  const properties = messageProperties(options.will ?? {})
    .number(WILL_DELAY, 4, delayS)
    .number(MESSAGE_EXPIRY, 4, expiryS);
  return {
    size: properties.size + 2 + topic.length + 2 + payload.length,
    write: (out, at) => writeField(out, writeField(out, properties.write(out, at), topic), payload),
  };
}
