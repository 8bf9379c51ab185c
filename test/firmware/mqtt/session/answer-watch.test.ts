import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { KNOWN, puback, publish, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

const PINGREQ = bytes(0xc0, 0);
const PINGRESP = bytes(0xd0, 0);

async function unanswered(acknowledgementTimeoutMs?: number): Promise<SessionFixture> {
  const options = acknowledgementTimeoutMs === undefined ? {} : { acknowledgementTimeoutMs };
  const fixture = new SessionFixture(options);
  await fixture.open();
  fixture.session.deliver('t', 'a', { qos: 1 });
  fixture.socket.take();
  return fixture;
}

test('a link that is silent after a publish is pinged within 5 s and given up within 10', async () => {
  const fixture = await unanswered();
  await fixture.pass(4_999);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1);
  deepEqual(fixture.socket.take(), PINGREQ);
  await fixture.pass(5_000);
  equal(fixture.client.failure(), 'no PINGRESP');
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), publish(0x3a, 't', 2, 'a')); // DUP
});

test('a server that answers pings and acknowledges nothing is given up after six times as long', async () => {
  const fixture = await unanswered();
  for (let i = 0; i < 5; i++) {
    await fixture.pass(5_000);
    deepEqual(fixture.socket.take(), PINGREQ);
    await fixture.receive(PINGRESP);
  }
  equal(fixture.client.connected(), true);
  await fixture.pass(5_000);
  equal(fixture.client.failure(), 'no acknowledgement');
  equal(fixture.client.state(), -4); // MQTT_CONNECTION_TIMEOUT
});

test('a server that acknowledges in time is not pinged', async () => {
  const fixture = await unanswered();
  await fixture.pass(4_000);
  await fixture.receive(puback(2));
  await fixture.pass(8_000);
  deepEqual(fixture.socket.take(), bytes());
});

test('each acknowledgement gives the next one its whole time', async () => {
  const fixture = await unanswered();
  fixture.session.deliver('t', 'b', { qos: 1 });
  fixture.socket.take();
  await fixture.pass(4_000);
  await fixture.receive(puback(2));
  await fixture.pass(4_999);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1);
  deepEqual(fixture.socket.take(), PINGREQ);
});

test('a SUBSCRIBE that is not answered finds a dead link as well', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  const outcome = fixture.session.subscribe('t', 1);
  await fixture.pass(10_000);
  equal(fixture.client.failure(), 'no PINGRESP');
  equal(await outcome, 'not connected');
});

test('with a time-out of 0 nobody watches', async () => {
  const fixture = await unanswered(0);
  await fixture.pass(14_000);
  deepEqual(fixture.socket.take(), bytes());
});

test('a time-out that cannot be is refused', () => {
  for (const acknowledgementTimeoutMs of [-1, NaN, Infinity, 14_400_001]) {
    throws(() => new SessionFixture({ acknowledgementTimeoutMs }), 'acknowledgementTimeoutMs');
  }
});

test('what is published after a pause has its whole time, whenever the last answer came', async () => {
  const fixture = await unanswered();
  await fixture.pass(100);
  await fixture.receive(puback(2));
  await fixture.pass(4_000); // the watch's timer still runs
  fixture.session.deliver('t', 'b', { qos: 1 });
  fixture.socket.take();
  await fixture.pass(4_999);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1);
  deepEqual(fixture.socket.take(), PINGREQ);
});
