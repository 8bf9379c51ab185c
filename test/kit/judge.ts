/** An independent judge of packets: mqtt-packet, brought into our plain form. For Node only. */

import { Buffer } from 'node:buffer';
import { generate, type Packet, parser } from 'mqtt-packet';
import type { PlainPacket } from './plain-packets';

/** The judge's bytes for a packet. */
export function judgedBytes(packet: PlainPacket): Uint8Array {
  return new Uint8Array(generate(toJudge(packet)));
}

export interface Verdict {
  /** The packets that the judge accepted, before it found anything wrong. */
  readonly packets: readonly PlainPacket[];
  /** What it found wrong. */
  readonly refused: string | undefined;
}

/** How the judge reads a stream. */
export function judge(stream: Uint8Array): Verdict {
  const packets: PlainPacket[] = [];
  let refused: string | undefined;
  const parse = parser({ protocolVersion: 4 });
  parse.on('packet', (packet: Packet) => {
    if (refused === undefined) packets.push(fromJudge(packet));
  });
  parse.on('error', (error: Error) => (refused ??= error.message));
  try {
    parse.parse(Buffer.from(stream));
  } catch (error) {
    refused ??= String(error);
  }
  return { packets, refused };
}

function toJudge(packet: PlainPacket): Packet {
  switch (packet.kind) {
    case 'connect': {
      const { version, cleanSession, keepAliveS, id, will, user, password } = packet;
      return {
        cmd: 'connect',
        protocolId: version === 3 ? 'MQIsdp' : 'MQTT',
        protocolVersion: version as 3 | 4,
        clean: cleanSession,
        keepalive: keepAliveS,
        clientId: id,
        ...(will && {
          will: { ...will, qos: quality(will.qos), payload: Buffer.from(will.payload) },
        }),
        ...(user !== undefined && { username: user }),
        ...(password && { password: Buffer.from(password) }),
      };
    }
    case 'publish': {
      const { kind: cmd, dup, qos, retain, topic, id, payload } = packet;
      const fields = { dup, qos: quality(qos), retain, topic, payload: Buffer.from(payload) };
      return qos === 0 ? { cmd, ...fields } : { cmd, ...fields, messageId: id };
    }
    case 'connack':
      return {
        cmd: 'connack',
        sessionPresent: packet.sessionPresent,
        returnCode: packet.returnCode,
      };
    case 'subscribe':
      return {
        cmd: 'subscribe',
        messageId: packet.id,
        subscriptions: packet.filters.map(({ filter, qos }) => ({
          topic: filter,
          qos: quality(qos),
        })),
      };
    case 'suback':
      return { cmd: 'suback', messageId: packet.id, granted: [...packet.returnCodes] };
    case 'unsubscribe':
      return { cmd: 'unsubscribe', messageId: packet.id, unsubscriptions: [...packet.filters] };
    case 'unsuback':
      return { cmd: 'unsuback', messageId: packet.id, granted: [] };
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return { cmd: packet.kind, messageId: packet.id };
    default:
      return { cmd: packet.kind };
  }
}

function quality(qos: number): 0 | 1 | 2 {
  return qos as 0 | 1 | 2;
}

function fromJudge(packet: Packet): PlainPacket {
  const id = packet.messageId ?? 0;
  switch (packet.cmd) {
    case 'connect': {
      const { will } = packet;
      return {
        kind: 'connect',
        version: packet.protocolVersion!,
        cleanSession: packet.clean!,
        keepAliveS: packet.keepalive!,
        id: packet.clientId,
        will: will && {
          topic: will.topic,
          payload: asBytes(will.payload),
          qos: will.qos!,
          retain: will.retain!,
        },
        user: packet.username,
        password: packet.password && asBytes(packet.password),
      };
    }
    case 'publish': {
      const { dup, qos, retain, topic, payload } = packet;
      return { kind: 'publish', dup, qos, retain, topic, id, payload: asBytes(payload) };
    }
    case 'connack':
      return {
        kind: 'connack',
        sessionPresent: packet.sessionPresent,
        returnCode: packet.returnCode!,
      };
    case 'subscribe': {
      const filters = packet.subscriptions.map(({ topic, qos }) => ({ filter: topic, qos }));
      return { kind: 'subscribe', id, filters };
    }
    case 'suback':
      return { kind: 'suback', id, returnCodes: packet.granted as number[] };
    case 'unsubscribe':
      return { kind: 'unsubscribe', id, filters: packet.unsubscriptions };
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
    case 'unsuback':
      return { kind: packet.cmd, id };
    case 'pingreq':
    case 'pingresp':
    case 'disconnect':
      return { kind: packet.cmd };
    default:
      throw new Error(`the judge saw ${packet.cmd}`);
  }
}

function asBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? new Uint8Array(Buffer.from(data)) : new Uint8Array(data);
}
