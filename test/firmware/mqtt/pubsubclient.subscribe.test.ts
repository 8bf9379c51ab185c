/** Subscribing, as PubSubClient 2.8's own tests check it (tests/src/subscribe_spec.cpp there), and more. */

import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { ClientFixture, connectedFixture } from '../../kit/client';
import { test } from '../../kit/test';

test('subscribe asks for QoS 0 unless told otherwise, with 2 as the first identifier', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.subscribe('topic'), true);
  deepEqual(
    socket.take(),
    bytes(
      0x82, // SUBSCRIBE
      10, // Remaining Length
      [0, 2], // Packet Identifier
      field('topic'), // Topic Filter
      0, // Requested QoS
    ),
  );
});

test('subscribe asks for QoS 1', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.subscribe('topic', 1), true);
  deepEqual(socket.take(), bytes(0x82, 10, [0, 2], field('topic'), 1));
});

test('unsubscribe names the filter', async () => {
  const { client, socket } = await connectedFixture();
  equal(client.unsubscribe('topic'), true);
  deepEqual(
    socket.take(),
    bytes(
      0xa2, // UNSUBSCRIBE
      9, // Remaining Length
      [0, 2], // Packet Identifier
      field('topic'), // Topic Filter
    ),
  );
});

test('each request has an identifier of its own, and a new connection counts from the start', async () => {
  const fixture = await connectedFixture();
  fixture.client.subscribe('a');
  fixture.client.unsubscribe('a');
  fixture.client.subscribe('b');
  const ids = fixture.socket.take().filter((_, i) => i === 3 || i === 11 || i === 18);
  deepEqual(ids, bytes(2, 3, 4));
  await fixture.client.disconnect();
  await fixture.connect();
  fixture.client.subscribe('a');
  equal(fixture.socket.take()[3], 2);
});

test('identifiers wrap past 65535 to 1 and are never 0', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 2 ** 30));
  const seen = new Set<number>();
  let last = 0;
  for (let i = 0; i < 65_536; i++) {
    fixture.client.subscribe('a');
    const packet = fixture.socket.take();
    last = (packet[2]! << 8) | packet[3]!;
    seen.add(last);
  }
  equal(seen.has(0), false);
  equal(seen.size, 65_535);
  equal(last, 2);
});

test('a request that does not fit now leaves its identifier to the next', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket } = fixture;
  client.publish('topic', 'x'.repeat(240));
  for (let i = 0; i < 5; i++) equal(client.subscribe('topic'), false);
  equal(client.failure(), 'no room');
  socket.open(1000);
  await fixture.pass();
  socket.take();
  client.subscribe('topic');
  equal(socket.take()[3], 2);
});

test('nothing is asked for without a connection', () => {
  const { client } = new ClientFixture();
  equal(client.subscribe('topic'), false);
  equal(client.unsubscribe('topic'), false);
  equal(client.failure(), 'not connected');
});

for (const qos of [2, 254, -1, 0.5, NaN]) {
  test(`QoS ${qos} is refused`, async () => {
    const { client, socket } = await connectedFixture();
    equal(client.subscribe('topic', qos), false);
    equal(client.failure(), 'bad QoS');
    deepEqual(socket.take(), bytes());
  });
}

test('a filter fits with nine bytes to spare, and not with eight', async () => {
  const { client, socket } = await connectedFixture(({ client }) => client.setBufferSize(128));
  equal(client.subscribe('x'.repeat(119)), true);
  equal(socket.take().length, 7 + 119);
  equal(client.subscribe('x'.repeat(120)), false);
  equal(client.failure(), 'too long');
  equal(client.unsubscribe('x'.repeat(119)), true);
  equal(client.unsubscribe('x'.repeat(120)), false);
});

for (const filter of ['', 'a/#/b', 'a#', 'a+/b', '\0', '\udfff']) {
  test(`a filter like ${JSON.stringify(filter)} is refused before it goes out`, async () => {
    const { client, socket } = await connectedFixture();
    equal(client.subscribe(filter), false);
    equal(client.failure(), 'bad topic');
    equal(client.unsubscribe(filter), false);
    deepEqual(socket.take(), bytes());
  });
}

test('a filter that is no text is a mistake of the program', async () => {
  const { client } = await connectedFixture();
  throws(() => client.subscribe(5 as never), 'filter: number');
  throws(() => client.unsubscribe(undefined as never), 'filter: undefined');
});
