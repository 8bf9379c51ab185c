/** CONNACK, MQTT 5.0 clause 3.2: what it binds the client to. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';
import { longestGapMs } from '../kit/gaps';
import { packet, two } from '../kit/layout';
import { DUP, PINGREQ, PINGRESP, QOS0, QOS1, QOS2, RETAIN } from '../kit/version';
import { begun5, connack, Conversation5, four, properties } from './conversation';
import { V5_0 } from './version';

/** The codes of a CONNACK that refuses, table 3-1. */
const REFUSALS: readonly number[] = [
  0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99,
  0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
];

test('each refusal closes the connection, also where the server does not [MQTT-4.13.2-1]', async () => {
  for (const code of REFUSALS) {
    const conversation = new Conversation5({ fallBack: false });
    conversation.broker.connack = undefined;
    const connecting = conversation.login();
    await conversation.receive(connack(0, code));
    equal(await connecting, false);
    equal(conversation.socket.closed, true);
    equal(conversation.client.state(), code);
    equal(conversation.broker.takePackets().length, 1); // CONNECT
  }
});

test('a session that is present, of which the client has no state, closes the connection [MQTT-3.2.2-4]', async () => {
  const conversation = new Conversation5();
  conversation.broker.connack = undefined;
  void conversation.login();
  await conversation.receive(V5_0.connack(true));
  const [first, second] = conversation.network.sockets;
  equal(first!.closed, true);
  deepEqual(
    conversation.broker.takePackets().map((sent) => sent[9]), // Connect Flags
    [0x00, 0x02],
  );
  second!.send(V5_0.connack(true)); // which a clean start does not have
  await conversation.pass();
  equal(second!.closed, true);
  equal(conversation.client.connected(), false);
});

test('a session that the client has its state of goes on [MQTT-3.2.2-4, MQTT-3.1.2-23]', async () => {
  const conversation = await begun5([]);
  conversation.session.deliver('t', 'a', { qos: 1 });
  deepEqual(await conversation.breakAndReturn(true), V5_0.publish(QOS1 | DUP, 't', 2, 'a'));
  equal(conversation.network.sockets.length, 2);
  equal(conversation.client.sessionPresent(), true);
});

test('a session that began with a clean start and outlasts its connection goes on [MQTT-3.1.2-23, MQTT-3.2.2-4]', async () => {
  const conversation = new Conversation5({ sessionExpiryS: 3600 });
  equal(await conversation.login(false, { cleanSession: true }), true);
  conversation.session.deliver('t', 'a', { qos: 1 });
  deepEqual(await conversation.breakAndReturn(true), V5_0.publish(QOS1 | DUP, 't', 2, 'a'));
  equal(conversation.network.sockets.length, 2);
});

test('a session that the server keeps no longer than the connection is not gone on with [MQTT-3.2.2-4]', async () => {
  const conversation = await begun5([17, four(0)]); // Session Expiry Interval
  await conversation.lose();
  conversation.broker.takePackets();
  void conversation.login(true);
  await conversation.pass();
  const [, second] = conversation.network.sockets;
  equal(second!.closed, true);
});

test('a server without the session makes the client forget what it has received, and ask for all subscriptions again [MQTT-3.2.2-5]', async () => {
  const conversation = await begun5([]);
  const { broker, session } = conversation;
  void session.subscribe('a', 1);
  const released = session.deliver('t', 'x', { qos: 2 });
  await conversation.receive(
    V5_0.suback(2, 1),
    V5_0.pubrec(3),
    V5_0.publish(QOS2, 'a', 7, 'theirs'),
  );
  deepEqual(await conversation.breakAndReturn(false), V5_0.subscribe(4, ['a', 1]), 'no PUBREL');
  equal(released.isSettled, true);
  await conversation.receive(V5_0.publish(QOS2, 'a', 7, 'new'));
  deepEqual(conversation.received, ['theirs', 'new']);
  deepEqual(broker.take(), V5_0.pubrec(7));
});

for (const most of [0, 1]) {
  test(`to a server with Maximum QoS ${most} no message goes above it: new, waiting or sent again [MQTT-3.2.2-11]`, async () => {
    const conversation = new Conversation5();
    const { session, broker } = conversation;
    equal(await conversation.login(), true);
    for (const qos of [1, 2]) session.deliver('t', 'under way', { qos });
    await conversation.lose();
    for (const qos of [0, 1, 2]) session.deliver('t', 'waiting', { qos });
    broker.takePackets();
    conversation.says(36, most); // Maximum QoS
    await conversation.login(true);
    for (const qos of [0, 1, 2]) session.deliver('t', 'new', { qos });
    const [, ...sent] = broker.takePackets();
    equal(sent.length, 8);
    for (const message of sent) equal(((message[0]! >> 1) & 3) <= most, true);
  });
}

