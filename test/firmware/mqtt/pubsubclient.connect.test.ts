/**
 * Connecting, as PubSubClient 2.8's own tests check it (tests/src/connect_spec.cpp
 * there), and what they leave out.
 */

import {
  MQTT_CONNECTION_LOST,
  MQTT_CONNECTION_TIMEOUT,
  MQTT_CONNECT_FAILED,
  MQTT_DISCONNECTED,
} from '../../../firmware/mqtt/constants';
import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import {
  ClientFixture,
  CONNACK,
  connectedFixture,
  connectPacket,
  ID,
  SERVER,
} from '../../kit/client';
import { test } from '../../kit/test';

test('a new client is disconnected', () => {
  const { client } = new ClientFixture();
  equal(client.state(), MQTT_DISCONNECTED);
  equal(client.connected(), false);
  equal(client.failure(), undefined);
});

test('connect fails when the network does', async () => {
  const fixture = new ClientFixture();
  fixture.network.accepts = false;
  const connecting = fixture.client.connect('client_test1');
  fixture.socket.end();
  await fixture.pass();
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_CONNECT_FAILED);
  equal(fixture.client.failure(), 'unreachable');
});

test('connect fails when the socket throws, as the SDK does without a route', async () => {
  const fixture = new ClientFixture();
  const io = class {
    constructor() {
      throw new Error('no socket');
    }
  };
  fixture.client.setClient({ clock: fixture.clock, io: io as never });
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_CONNECT_FAILED);
});

test('connect gives up on a connection that does not come about within the socket timeout', async () => {
  const fixture = new ClientFixture();
  fixture.network.accepts = false;
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass(14_999);
  equal(fixture.socket.closed, false);
  await fixture.pass(1);
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_CONNECT_FAILED);
  equal(fixture.socket.closed, true);
});

test('connect fails when no CONNACK comes for 15 seconds', async () => {
  const fixture = new ClientFixture();
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass(14_999);
  equal(fixture.client.state(), MQTT_DISCONNECTED);
  await fixture.pass(1);
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_CONNECTION_TIMEOUT);
  equal(fixture.client.failure(), 'no CONNACK');
  equal(fixture.socket.closed, true);
});

test('setSocketTimeout changes how long connect waits', async () => {
  const fixture = new ClientFixture();
  fixture.client.setSocketTimeout(2);
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass(2000);
  equal(await connecting, false);
});

test('connect sends a proper CONNECT to the address and port', async () => {
  const fixture = new ClientFixture();
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  equal(fixture.socket.options.address, '172.16.0.2');
  equal(fixture.socket.options.port, 1883);
  deepEqual(fixture.socket.take(), connectPacket(0x02, ID));
  fixture.socket.send(CONNACK);
  await fixture.pass();
  equal(await connecting, true);
  equal(fixture.client.connected(), true);
});

test('a host name is looked up before the connection is opened', async () => {
  const fixture = new ClientFixture();
  fixture.network.names.set('localhost', '127.0.0.1');
  fixture.client.setServer('localhost', 1884);
  equal(await fixture.connect(), true);
  equal(fixture.socket.options.address, '127.0.0.1');
  equal(fixture.socket.options.port, 1884);
});

test('a host name without an address fails, and says so', async () => {
  const fixture = new ClientFixture();
  fixture.client.setServer('nowhere.example', 1883);
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_CONNECT_FAILED);
  equal(fixture.client.failure(), 'host not found');
});

test('a host name without a resolver is a mistake of the program', () => {
  const fixture = new ClientFixture();
  const { io } = fixture.network.client;
  const client = new PubSubClient('broker.local', 1883, { io, clock: fixture.clock });
  throws(() => client.connect('client_test1'), 'broker.local');
});

test('connecting without a network or a server is a mistake of the program', () => {
  const fixture = new ClientFixture();
  throws(() => new PubSubClient().setServer('10.0.0.1', 1883).connect('x'), 'setClient');
  throws(() => new PubSubClient(fixture.network.client).connect('x'), 'setServer');
});

for (const code of [1, 2, 3, 4, 5, 128]) {
  test(`return code ${code} becomes the state`, async () => {
    const fixture = new ClientFixture();
    equal(await fixture.connect([0x20, 2, 0, code]), false);
    equal(fixture.client.state(), code);
    equal(fixture.client.failure(), 'refused');
    equal(fixture.client.connected(), false);
    equal(fixture.socket.closed, true);
  });
}

test('the session-present flag of the CONNACK can be asked for', async () => {
  const fixture = new ClientFixture();
  equal(await fixture.connect([0x20, 2, 1, 0]), true);
  equal(fixture.client.sessionPresent(), true);
});

