import { MemoryStore } from '../../../../firmware/mqtt/session/memory-store';
import { Topic } from '../../../../firmware/mqtt/topic';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import {
  NEW,
  puback,
  pubcomp,
  publish,
  pubrec,
  pubrel,
  SessionFixture,
} from '../../../kit/session';
import { test } from '../../../kit/test';

/** First bytes of a PUBLISH, clause 3.3.1. */
const QOS0 = 0x30;
const QOS1 = 0x32;
const QOS2 = 0x34;
const DUP = 0x08;
const RETAIN = 0x01;

async function opened(): Promise<SessionFixture> {
  const fixture = new SessionFixture();
  await fixture.open();
  return fixture;
}

test('QoS 1: sent once, and acknowledged', async () => {
  const fixture = await opened();
  const receipt = fixture.session.deliver('t', 'hi', { qos: 1, retain: true });
  equal(receipt.state, 'sent');
  deepEqual(fixture.socket.take(), publish(QOS1 | RETAIN, 't', 2, 'hi'));
  await fixture.receive(puback(2));
  equal(receipt.state, 'acknowledged');
  equal((await receipt.settled).state, 'acknowledged');
  equal(fixture.session.pending, 0);
});

test('QoS 2: PUBLISH, PUBREC, PUBREL, PUBCOMP', async () => {
  const fixture = await opened();
  const receipt = fixture.session.deliver('t', 'hi', { qos: 2 });
  deepEqual(fixture.socket.take(), publish(QOS2, 't', 2, 'hi'));
  await fixture.receive(pubrec(2));
  deepEqual(fixture.socket.take(), pubrel(2));
  equal(receipt.state, 'sent');
  await fixture.receive(pubcomp(2));
  equal(receipt.state, 'acknowledged');
});

test('a topic may be prepared', async () => {
  const fixture = await opened();
  fixture.session.deliver(new Topic('a/b'), 'hi');
  deepEqual(fixture.socket.take(), publish(QOS1, 'a/b', 2, 'hi'));
});

test('QoS 0 ends on the wire', async () => {
  const fixture = await opened();
  const receipt = fixture.session.deliver('t', 'hi', { qos: 0 });
  deepEqual(fixture.socket.take(), publish(QOS0, 't', 0, 'hi'));
  equal(receipt.state, 'on the wire');
});

test('at QoS 0 a message that the network has not taken altogether goes again behind a break, and is done behind a goodbye', async () => {
  const fixture = new SessionFixture();
  fixture.network.window = 40; // CONNECT, and the beginning of a message
  await fixture.open();
  const receipt = fixture.session.deliver('t', 'x'.repeat(50), { qos: 0 });
  equal(receipt.state, 'queued');
  equal(fixture.session.pending, 1);
  await fixture.lose();
  await fixture.reconnect(NEW);
  equal(receipt.state, 'queued');
  fixture.socket.open(100);
  await fixture.pass();
  equal(receipt.state, 'on the wire');
  fixture.socket.take();
  const late = fixture.session.deliver('t', 'x'.repeat(200), { qos: 0 });
  equal(late.state, 'queued');
  void fixture.client.disconnect();
  equal(late.state, 'on the wire');
});

test('messages are taken without a connection, and sent in their order', async () => {
  const fixture = new SessionFixture();
  const receipts = [0, 1, 2].map((qos) => fixture.session.deliver('t', `${qos}`, { qos }));
  deepEqual(
    receipts.map(({ state }) => state),
    ['queued', 'queued', 'queued'],
  );
  await fixture.reconnect(NEW);
  deepEqual(
    fixture.socket.take(),
    bytes(publish(QOS0, 't', 0, '0'), publish(QOS1, 't', 2, '1'), publish(QOS2, 't', 3, '2')),
  );
});

test('nothing is sent again on a connection that lives [MQTT-4.4.0-1]', async () => {
  const fixture = new SessionFixture({ acknowledgementTimeoutMs: 0 });
  await fixture.open();
  fixture.session.deliver('t', 'hi');
  fixture.socket.take();
  await fixture.pass(14_000); // one second before the next ping
  deepEqual(fixture.socket.take(), bytes());
});

test('after a reconnect all that is open is sent again, in order, with DUP and the same identifiers', async () => {
  const fixture = await opened();
  fixture.session.deliver('t', 'a', { qos: 1 });
  fixture.session.deliver('t', 'b', { qos: 2 });
  fixture.session.deliver('t', 'c', { qos: 2 });
  await fixture.receive(pubrec(3)); // b is the server's now
  await fixture.lose();
  fixture.session.deliver('t', 'd', { qos: 1 });
  await fixture.reconnect();
  deepEqual(
    fixture.socket.take(),
    bytes(
      publish(QOS1 | DUP, 't', 2, 'a'),
      pubrel(3), // never the PUBLISH again [MQTT-4.3.3-1]
      publish(QOS2 | DUP, 't', 4, 'c'),
      publish(QOS1, 't', 5, 'd'),
    ),
  );
});

