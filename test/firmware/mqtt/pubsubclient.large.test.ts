/** Messages larger than the buffer: beginPublish, write, endPublish and publish_P. */

import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { ClientFixture, connectedFixture } from '../../kit/client';
import { test } from '../../kit/test';

test('a message is published in pieces', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.beginPublish('topic', 7, true), true);
  equal(client.write(bytes('pay')), 3);
  equal(client.write(0x6c), 1);
  equal(client.print('oad'), 3);
  equal(client.endPublish(), 1);
  deepEqual(socket.take(), bytes(0x31, 14, field('topic'), 'payload'));
});

test('write takes the number of bytes that Arduino would give it', async () => {
  const { client, socket } = await connectedFixture();
  client.beginPublish('topic', 2, false);
  equal(client.write(bytes('abcdef'), 2), 2);
  equal(client.endPublish(), 1);
  deepEqual(socket.take(), bytes(0x30, 9, field('topic'), 'ab'));
});

test('println ends a line as Arduino does', async () => {
  const { client, socket } = await connectedFixture();
  client.beginPublish('topic', 4, false);
  equal(client.println('hi'), 4);
  equal(client.endPublish(), 1);
  deepEqual(socket.take(), bytes(0x30, 11, field('topic'), 'hi\r\n'));
});

test('an empty message needs no write', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.beginPublish('topic', 0, true), true);
  equal(client.endPublish(), 1);
  deepEqual(socket.take(), bytes(0x31, 7, field('topic')));
});

test('a length beyond 64 KiB is sent as it is', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.beginPublish('topic', 100_000, false), true);
  deepEqual(
    socket.take(),
    bytes(
      0x30, // PUBLISH
      [0xa7, 0x8d, 0x06], // Remaining Length 100,007
      field('topic'), // Topic Name
    ),
  );
});

test('a length beyond what a packet can have is refused', async () => {
  const { client, socket } = await connectedFixture();
  for (const length of [268_435_449, 2 ** 32 + 5, 2 ** 52]) {
    equal(client.beginPublish('topic', length, false), false);
    equal(client.failure(), 'too long');
  }
  deepEqual(socket.take(), bytes());
  equal(client.beginPublish('topic', 268_435_448, false), true);
});

for (const length of [-5, -1, 1.5, NaN, Infinity]) {
  test(`beginning a message of ${length} bytes is a mistake of the program, and sends nothing`, async () => {
    const { client, socket } = await connectedFixture();
    throws(() => client.beginPublish('topic', length, false), `length ${length}`);
    deepEqual(socket.take(), bytes());
    equal(client.publish('topic', 'x'), true);
  });
}

test('writing what is no byte, or more than there is, is a mistake of the program', async () => {
  const { client, socket } = await connectedFixture();
  client.beginPublish('topic', 3, false);
  socket.take();
  for (const byte of [NaN, 0.5, -1, 256]) throws(() => client.write(byte), `byte ${byte}`);
  for (const size of [NaN, 0.5, -1, 4]) throws(() => client.write(bytes('abc'), size), 'length');
  deepEqual(socket.take(), bytes());
});

test('a topic larger than the buffer is refused', async () => {
  const { client } = await connectedFixture();
  equal(client.beginPublish('t'.repeat(249), 1, false), true);
  equal(client.write(1), 1);
  equal(client.beginPublish('t'.repeat(250), 1, false), false);
  equal(client.failure(), 'too long');
});

test('endPublish is 0 while bytes are missing, and they can still come', async () => {
  const { client, socket } = await connectedFixture();
  client.beginPublish('topic', 3, false);
  client.write(bytes('ab'));
  equal(client.endPublish(), 0);
  equal(client.failure(), 'message unfinished');
  equal(client.write(bytes('c')), 1);
  equal(client.endPublish(), 1);
  deepEqual(socket.take(), bytes(0x30, 10, field('topic'), 'abc'));
});

test('bytes beyond the length announced are not taken', async () => {
  const { client, socket } = await connectedFixture();
  client.beginPublish('topic', 3, false);
  equal(client.write(bytes('abcdef')), 3);
  equal(client.write(bytes('g')), 0);
  equal(client.failure(), 'no message open');
  equal(client.endPublish(), 1);
  deepEqual(socket.take(), bytes(0x30, 10, field('topic'), 'abc'));
});

test('write and endPublish without a message begun do nothing', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.write(bytes('abc')), 0);
  equal(client.endPublish(), 0);
  deepEqual(socket.take(), bytes());
  const idle = new ClientFixture();
  equal(idle.client.beginPublish('topic', 3, false), false);
  equal(idle.client.write(bytes('abc')), 0);
  equal(idle.client.endPublish(), 0);
  equal(idle.client.failure(), 'not connected');
});

test('no other packet can slip into an open message', async () => {
  const fixture = await connectedFixture();
  const { client, socket } = fixture;
  client.beginPublish('topic', 3, false);
  socket.take();
  equal(client.publish('topic', 'other'), false);
  equal(client.failure(), 'message open');
  equal(client.subscribe('topic'), false);
  equal(client.unsubscribe('topic'), false);
  equal(client.beginPublish('topic', 3, false), false);
  deepEqual(socket.take(), bytes());
});

