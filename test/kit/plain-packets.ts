/** Packets as plain objects, to and from bytes with the firmware's own functions. */

import {
  checkConnack,
  checkHeader,
  checkSuback,
  decodeId,
  decodePublish,
  PublishFields,
} from '../../firmware/mqtt/decode';
import * as encode from '../../firmware/mqtt/encode';
import { encodeConnect } from '../../firmware/mqtt/encode-connect';
import {
  checkQos2Header,
  encodePubcomp,
  encodePubrec,
  encodePubrel,
} from '../../firmware/mqtt/session/qos2';
import * as server from '../../firmware/mqtt/server';
import { toText } from '../../firmware/mqtt/text';
import { bytes, text } from './bytes';

export interface PlainConnect {
  readonly kind: 'connect';
  readonly version: number;
  readonly cleanSession: boolean;
  readonly keepAliveS: number;
  readonly id: string;
  readonly will: PlainWill | undefined;
  readonly user: string | undefined;
  readonly password: Uint8Array | undefined;
}

export interface PlainWill {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
}

export interface PlainPublish {
  readonly kind: 'publish';
  readonly dup: boolean;
  readonly qos: number;
  readonly retain: boolean;
  readonly topic: string;
  /** 0 at QoS 0 */
  readonly id: number;
  readonly payload: Uint8Array;
}

export type PlainPacket =
  | PlainConnect
  | PlainPublish
  | { readonly kind: 'connack'; readonly sessionPresent: boolean; readonly returnCode: number }
  | {
      readonly kind: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp' | 'unsuback';
      readonly id: number;
    }
  | {
      readonly kind: 'subscribe';
      readonly id: number;
      readonly filters: readonly { readonly filter: string; readonly qos: number }[];
    }
  | { readonly kind: 'suback'; readonly id: number; readonly returnCodes: readonly number[] }
  | { readonly kind: 'unsubscribe'; readonly id: number; readonly filters: readonly string[] }
  | { readonly kind: 'pingreq' | 'pingresp' | 'disconnect' };

/** The packet's bytes; `SUBSCRIBE` and `UNSUBSCRIBE` with one filter, as the client sends them. */
export function encodePlain(packet: PlainPacket): Uint8Array {
  const out = new Uint8Array(4096);
  return out.slice(0, write(packet, out, out.length));
}

function write(packet: PlainPacket, out: Uint8Array, end: number): number {
  switch (packet.kind) {
    case 'connect':
      return encodeConnect(out, 0, end, packet, packet.keepAliveS);
    case 'publish': {
      const { dup, qos, retain, topic, id, payload } = packet;
      const first = 0x30 | (dup ? encode.DUP : 0) | (qos << 1) | (retain ? encode.RETAIN : 0);
      return encode.encodePublish(out, 0, end, first, bytes(topic), id, payload);
    }
    case 'connack':
      return server.encodeConnack(out, 0, end, packet.sessionPresent, packet.returnCode);
    case 'puback':
      return encode.encodePuback(out, 0, end, packet.id);
    case 'pubrec':
      return encodePubrec(out, 0, end, packet.id);
    case 'pubrel':
      return encodePubrel(out, 0, end, packet.id);
    case 'pubcomp':
      return encodePubcomp(out, 0, end, packet.id);
    case 'unsuback':
      return server.encodeUnsuback(out, 0, end, packet.id);
    case 'subscribe': {
      const { filter, qos } = packet.filters[0]!;
      return encode.encodeSubscribe(out, 0, end, packet.id, bytes(filter), qos);
    }
    case 'suback':
      return server.encodeSuback(out, 0, end, packet.id, Uint8Array.from(packet.returnCodes));
    case 'unsubscribe':
      return encode.encodeUnsubscribe(out, 0, end, packet.id, bytes(packet.filters[0]!));
    case 'pingreq':
      return encode.encodePingreq(out, 0, end);
    case 'pingresp':
      return encode.encodePingresp(out, 0, end);
    case 'disconnect':
      return encode.encodeDisconnect(out, 0, end);
  }
}

/** Checks the fixed header of any packet, of either side. */
export function checkAnyHeader(
  first: number,
  remaining: number,
): server.ServerMalformed | undefined {
  const type = first >> 4;
  if (type === 1 || type === 8 || type === 10 || type === 14) {
    return server.checkClientHeader(first, remaining);
  }
  if (type >= 5 && type <= 7) return checkQos2Header(first, remaining);
  return checkHeader(first, remaining);
}

const KINDS = [
  '',
  'connect',
  'connack',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'subscribe',
  'suback',
  'unsubscribe',
  'unsuback',
  'pingreq',
  'pingresp',
  'disconnect',
  '',
] as const;

/** The packet's name, empty for the types that do not exist. */
export function kindOf(first: number): (typeof KINDS)[number] {
  return KINDS[first >> 4]!;
}

/** Reads a body whose header has passed `checkAnyHeader`; what is wrong comes as its name. */
export function decodePlain(
  first: number,
  body: Uint8Array,
  start = 0,
  end = body.length,
): PlainPacket | server.ServerMalformed {
  const kind = kindOf(first);
  switch (kind) {
    case 'connect':
      return plainConnect(server.decodeConnect(body, start, end));
    case 'publish':
      return plainPublish(first, body, start, end);
    case 'connack': {
      const sessionPresent = body[start] === 1;
      return checkConnack(body, start) ?? { kind, sessionPresent, returnCode: body[start + 1]! };
    }
    case 'subscribe': {
      const decoded = server.decodeSubscribe(body, start, end);
      if (typeof decoded === 'string') return decoded;
      const filters = decoded.map(({ filter, qos }) => ({ filter: text(filter), qos }));
      return { kind, id: decodeId(body, start), filters };
    }
    case 'unsubscribe': {
      const decoded = server.decodeUnsubscribe(body, start, end);
      if (typeof decoded === 'string') return decoded;
      return { kind, id: decodeId(body, start), filters: decoded.map(text) };
    }
    case 'suback': {
      const returnCodes = Array.from(body.slice(start + 2, end));
      const malformed = checkSuback(body, start, end);
      return malformed ?? { kind, id: decodeId(body, start), returnCodes };
    }
    case 'pingreq':
    case 'pingresp':
    case 'disconnect':
      return { kind };
    case '':
      return 'unexpected packet';
    default: {
      const id = decodeId(body, start);
      return id === 0 ? 'packet identifier 0' : { kind, id };
    }
  }
}

function plainConnect(
  connect: server.ReceivedConnect | server.ServerMalformed,
): PlainConnect | server.ServerMalformed {
  if (typeof connect === 'string') return connect;
  const { version, cleanSession, keepAliveS, id, will, user, password } = connect;
  return {
    kind: 'connect',
    version,
    cleanSession,
    keepAliveS,
    id: text(id),
    will: will && { ...will, topic: text(will.topic), payload: will.payload.slice() },
    user: user && text(user),
    password: password?.slice(),
  };
}

function plainPublish(
  first: number,
  body: Uint8Array,
  start: number,
  end: number,
): PlainPublish | server.ServerMalformed {
  const fields = new PublishFields();
  const malformed = decodePublish(first, body, start, end, fields);
  if (malformed) return malformed;
  return {
    kind: 'publish',
    dup: (first & 0x08) !== 0,
    qos: (first >> 1) & 3,
    retain: (first & 0x01) !== 0,
    topic: toText(body, fields.topicStart, fields.topicEnd),
    id: fields.id,
    payload: body.slice(fields.payloadStart, end),
  };
}
