/**
 * Keep-alive, as PubSubClient 2.8's own tests check it (tests/src/keepalive_spec.cpp
 * there, a minute each), and more: here a minute takes milliseconds.
 */

import {
  MQTT_CONNECTED,
  MQTT_CONNECTION_LOST,
  MQTT_CONNECTION_TIMEOUT,
} from '../../../firmware/mqtt/constants';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { type ClientFixture, connectedFixture } from '../../kit/client';
import { test } from '../../kit/test';

const PINGREQ = bytes(0xc0, 0);
const PINGRESP = [0xd0, 0] as const;
const PUBLISH = bytes(0x30, 14, field('topic'), 'payload');

/**
 * Lets a minute go by a second at a time, answering pings; returns the seconds
 * at which they came. `each` acts before the second, and `expected` is what it
 * makes the client write.
 */
async function pingSeconds(
  fixture: ClientFixture,
  each: () => void = () => {},
  expected: ArrayLike<number> = [],
): Promise<number[]> {
  const seconds: number[] = [];
  for (let second = 1; second <= 60; second++) {
    each();
    await fixture.pass(1000);
    const written = fixture.socket.take();
    if (written.length === expected.length + 2) {
      deepEqual(written.subarray(-2), PINGREQ);
      fixture.socket.send(PINGRESP);
      seconds.push(second);
    } else deepEqual(written, bytes(expected));
    equal(fixture.client.loop(), true);
  }
  return seconds;
}

test('an idle connection is pinged at each interval', async () => {
  const fixture = await connectedFixture();
  deepEqual(await pingSeconds(fixture), [15, 30, 45, 60]);
});

test('a connection that only sends at QoS 0 is pinged, for nothing comes back', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 10_000));
  const publish = (): void => {
    equal(fixture.client.publish('topic', 'payload'), true);
  };
  deepEqual(await pingSeconds(fixture, publish, PUBLISH), [15, 30, 45, 60]);
});

test('a connection that only receives at QoS 0 is pinged, for the server must hear from us', async () => {
  const fixture = await connectedFixture();
  deepEqual(await pingSeconds(fixture, () => fixture.socket.send(PUBLISH)), [15, 30, 45, 60]);
});

test('a connection that receives at QoS 1 and acknowledges needs no pings', async () => {
  const fixture = await connectedFixture();
  const packet = bytes(0x32, 16, field('topic'), [0x12, 0x34], 'payload');
  const seconds = await pingSeconds(
    fixture,
    () => fixture.socket.send(packet),
    [0x40, 2, 0x12, 0x34],
  );
  deepEqual(seconds, []);
});

test('a server that stays silent for another interval after a ping is given up', async () => {
  const fixture = await connectedFixture();
  const told: unknown[] = [];
  fixture.client.setCloseCallback((state, failure) => told.push(state, failure));
  await fixture.pass(29_999);
  equal(fixture.client.state(), MQTT_CONNECTED);
  deepEqual(fixture.socket.take(), PINGREQ);
  await fixture.pass(1);
  equal(fixture.client.loop(), false);
  equal(fixture.client.state(), MQTT_CONNECTION_TIMEOUT);
  equal(fixture.client.failure(), 'no PINGRESP');
  deepEqual(told, [MQTT_CONNECTION_TIMEOUT, 'no PINGRESP']);
  equal(fixture.socket.closed, true);
  equal(fixture.clock.timers, 0);
});

test('whatever comes after a ping shows that the server is there', async () => {
  const fixture = await connectedFixture();
  await fixture.pass(15_000);
  for (let i = 0; i < 5; i++) {
    await fixture.receive(PUBLISH);
    await fixture.pass(14_000);
  }
  equal(fixture.client.state(), MQTT_CONNECTED);
});

test('a ping answered late is still answered', async () => {
  const fixture = await connectedFixture();
  await fixture.pass(29_990);
  await fixture.receive(...PINGRESP);
  await fixture.pass(15_000);
  equal(fixture.client.state(), MQTT_CONNECTED);
});

test('the interval is what CONNECT said, not what was set since', async () => {
  const fixture = await connectedFixture(({ client }) => client.setKeepAlive(40));
  fixture.client.setKeepAlive(2);
  await fixture.pass(39_999);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1);
  deepEqual(fixture.socket.take(), PINGREQ);
});

test('keep-alive 0 sends no pings and never gives up', async () => {
  const fixture = await connectedFixture(({ client }) => client.setKeepAlive(0));
  await fixture.pass(24 * 3600 * 1000);
  deepEqual(fixture.socket.take(), bytes());
  equal(fixture.client.state(), MQTT_CONNECTED);
  equal(fixture.clock.timers, 0);
});