test('a message refused because another is open does not disturb that one', async () => {
  const { client, socket } = await connectedFixture();
  client.beginPublish('topic', 4, false);
  client.write(bytes('ab'));
  equal(client.beginPublish('other', 4, false), false);
  equal(client.failure(), 'message open');
  client.write(bytes('cd'));
  equal(client.endPublish(), 1);
  deepEqual(socket.take(), bytes(0x30, 11, field('topic'), 'abcd'));
});

test('publish_P tells the truth to both when two overlap', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 300));
  const first = fixture.client.publish_P('topic', new Uint8Array(1000), false);
  equal(await fixture.client.publish_P('other', 'x', false), false);
  fixture.socket.open(1000);
  await fixture.pass();
  equal(await first, true);
});

test('what comes meanwhile is handled after the message, and acknowledged', async () => {
  const fixture = await connectedFixture();
  const { client, socket, messages } = fixture;
  client.beginPublish('topic', 3, false);
  socket.take();
  await fixture.receive(
    0x32, // PUBLISH, QoS 1
    11, // Remaining Length
    field('topic'),
    [0, 9], // Packet Identifier
    'hi',
  );
  equal(messages.length, 0);
  client.write(bytes('abc'));
  equal(messages.length, 0); // never inside a call of the application
  await fixture.pass();
  equal(messages.length, 1);
  deepEqual(socket.take(), bytes('abc', 0x40, 2, 0, 9));
});

test('one larger than the buffer that was passing by goes on, and is acknowledged after the message', async () => {
  const fixture = await connectedFixture();
  const { client, socket } = fixture;
  await fixture.receive(0x32, [0xf1, 0x07], field('topic'), [0, 9], new Uint8Array(500));
  client.beginPublish('topic', 3, false);
  socket.take();
  await fixture.receive(new Uint8Array(500), [0x30, 9], field('topic'), 'hi');
  equal(client.droppedMessages(), 1);
  equal(fixture.messages.length, 0);
  deepEqual(socket.take(), bytes());
  client.write(bytes('abc'));
  await fixture.pass();
  equal(fixture.messages.length, 1);
  deepEqual(socket.take(), bytes('abc', 0x40, 2, 0, 9));
});

test('write takes as much as fits, and writable tells when to go on', async () => {
  const fixture = await connectedFixture();
  const { client, socket } = fixture;
  const payload = new Uint8Array(5000).map((_, i) => i);
  client.beginPublish('topic', payload.length, false);
  let sent = 0;
  while (sent < payload.length) {
    sent += client.write(payload.subarray(sent));
    const room = client.writable();
    socket.open(300);
    await fixture.pass();
    equal(await room, true);
  }
  equal(client.endPublish(), 1);
  socket.open(5000);
  await fixture.pass();
  deepEqual(socket.take().subarray(3 + 7), payload);
});

test('publish_P sends any size, as the network takes it', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 100));
  const { client, socket } = fixture;
  const payload = new Uint8Array(3000).map((_, i) => i * 7);
  let done: boolean | undefined;
  void client.publish_P('topic', payload, true).then((result) => (done = result));
  for (let i = 0; i < 31; i++) {
    await fixture.pass();
    socket.open(100);
  }
  await fixture.pass();
  equal(done, true);
  deepEqual(
    socket.take(),
    bytes(
      0x31, // PUBLISH, RETAIN
      [0xbf, 0x17], // Remaining Length 3,007
      field('topic'), // Topic Name
      payload,
    ),
  );
});

test('publish_P takes what PubSubClient takes', async () => {
  const { client, socket } = await connectedFixture();
  equal(await client.publish_P('topic', bytes(1, 2, 3, 0, 5), 5, true), true);
  deepEqual(socket.take(), bytes(0x31, 12, field('topic'), 1, 2, 3, 0, 5));
  equal(await client.publish_P('topic', 'text', false), true);
  deepEqual(socket.take(), bytes(0x30, 11, field('topic'), 'text'));
});

test('publish_P settles false when the connection breaks on the way', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 100));
  const published = fixture.client.publish_P('topic', new Uint8Array(3000), false);
  await fixture.pass();
  fixture.socket.end();
  await fixture.pass();
  equal(await published, false);
});

test('disconnect with a message half sent closes without DISCONNECT', async () => {
  const { client, socket } = await connectedFixture();
  client.beginPublish('topic', 3, false);
  socket.take();
  await client.disconnect();
  equal(socket.closed, true);
  deepEqual(socket.take(), bytes());
});

test('a message half sent does not outlive its connection', async () => {
  const fixture = await connectedFixture();
  fixture.client.beginPublish('topic', 3, false);
  fixture.socket.end();
  await fixture.pass();
  equal(fixture.client.write(bytes('abc')), 0);
  equal(fixture.client.endPublish(), 0);
  await fixture.connect();
  equal(fixture.client.publish('topic', 'x'), true);
});