test('a server with Maximum QoS 0 is subscribed to at any QoS all the same [MQTT-3.2.2-10]', async () => {
  const { session, broker } = await begun5([36, 0]); // Maximum QoS
  void session.subscribe('a', 2);
  deepEqual(broker.take(), V5_0.subscribe(2, ['a', 2]));
});

test('to a server without Retain Available no message goes with RETAIN: new, waiting or sent again [MQTT-3.2.2-14]', async () => {
  const conversation = new Conversation5();
  const { client, session, broker } = conversation;
  equal(await conversation.login(), true);
  session.deliver('t', 'under way', { qos: 1, retain: true });
  await conversation.lose();
  session.deliver('t', 'waiting', { qos: 2, retain: true });
  broker.takePackets();
  conversation.says(37, 0); // Retain Available
  await conversation.login(true);
  client.publish('t', 'new', true);
  client.beginPublish('t', 1, true);
  client.write(0x61);
  client.endPublish();
  await client.publish_P('t', 'large', true);
  session.deliver('t', 'new', { qos: 0, retain: true });
  const [, ...sent] = broker.takePackets();
  equal(sent.length, 6);
  for (const message of sent) equal(message[0]! & RETAIN, 0);
});

test('no packet is larger than the server’s Maximum Packet Size, of whatever kind [MQTT-3.2.2-15]', async () => {
  const most = 20;
  const data = bytes('x'.repeat(most));
  const authentication = { method: 'M', data: () => data, respond: () => data };
  const said = [39, four(most), 21, field('M')]; // Maximum Packet Size, Authentication Method
  const conversation = await begun5(said, { authentication });
  const { client, session, mqtt5, broker } = conversation;
  for (let size = 0; size < 2 * most; size++) {
    const name = 'x'.repeat(size);
    client.publish('t', name);
    client.publish(`t${name}`, '');
    client.beginPublish(`t${name}`, 0, false);
    client.subscribe(`t${name}`);
    client.unsubscribe(`t${name}`);
    session.deliver('t', name, { qos: 0 });
    void session.subscribe(`s${name}`, { identifier: 9 });
    session.unsubscribe(`s${name}`);
    await client.publish_P('t', name, false);
    await conversation.pass();
  }
  equal(mqtt5.authenticateAgain(), false);
  const sizes = broker.takePackets().map(({ length }) => length);
  equal(Math.max(...sizes), most);
  equal(client.connected(), true);
});

test('what waits or is under way and has become too large is not sent, and not waited for [MQTT-3.2.2-15]', async () => {
  const conversation = await begun5([]);
  const { session } = conversation;
  const receipts = [1, 2].map((qos) => session.deliver('t', 'x'.repeat(50), { qos }));
  await conversation.lose();
  receipts.push(session.deliver('t', 'x'.repeat(50), { qos: 1 }));
  session.deliver('t', 'small', { qos: 1 });
  conversation.broker.takePackets();
  conversation.says(39, four(30)); // Maximum Packet Size
  await conversation.login(true);
  const [, ...sent] = conversation.broker.takePackets();
  equal(sent.length, 1);
  for (const { state } of receipts) equal(state, 'dropped');
});

test('a goodbye leaves out what would make it larger than the server takes [MQTT-3.2.2-15]', async () => {
  for (const [most, goodbye] of [
    [8, [0xe0, 1, 4]],
    [9, [0xe0, 7, 4, ...properties(17, four(60))]],
  ] as const) {
    const { mqtt5, broker } = await begun5([39, four(most)]); // Maximum Packet Size
    await mqtt5.disconnect({ withWill: true, sessionExpiryS: 60 });
    deepEqual(broker.take(), bytes(goodbye));
  }
});

test('with a server that takes no acknowledgement there is no connection [MQTT-3.2.2-15]', async () => {
  for (const [most, isTaken] of [
    [1, false],
    [4, false],
    [5, true],
  ] as const) {
    const conversation = new Conversation5().says(39, four(most)); // Maximum Packet Size
    equal(await conversation.login(), isTaken);
    equal(conversation.socket.closed, !isTaken);
    equal(conversation.broker.takePackets().length, 1); // CONNECT
  }
});

/** The Topic Alias of a PUBLISH to a topic of two characters, which is its only property; 0 for none. */
function aliasOf(message: Uint8Array): number {
  const at = 4 + message[3]!; // behind the Topic Name
  return message[at] === 0 ? 0 : message[at + 3]!;
}