test('an identifier that is in flight is not given to another message [MQTT-2.3.1-2]', async () => {
  const fixture = await opened();
  fixture.session.deliver('t', 'a'); // identifier 2
  await fixture.lose();
  await fixture.reconnect();
  fixture.socket.take();
  fixture.session.deliver('t', 'b');
  deepEqual(fixture.socket.take(), publish(QOS1, 't', 3, 'b'));
});

test('a server that has forgotten the session gets what it had not taken over as new', async () => {
  const fixture = await opened();
  const receipts = ['a', 'b', 'c'].map((text, i) =>
    fixture.session.deliver('t', text, { qos: i === 0 ? 1 : 2 }),
  );
  await fixture.receive(pubrec(3)); // b
  await fixture.lose();
  await fixture.reconnect(NEW);
  deepEqual(fixture.socket.take(), bytes(publish(QOS1, 't', 2, 'a'), publish(QOS2, 't', 4, 'c')));
  deepEqual(
    receipts.map(({ state }) => state),
    ['sent', 'acknowledged', 'sent'],
  );
});

test('no more are in flight than the option says, and the next follows an acknowledgement', async () => {
  const fixture = new SessionFixture({ maximumInFlight: 2 });
  await fixture.open();
  const receipts = ['a', 'b', 'c'].map((text) => fixture.session.deliver('t', text));
  deepEqual(fixture.socket.take(), bytes(publish(QOS1, 't', 2, 'a'), publish(QOS1, 't', 3, 'b')));
  equal(receipts[2]!.state, 'queued');
  await fixture.receive(puback(2));
  deepEqual(fixture.socket.take(), publish(QOS1, 't', 4, 'c'));
});

test('acknowledgements that answer nothing change nothing, but a PUBREC gets its PUBREL', async () => {
  const fixture = await opened();
  const receipt = fixture.session.deliver('t', 'a', { qos: 1 });
  fixture.socket.take();
  await fixture.receive(puback(9), pubcomp(9), pubcomp(2), pubrec(9));
  deepEqual(fixture.socket.take(), pubrel(9));
  equal(receipt.state, 'sent');
  equal(fixture.client.connected(), true);
});

test('a PUBACK does not end a QoS 2 message, nor a PUBCOMP one that was not released', async () => {
  const fixture = await opened();
  const receipt = fixture.session.deliver('t', 'a', { qos: 2 });
  await fixture.receive(puback(2), pubcomp(2));
  equal(receipt.state, 'sent');
});

test('what the window does not take waits, and goes when it opens', async () => {
  const fixture = new SessionFixture();
  fixture.network.window = 80; // the CONNECT, and little more
  await fixture.open();
  const receipts = Array.from({ length: 8 }, (_, i) =>
    fixture.session.deliver('topic', `${i}`.repeat(40)),
  );
  for (let i = 0; i < 20; i++) {
    fixture.socket.open(100);
    await fixture.pass();
  }
  const sent = fixture.socket.take();
  const expected = receipts.map((_, i) => publish(QOS1, 'topic', i + 2, `${i}`.repeat(40)));
  deepEqual(sent, bytes(...expected));
});

for (const [what, topic, qos, size, reason] of [
  ['an empty topic', '', 1, 1, 'bad topic'],
  ['a wildcard', 'a/#', 1, 1, 'bad topic'],
  ['QoS 3', 't', 3, 1, 'bad QoS'],
  ['more than the buffer ever holds', 't', 1, 300, 'too long'],
  ['more than the store holds', 't', 1, 20_000, 'store full'],
] as const) {
  test(`${what} is dropped with the reason, and what comes behind it is sent`, async () => {
    const fixture = await opened();
    const receipt = fixture.session.deliver(topic, 'x'.repeat(size), { qos });
    deepEqual([receipt.state, receipt.reason], ['dropped', reason]);
    equal(fixture.session.pending, 0);
    fixture.session.deliver('t', 'next');
    deepEqual(fixture.socket.take(), publish(QOS1, 't', 2, 'next'));
  });
}

test('a full store refuses the newest, and takes again when there is room', async () => {
  const store = new MemoryStore({ maximumMessages: 2 });
  const fixture = new SessionFixture({ store });
  await fixture.open();
  const deliver = () => fixture.session.deliver('t', 'x').state;
  deepEqual([deliver(), deliver(), deliver()], ['sent', 'sent', 'dropped']);
  await fixture.receive(puback(2));
  equal(deliver(), 'sent');
});

test('payloads are copied, and held until they are acknowledged', async () => {
  const fixture = new SessionFixture();
  const payload = bytes('before');
  fixture.session.deliver('t', payload);
  payload.fill(0);
  await fixture.reconnect(NEW);
  deepEqual(fixture.socket.take(), publish(QOS1, 't', 2, 'before'));
});

test('a session takes over what its store holds from before', async () => {
  const store = new MemoryStore();
  const first = new SessionFixture({ store });
  await first.open();
  first.session.deliver('t', 'a');
  first.session.deliver('t', 'b', { qos: 2 });
  await first.receive(pubrec(3));
  const second = new SessionFixture({ store });
  equal(second.session.pending, 2);
  await second.reconnect();
  deepEqual(second.socket.take(), bytes(publish(QOS1 | DUP, 't', 2, 'a'), pubrel(3)));
});
