/** Publishing, as PubSubClient 2.8's own tests check it (tests/src/publish_spec.cpp there), and more. */

import { MQTT_CONNECTED } from '../../../firmware/mqtt/constants';
import { Topic } from '../../../firmware/mqtt/topic';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field, type Part } from '../../kit/bytes';
import { ClientFixture, connectedFixture } from '../../kit/client';
import { test } from '../../kit/test';

/** A PUBLISH to `topic` whose Remaining Length fits into one byte. */
function publishPacket(first: number, ...payload: Part[]): Uint8Array {
  const rest = bytes(field('topic'), ...payload);
  return bytes(first, rest.length, rest);
}

test('a string is published', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.publish('topic', 'payload'), true);
  deepEqual(socket.take(), publishPacket(0x30, 'payload'));
});

test('bytes are published, all of them or the first few', async () => {
  const { client, socket } = await connectedFixture();
  const payload = bytes(1, 2, 3, 0, 5);
  equal(client.publish('topic', payload), true);
  deepEqual(socket.take(), publishPacket(0x30, 1, 2, 3, 0, 5));
  equal(client.publish('topic', payload, 5), true);
  deepEqual(socket.take(), publishPacket(0x30, 1, 2, 3, 0, 5));
  equal(client.publish('topic', payload, 2), true);
  deepEqual(socket.take(), publishPacket(0x30, 1, 2));
});

test('bytes and strings are published retained', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.publish('topic', bytes(1, 2, 3, 0, 5), 5, true), true);
  deepEqual(socket.take(), publishPacket(0x31, 1, 2, 3, 0, 5));
  equal(client.publish('topic', bytes(1, 2), true), true);
  deepEqual(socket.take(), publishPacket(0x31, 1, 2));
  equal(client.publish('topic', 'ABCDE', true), true);
  deepEqual(socket.take(), publishPacket(0x31, 'ABCDE'));
});

test('a null payload is an empty one, which clears a retained message', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.publish('topic', null, true), true);
  deepEqual(socket.take(), publishPacket(0x31));
});

test('nothing is published without a connection', () => {
  const { client } = new ClientFixture();
  equal(client.publish('topic', 'payload'), false);
  equal(client.failure(), 'not connected');
});

test('the buffer holds five bytes of header, two of length, topic and payload, and no more', async () => {
  const fixture = await connectedFixture();
  const { client, socket } = fixture;
  client.setBufferSize(128);
  equal(client.publish('topic', 'x'.repeat(116)), true);
  equal(socket.take().length, 2 + 7 + 116);
  equal(client.publish('topic', 'x'.repeat(117)), false);
  equal(client.failure(), 'too long');
  deepEqual(socket.take(), bytes());
  equal(client.state(), MQTT_CONNECTED);
});

test('a topic is encoded once and again when it changes', async () => {
  const { client, socket } = await connectedFixture();
  for (const topic of ['topic', 'topic', 'other', 'topic']) {
    client.publish(topic, '');
    const rest = field(topic);
    deepEqual(socket.take(), bytes(0x30, rest.length, rest));
  }
});

test('a prepared topic is published to', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.publish(new Topic('topic'), 'payload'), true);
  deepEqual(socket.take(), publishPacket(0x30, 'payload'));
  throws(() => new Topic('a/+'), 'a/+');
});

for (const topic of ['', '#', 'a/+/b', 'a\0b', '\ud800']) {
  test(`a topic like ${JSON.stringify(topic)} is refused before it goes out`, async () => {
    const { client, socket } = await connectedFixture();
    equal(client.publish(topic, 'payload'), false);
    equal(client.failure(), 'bad topic');
    equal(client.beginPublish(topic, 1, false), false);
    deepEqual(socket.take(), bytes());
  });
}

test('a length beyond the payload is a mistake of the program', async () => {
  const { client } = await connectedFixture();
  throws(() => client.publish('topic', bytes(1, 2), 3), 'from 0 to 2');
  throws(() => client.publish('topic', bytes(1, 2), NaN), 'length NaN');
});