test('a session that is present after a clean start ends the attempt [MQTT-3.2.2-1]', async () => {
  const fixture = new ClientFixture();
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  fixture.socket.send([0x20, 2, 1, 0]);
  await fixture.pass();
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_CONNECT_FAILED);
  equal(fixture.client.failure(), 'malformed: session present');
  equal(fixture.socket.closed, true);
});

test('a refusal that speaks of a session is a refusal first', async () => {
  const fixture = new ClientFixture();
  equal(await fixture.connect([0x20, 2, 1, 5]), false);
  equal(fixture.client.state(), 5);
  equal(fixture.client.failure(), 'refused');
});

test('connect while connected is true at once and ignores its arguments', async () => {
  const fixture = await connectedFixture();
  equal(await fixture.client.connect('another'), true);
  equal(fixture.network.sockets.length, 1);
  deepEqual(fixture.socket.take(), bytes());
});

test('connect while connecting gives the outcome of the attempt under way', async () => {
  const fixture = new ClientFixture();
  const first = fixture.client.connect('client_test1');
  const second = fixture.client.connect('another');
  await fixture.pass();
  fixture.socket.send(CONNACK);
  await fixture.pass();
  deepEqual([await first, await second], [true, true]);
  equal(fixture.network.sockets.length, 1);
});

test('a CONNECT larger than the buffer is refused before a connection is opened', async () => {
  const fixture = new ClientFixture();
  fixture.client.setBufferSize(28); // 5 + 10 + 2 + 12 is one more
  equal(await fixture.client.connect('client_test1'), false);
  equal(fixture.client.failure(), 'too long');
  equal(fixture.client.state(), MQTT_DISCONNECTED);
  equal(fixture.network.sockets.length, 0);
  fixture.client.setBufferSize(29);
  equal(await fixture.connect(), true);
});

test('a connection that breaks is lost at once, and told', async () => {
  const fixture = await connectedFixture();
  const told: unknown[] = [];
  fixture.client.setCloseCallback((state, failure) => told.push(state, failure));
  fixture.socket.end();
  await fixture.pass();
  equal(fixture.client.connected(), false);
  equal(fixture.client.state(), MQTT_CONNECTION_LOST);
  deepEqual(told, [MQTT_CONNECTION_LOST, 'connection lost']);
  equal(fixture.clock.timers, 0);
});

test('an IPv4 address can be text, and odd addresses and ports are mistakes', () => {
  const { network } = new ClientFixture();
  const client = new PubSubClient('192.168.1.7', 1883, network.client);
  void client.connect('x');
  equal(network.socket.options.address, '192.168.1.7');
  throws(() => client.setServer([1, 2, 3], 1883), 'four');
  throws(() => client.setServer([1, 2, 3, 256], 1883), '256');
  throws(() => client.setServer(SERVER, 0), 'port 0');
  throws(() => client.setServer(SERVER, 65_536), 'port 65536');
});

test('options of the network reach the socket, with the name for certificates', async () => {
  const fixture = new ClientFixture();
  fixture.network.names.set('broker.local', '10.1.2.3');
  fixture.client.setClient({ ...fixture.network.client, noDelay: true });
  fixture.client.setServer('broker.local', 8883);
  await fixture.connect();
  equal(fixture.socket.options.noDelay, true);
  equal(fixture.socket.options.host, 'broker.local');
});

test('a CONNECT larger than the buffer leaves the state as it was, as on Arduino', async () => {
  const fixture = await connectedFixture();
  fixture.socket.end();
  await fixture.pass();
  equal(await fixture.client.connect('x'.repeat(300)), false);
  equal(fixture.client.state(), MQTT_CONNECTION_LOST);
  equal(fixture.client.failure(), 'too long');
});

test('a server that closes before its CONNACK ends the attempt at once', async () => {
  const fixture = new ClientFixture();
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  fixture.socket.end();
  await fixture.pass();
  equal(await connecting, false);
  equal(fixture.client.state(), MQTT_CONNECT_FAILED);
});

test('another network changes nothing for the connection there is', async () => {
  const fixture = await connectedFixture();
  const other = new ClientFixture();
  fixture.client.setClient(other.network.client);
  await fixture.pass(15_000);
  deepEqual(fixture.socket.take(), bytes(0xc0, 0));
  await fixture.client.disconnect();
  equal(fixture.clock.timers, 0);
  const connecting = fixture.client.connect('client_test1');
  await other.pass();
  other.socket.send(CONNACK);
  await other.pass();
  equal(await connecting, true);
  equal(fixture.clock.timers, 0);
});

test('another network changes nothing for an attempt under way', async () => {
  const fixture = new ClientFixture();
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  const other = new ClientFixture();
  fixture.client.setClient(other.network.client);
  fixture.socket.send(CONNACK);
  await fixture.pass();
  equal(await connecting, true);
  equal(fixture.clock.timers, 1); // keep-alive
  equal(other.clock.timers, 0);
  await fixture.pass(29_999);
  equal(fixture.client.connected(), true);
});