test('a dead link with a full out-buffer is found too', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  while (fixture.client.publish('topic', 'payload'));
  await fixture.pass(30_000);
  equal(fixture.client.state(), MQTT_CONNECTION_TIMEOUT);
});

test('a long message on its way counts as a sign of life', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 200));
  const { client, socket } = fixture;
  client.beginPublish('topic', 1_000_000, false);
  for (let second = 0; second < 120; second++) {
    client.write(new Uint8Array(100));
    socket.open(100);
    await fixture.pass(1000);
  }
  equal(client.state(), MQTT_CONNECTED);
});

test('a PINGRESP that comes while a message is open is a sign of life', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 300));
  await fixture.pass(15_000);
  fixture.client.beginPublish('topic', 1_000_000, false);
  fixture.socket.send(PINGRESP);
  await fixture.pass(29_999); // the ping would be given up after 15 s, and a stuck message after 30
  equal(fixture.client.state(), MQTT_CONNECTED);
});

test('while more input waits than the buffer holds, a message on its way is a sign of life', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 300));
  const { client, socket } = fixture;
  await fixture.pass(15_000);
  client.beginPublish('topic', 1_000_000, false);
  for (let i = 0; i < 20; i++) socket.send(PUBLISH); // 320 bytes, and the PINGRESP behind them
  socket.send(PINGRESP);
  for (let second = 0; second < 60; second++) {
    client.write(new Uint8Array(100));
    socket.open(100);
    await fixture.pass(1000);
  }
  equal(client.state(), MQTT_CONNECTED);
  equal(socket.unread > 0, true);
});

test('without keep-alive a message that gets stuck still hears that the peer is gone', async () => {
  const fixture = await connectedFixture(({ network, client }) => {
    network.window = 300;
    client.setKeepAlive(0);
  });
  const published = fixture.client.publish_P('topic', new Uint8Array(5000), false);
  await fixture.receive(PUBLISH);
  fixture.socket.end();
  await fixture.pass();
  equal(await published, false);
  equal(fixture.client.state(), MQTT_CONNECTION_LOST);
});

test('without keep-alive a message stuck behind a full in-buffer is given up after two socket time-outs', async () => {
  const fixture = await connectedFixture(({ network, client }) => {
    network.window = 300;
    client.setKeepAlive(0);
  });
  const published = fixture.client.publish_P('topic', new Uint8Array(5000), false);
  for (let i = 0; i < 20; i++) fixture.socket.send(PUBLISH);
  fixture.socket.end(); // unheard, for not all has been read
  await fixture.pass(29_999);
  equal(fixture.client.state(), MQTT_CONNECTED);
  await fixture.pass(1);
  equal(await published, false);
  equal(fixture.client.state(), MQTT_CONNECTION_TIMEOUT);
  equal(fixture.clock.timers, 0);
});

test('without keep-alive no ping follows a message that was held up behind a full in-buffer', async () => {
  const fixture = await connectedFixture(({ network, client }) => {
    network.window = 300;
    client.setKeepAlive(0);
  });
  const published = fixture.client.publish_P('topic', new Uint8Array(5000), false);
  for (let i = 0; i < 20; i++) fixture.socket.send(PUBLISH);
  await fixture.pass(10_000);
  fixture.socket.open(10_000);
  await fixture.pass();
  equal(await published, true);
  equal(fixture.messages.length, 20);
  fixture.socket.take();
  await fixture.pass(60_000);
  deepEqual(fixture.socket.take(), bytes());
  equal(fixture.clock.timers, 0);
});

test('a long message that gets stuck is given up', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 200));
  fixture.client.beginPublish('topic', 1_000_000, false);
  fixture.client.write(new Uint8Array(1000));
  await fixture.pass(30_000);
  equal(fixture.client.state(), MQTT_CONNECTION_TIMEOUT);
});

test('no ping goes out between DISCONNECT and the end', async () => {
  const fixture = await connectedFixture(({ network, client }) => {
    network.window = 26;
    client.setKeepAlive(5);
  });
  await fixture.pass(4000);
  void fixture.client.disconnect();
  await fixture.pass(14_000);
  fixture.socket.open(100);
  await fixture.pass();
  deepEqual(fixture.socket.take(), bytes(0xe0, 0));
});

test('a connection that breaks stops the pings', async () => {
  const fixture = await connectedFixture();
  fixture.socket.end();
  await fixture.pass(60_000);
  equal(fixture.client.state(), MQTT_CONNECTION_LOST);
  deepEqual(fixture.socket.take(), bytes());
});