for (const payload of [21.5, undefined, true, [1, 2]]) {
  test(`publishing ${JSON.stringify(payload)} is a mistake of the program, and leaves no trace`, async () => {
    const { client, socket } = await connectedFixture();
    const error = throws(() => client.publish('topic', payload as never), 'payload');
    equal(error instanceof TypeError, true);
    equal(client.buffered(), 0);
    equal(client.publish('topic', 'x'), true);
    deepEqual(socket.take(), publishPacket(0x30, 'x'));
  });
}

test('waiting for room of NaN bytes is a mistake of the program', async () => {
  const { client } = await connectedFixture();
  throws(() => client.writable(NaN), 'writable: count NaN');
});

test('what is published may be changed as soon as publish returns', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26)); // CONNECT fills it
  const payload = bytes('before');
  equal(fixture.client.publish('topic', payload), true);
  payload.fill(0);
  fixture.socket.open(100);
  await fixture.pass();
  deepEqual(fixture.socket.take(), publishPacket(0x30, 'before'));
});

test('packets queue while the window is closed, in order, and leave as it opens', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket } = fixture;
  equal(client.publish('topic', 'one'), true);
  equal(client.publish('topic', 'two'), true);
  equal(client.buffered(), 24);
  deepEqual(socket.take(), bytes());
  const seen: number[] = [];
  for (let i = 0; i < 24; i++) {
    socket.open(1);
    await fixture.pass();
    seen.push(...socket.take());
  }
  deepEqual(Uint8Array.from(seen), bytes(publishPacket(0x30, 'one'), publishPacket(0x30, 'two')));
  equal(client.buffered(), 0);
});

test('a packet that does not fit now is refused whole, and writable tells when it would', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket } = fixture;
  const payload = 'x'.repeat(100);
  equal(client.publish('topic', payload), true);
  equal(client.publish('topic', payload), true);
  equal(client.publish('topic', payload), false);
  equal(client.failure(), 'no room');
  let room: boolean | undefined;
  void client.writable(109).then((result) => (room = result));
  await fixture.pass();
  equal(room, undefined);
  socket.open(70);
  await fixture.pass();
  equal(room, undefined); // 108 bytes
  socket.open(1);
  await fixture.pass();
  equal(room, true);
  equal(client.publish('topic', payload), true);
  socket.open(1000);
  await fixture.pass();
  const packet = publishPacket(0x30, payload);
  deepEqual(socket.take(), bytes(packet, packet, packet));
});

test('writable settles false when the connection ends', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  fixture.client.publish('topic', 'x'.repeat(200));
  const room = fixture.client.writable(200);
  fixture.socket.end();
  await fixture.pass();
  equal(await room, false);
  equal(await fixture.client.writable(), false);
});

test('writable for more than the buffer has come to hold waits for all of it', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket } = fixture;
  client.publish('topic', 'x'.repeat(60));
  let room: boolean | undefined;
  void client.writable(256).then((result) => (room = result));
  equal(client.setBufferSize(128), true);
  socket.open(68);
  await fixture.pass();
  equal(room, undefined); // a byte waits
  socket.open(1);
  await fixture.pass();
  equal(room, true);
});

test('writable settles when a larger buffer makes room', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client } = fixture;
  client.publish('topic', 'x'.repeat(200));
  const room = client.writable(100);
  equal(client.setBufferSize(512), true);
  equal(await room, true);
});

test('a message that one write can take leaves in one write', async () => {
  const { client, socket } = await connectedFixture();
  const before = socket.writes;
  client.publish('topic', 'payload');
  equal(socket.writes - before, 1);
});

test('setBufferSize refuses what cannot be', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client } = fixture;
  equal(client.setBufferSize(0), false);
  equal(client.setBufferSize(65_536), false);
  equal(client.setBufferSize(1.5), false);
  client.publish('topic', 'x'.repeat(100));
  equal(client.setBufferSize(50), false); // 109 bytes wait
  equal(client.getBufferSize(), 256);
  equal(client.setBufferSize(512), true);
  equal(client.getBufferSize(), 512);
  fixture.socket.open(1000);
  await fixture.pass();
  deepEqual(fixture.socket.take(), publishPacket(0x30, 'x'.repeat(100)));
});
