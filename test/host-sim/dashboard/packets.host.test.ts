/** Packets as the page shows them: their parts are all of their bytes, and no secret is among them. */

import { generate, type Packet } from 'mqtt-packet';
import { PacketStream, type SeenPacket } from '../../../host-sim/dashboard/observe/packet-stream';
import { deepEqual, equal, includes } from '../../kit/assert';
import { test } from '../../kit/test';

function seen(packets: readonly Packet[], pieceBytes = Infinity): readonly SeenPacket[] {
  const found: SeenPacket[] = [];
  const stream = new PacketStream({ version: 4 }, (one) => found.push(one));
  const bytes = Buffer.concat(packets.map((packet) => generate(packet)));
  const size = Math.min(pieceBytes, bytes.length);
  for (let at = 0; at < bytes.length; at += size) stream.take(bytes.subarray(at, at + size));
  return found;
}

const READING: Packet = {
  ...{ cmd: 'publish', topic: 'a/b', payload: '{"t":1}', qos: 1, messageId: 7 },
  ...{ retain: false, dup: false },
};

const CONNECT: Packet = {
  ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'desk' },
  ...{ keepalive: 60, username: 'anna', password: Buffer.from('s3cret!') },
  will: { topic: 'gone', payload: Buffer.from('offline'), qos: 1, retain: true },
};

const OTHERS: readonly Packet[] = [
  { cmd: 'connack', returnCode: 0, sessionPresent: false },
  { cmd: 'puback', messageId: 7 },
  { cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'a/#', qos: 1 }] },
  { cmd: 'suback', messageId: 3, granted: [1] },
  { cmd: 'pingreq' },
  { cmd: 'disconnect' },
];

test('a PUBLISH part by part', () => {
  const [one] = seen([READING]);
  deepEqual(
    one!.row.fields.map(({ name, value, at, length }) => [name, value, at, length]),
    [
      ['type and flags', 'PUBLISH, QoS 1', 0, 1],
      ['remaining length', '14', 1, 1],
      ['length of the topic', '3', 2, 2],
      ['topic', 'a/b', 4, 3],
      ['packet id', '7', 7, 2],
      ['payload', '{"t":1}', 9, 7],
    ],
  );
  equal(one!.row.summary, 'a/b, id 7');
  equal(one!.row.hex, generate(READING).toString('hex'));
});

test('the parts are all of the bytes, one behind the other, in pieces of any size', () => {
  const all = [CONNECT, READING, ...OTHERS];
  for (const pieceBytes of [1, 2, 5, Infinity]) {
    const found = seen(all, pieceBytes);
    equal(found.length, all.length);
    for (const { row } of found) {
      let at = 0;
      for (const field of row.fields) {
        equal(field.at, at, `${row.type} ${field.name}`);
        at += field.length;
      }
      equal(at, row.bytes, row.type);
      equal(row.problem, undefined);
      equal(
        row.fields.some(({ name }) => name === 'rest'),
        false,
      );
    }
  }
});

test('neither user name nor password is shown, as text or as bytes', () => {
  const [one] = seen([CONNECT]);
  const text = JSON.stringify(one!.row);
  for (const secret of ['anna', 's3cret!']) {
    equal(text.includes(secret), false);
    equal(text.includes(Buffer.from(secret).toString('hex')), false);
  }
  includes(text, 'not shown');
  includes(text, 'desk');
});

test('what mqtt-packet does not take is shown with its objection', () => {
  const found: SeenPacket[] = [];
  const stream = new PacketStream({ version: 4 }, (one) => found.push(one));
  stream.take(Uint8Array.of(0x36, 2, 0, 0)); // QoS 3
  equal(found[0]!.row.problem === undefined, false);
  stream.take(Uint8Array.of(0x16, 0xff, 0xff, 0xff, 0xff)); // no MQTT at all
  stream.take(Uint8Array.of(0x30, 0));
  equal(found.length, 1);
});
