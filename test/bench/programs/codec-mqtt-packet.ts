/** The same operations with mqtt-packet. */

import mqttPacket, { type Packet } from 'mqtt-packet';
import {
  bytesOf,
  CONNECT,
  mustBe,
  mustCount,
  PACKETS,
  PAYLOAD,
  pieces,
  PUBACK,
  PUBLISH,
  TOPIC,
} from './inputs';
import type { Operation } from './serve';

const { generate, parser } = mqttPacket;

// Else it keeps 65,536 buffers: 458,761 slots and 3.7 MB, which no ESP32 has.
(mqttPacket.writeToStream as unknown as { cacheNumbers: boolean }).cacheNumbers = false;

const payload = Buffer.from(PAYLOAD);

function publish(): Uint8Array {
  return generate({ cmd: 'publish', topic: TOPIC, payload, qos: 0, retain: false, dup: false });
}

function connect(): Uint8Array {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId: CONNECT.id,
    username: CONNECT.user,
    password: Buffer.from(bytesOf(CONNECT.password)),
    clean: true,
    keepalive: CONNECT.keepAliveS,
    will: { ...CONNECT.will, payload: Buffer.from(bytesOf(CONNECT.will.payload)) },
  });
}

function decoding(name: string, packet: Uint8Array, size: number, messages: number): Operation {
  const all = pieces(packet, size).map((piece) => Buffer.from(piece));
  const reader = parser({ protocolVersion: 4 });
  const seen = { messages: 0, bytes: 0 };
  reader.on('packet', (received: Packet) => {
    if (received.cmd !== 'publish') return;
    seen.messages++;
    seen.bytes += received.payload.length;
  });
  const run = (): void => {
    for (const piece of all) reader.parse(piece);
  };
  return {
    name,
    packets: PACKETS,
    run,
    check: () => {
      run();
      mustCount(name, seen.messages, messages);
      mustCount(name, seen.bytes, messages * PAYLOAD.length);
    },
  };
}

export const operations: readonly Operation[] = [
  {
    name: 'PUBLISH QoS 0, topic as text, as the time before',
    packets: 1,
    run: publish,
    check: () => {
      mustBe('PUBLISH', publish(), PUBLISH);
    },
  },
  {
    name: 'CONNECT, all fields',
    packets: 1,
    run: connect,
    check: () => {
      mustCount('CONNECT', connect().length, 97);
    },
  },
  decoding('decode PUBLISH, pieces of 1,460 bytes', PUBLISH, 1_460, PACKETS),
  decoding('decode PUBLISH, pieces of 64 bytes', PUBLISH, 64, PACKETS),
  decoding('decode PUBACK', PUBACK, 400, 0),
];
