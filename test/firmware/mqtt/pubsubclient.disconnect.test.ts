/** Saying goodbye, and what follows it. */

import { MQTT_CONNECTION_LOST, MQTT_DISCONNECTED } from '../../../firmware/mqtt/constants';
import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import {
  ClientFixture,
  CONNACK,
  connectedFixture,
  connectPacket,
  ID,
  SERVER,
} from '../../kit/client';
import { test } from '../../kit/test';

test('connect, disconnect and connect again work on one client', async () => {
  const fixture = await connectedFixture();
  const gone = fixture.client.disconnect();
  equal(fixture.client.connected(), false);
  equal(fixture.client.state(), MQTT_DISCONNECTED);
  await gone;
  deepEqual(fixture.socket.take(), bytes(0xe0, 0));
  equal(fixture.socket.closed, true);
  equal(await fixture.connect(), true);
  equal(fixture.network.sockets.length, 2);
});

test('disconnect waits for the network to take what was queued', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26)); // CONNECT fills it
  let gone = false;
  void fixture.client.disconnect().then(() => (gone = true));
  await fixture.pass();
  equal(gone, false);
  equal(fixture.socket.closed, false);
  fixture.socket.open(2);
  await fixture.pass();
  equal(gone, true);
  deepEqual(fixture.socket.take(), bytes(0xe0, 0));
  equal(fixture.socket.closed, true);
});

test('DISCONNECT has room behind messages and acknowledgements that fill the buffer', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket } = fixture;
  while (client.publish('topic', 'x'.repeat(20)));
  while (client.publish('topic', ''));
  for (let id = 1; id <= 8; id++) socket.send(bytes(0x32, 5, field('s'), [0, id]));
  await fixture.pass(15_000); // and a PINGREQ
  const gone = client.disconnect();
  equal(client.failure(), 'disconnected');
  socket.open(1000);
  await fixture.pass();
  await gone;
  deepEqual(socket.take().subarray(-4), bytes(0xc0, 0, 0xe0, 0));
});

test('DISCONNECT has room behind pings that a stuck network has not taken', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket } = fixture;
  while (client.publish('topic', ''));
  for (let i = 0; i < 40; i++) {
    await fixture.pass(10_000);
    await fixture.receive(0x30, 3, field('s')); // the server is there all the time
  }
  equal(client.connected(), true);
  equal(client.failure(), 'no room'); // of the last publish
  const gone = client.disconnect();
  socket.open(1000);
  await fixture.pass();
  await gone;
  deepEqual(socket.take().subarray(-2), bytes(0xe0, 0));
});

test('a second disconnect waits for the same end as the first', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  fixture.client.publish('topic', 'x');
  const first = fixture.client.disconnect();
  equal(fixture.client.disconnect(), first);
  fixture.socket.open(100);
  await fixture.pass();
  await first;
  equal(fixture.client.buffered(), 0);
});

test('connect waits for the goodbye of the connection before', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket: before } = fixture;
  client.publish('topic', 'x');
  void client.disconnect();
  const connecting = client.connect('client_test1');
  equal(client.connect('another'), connecting);
  await fixture.pass();
  equal(fixture.network.sockets.length, 1);
  before.open(100);
  await fixture.pass();
  deepEqual(before.take(), bytes(0x30, 8, field('topic'), 'x', 0xe0, 0));
  deepEqual(fixture.socket.take(), connectPacket(0x02, ID));
  fixture.socket.send(CONNACK);
  await fixture.pass();
  equal(await connecting, true);
  equal(client.connected(), true);
});

test('connect begins when a goodbye that gets stuck is given up', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  void fixture.client.disconnect();
  const connecting = fixture.connect();
  await fixture.pass(15_000);
  equal(fixture.network.sockets.length, 2);
  fixture.socket.send(CONNACK);
  await fixture.pass();
  equal(await connecting, true);
});

test('disconnect takes back a connect that waits for the goodbye', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client } = fixture;
  const gone = client.disconnect();
  const connecting = client.connect('client_test1');
  equal(client.disconnect(), gone);
  fixture.socket.open(100);
  await fixture.pass();
  await gone;
  equal(await connecting, false);
  equal(fixture.network.sockets.length, 1);
  equal(fixture.clock.timers, 0);
});

test('what a connect that waits finds wrong rejects its promise', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client } = fixture;
  void client.disconnect();
  client.setClient({ ...fixture.network.client, dns: undefined as never });
  client.setServer('broker.local', 1883);
  let problem: unknown;
  client.connect('client_test1').then(undefined, (error: unknown) => (problem = error));
  fixture.socket.open(100);
  await fixture.pass();
  equal(problem instanceof TypeError, true);
  fixture.client.setServer(SERVER, 1883);
  equal(await fixture.connect(), true);
});

test('disconnect does not wait for ever', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const gone = fixture.client.disconnect();
  await fixture.pass(15_000);
  await gone;
  equal(fixture.socket.closed, true);
  equal(fixture.clock.timers, 0);
});

test('disconnect is over as soon as the server closes, whatever it had sent before', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const gone = fixture.client.disconnect();
  for (let i = 0; i < 50; i++) fixture.socket.send(bytes(0x30, 9, field('topic'), 'hi'));
  fixture.socket.end();
  await fixture.pass();
  await gone;
  equal(fixture.socket.closed, true);
  equal(fixture.clock.timers, 0);
  equal(fixture.messages.length, 0);
});

test('disconnect ends an attempt to connect', async () => {
  const fixture = new ClientFixture();
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  await fixture.client.disconnect();
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_DISCONNECTED);
  equal(fixture.socket.closed, true);
  equal(fixture.clock.timers, 0);
});

test('disconnect without a connection only sets the state', async () => {
  await new PubSubClient().disconnect();
  const fixture = await connectedFixture();
  fixture.socket.end();
  await fixture.pass();
  equal(fixture.client.state(), MQTT_CONNECTION_LOST);
  await fixture.client.disconnect();
  equal(fixture.client.state(), MQTT_DISCONNECTED);
});

test('a connection ended by disconnect is not told', async () => {
  const fixture = await connectedFixture();
  fixture.client.setCloseCallback(() => {
    throw new Error('told');
  });
  await fixture.client.disconnect();
});