for (const most of [0, 1, 3]) {
  const ids =
    most === 0
      ? '[MQTT-3.2.2-17, MQTT-3.2.2-18, MQTT-3.3.2-8, MQTT-3.3.2-9]'
      : '[MQTT-3.2.2-17, MQTT-3.3.2-8, MQTT-3.3.2-9]';
  const gets = most === 0 ? 'none' : `those from 1 to ${most}`;
  test(`a server that takes topic aliases up to ${most} gets ${gets} ${ids}`, async () => {
    const { client, broker } = await begun5([34, two(most)]); // Topic Alias Maximum
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 6; i++) client.publish(`topic/${i}`, 'x');
    }
    const aliases = broker.takePackets().map(aliasOf);
    const expected = [1, 2, 3, 4, 5, 6].map((alias) => (alias <= most ? alias : 0));
    deepEqual(aliases, [...expected, ...expected]);
  });
}

test('without a Topic Alias Maximum, and before the CONNACK, no alias is sent [MQTT-3.2.2-18]', async () => {
  const conversation = new Conversation5({}, { pipelined: true });
  const { client, session, broker } = conversation;
  conversation.says(34, two(8)); // Topic Alias Maximum
  await conversation.login();
  client.publish('topic/1', 'a');
  deepEqual(broker.takePackets().slice(1).map(aliasOf), [1]);
  await conversation.lose();
  conversation.says();
  broker.connack = undefined;
  session.deliver('topic/1', 'b', { qos: 1 });
  void conversation.login();
  await conversation.pass();
  const [, behind] = broker.takePackets(); // right behind the CONNECT
  deepEqual(behind, V5_0.publish(QOS1, 'topic/1', 2, 'b'));
  await conversation.receive(V5_0.connack(true));
  client.publish('topic/1', 'c');
  deepEqual(broker.take(), V5_0.publish(QOS0, 'topic/1', 0, 'c'));
});

test('aliases of one connection mean nothing on the next, in either direction [MQTT-3.3.2-7]', async () => {
  const conversation = await begun5([34, two(8)]); // Topic Alias Maximum
  const { client, broker } = conversation;
  const first = packet(QOS0, field('topic/1'), properties(35, two(1)), 'x'); // Topic Name, Topic Alias
  client.publish('topic/1', 'x');
  deepEqual(broker.take(), first);
  await conversation.receive(first);
  deepEqual(conversation.received, ['x']);
  await conversation.breakAndReturn();
  client.publish('topic/1', 'x');
  deepEqual(broker.take(), first, 'the topic in full again');
  await conversation.receive(packet(QOS0, field(''), properties(35, two(1)), 'y'));
  deepEqual(conversation.received, ['x']);
  equal(client.connected(), false);
});

for (const [what, own, said, expectedMs] of [
  ['shorter', 15, 3, 3_000],
  ['longer', 15, 100, 100_000],
] as const) {
  test(`a server’s keep-alive interval that is ${what} replaces the client’s [MQTT-3.1.2-20, MQTT-3.1.2-21, MQTT-3.2.2-21]`, async () => {
    const conversation = new Conversation5().says(19, two(said)); // Server Keep Alive
    await conversation.login(false, { keepAliveS: own });
    conversation.broker.answers = true;
    const gapMs = await longestGapMs(conversation, () => conversation.pass(300_000));
    equal(gapMs, expectedMs);
  });
}

test('a server’s keep-alive interval holds for a client that has switched its own off, and one of 0 ends pings [MQTT-3.1.2-21, MQTT-3.2.2-21]', async () => {
  for (const [own, said, pings] of [
    [0, 10, 6],
    [10, 0, 0],
  ] as const) {
    const conversation = new Conversation5().says(19, two(said)); // Server Keep Alive
    await conversation.login(false, { keepAliveS: own });
    conversation.broker.takePackets();
    conversation.broker.answers = true;
    await conversation.pass(60_000);
    deepEqual(
      conversation.broker.takePackets(),
      Array.from({ length: pings }, () => bytes(PINGREQ)),
    );
  }
});

test('the interval of a CONNACK that is not taken is not kept to: the next may leave it to the client [MQTT-3.1.2-20]', async () => {
  const conversation = new Conversation5();
  conversation.broker.connack = undefined;
  const connecting = conversation.login();
  await conversation.receive(connack(1, 0, 19, two(1000))); // a session that nobody knows; Server Keep Alive
  await conversation.receive(connack(0, 0));
  equal(await connecting, true);
  conversation.broker.answers = true;
  conversation.broker.answerTo = (sent) => (sent[0] === PINGREQ[0] ? bytes(PINGRESP) : undefined);
  equal(await longestGapMs(conversation, () => conversation.pass(60_000)), 15_000);
});
