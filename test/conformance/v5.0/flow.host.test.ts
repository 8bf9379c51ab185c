/** Flow control and the expiry of messages, MQTT 5.0 clauses 4.9, 3.3.4 and 4.3.3. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';
import { packet, two } from '../kit/layout';
import { idOfPublish } from '../kit/raw-broker';
import { DUP, PINGREQ, QOS0, QOS1, QOS2 } from '../kit/version';
import { begun5, connack, Conversation5, four, properties } from './conversation';
import { V5_0 } from './version';

/** Receive Maximum of a CONNACK. */
const receiveMaximum = (most: number): Uint8Array => bytes(33, two(most));

for (const most of [1, 2, 5, 0xffff]) {
  const isNone = most === 0xffff;
  test(`with ${isNone ? 'no' : `a`} receive maximum${isNone ? '' : ` of ${most}`} that many messages go, each at least one, and the next with each that is done [MQTT-4.9.0-1, MQTT-4.9.0-2, MQTT-3.3.4-7]`, async () => {
    const own = 8;
    const said = isNone ? [] : [receiveMaximum(most)];
    const conversation = await begun5(said, {}, { maximumInFlight: own });
    const { session, broker } = conversation;
    for (let i = 0; i < 20; i++) session.deliver('t', `${i}`, { qos: 1 + (i % 2) });
    const open: Uint8Array[] = broker.takePackets();
    equal(open.length, Math.min(most, own));
    for (let sent = open.length; sent < 20; sent++) {
      const oldest = open.shift()!;
      const id = idOfPublish(oldest);
      if (oldest[0] === QOS1) await conversation.receive(V5_0.puback(id));
      else {
        await conversation.receive(V5_0.pubrec(id));
        deepEqual(broker.take(), V5_0.pubrel(id), 'a PUBREC makes no room yet');
        await conversation.receive(V5_0.pubcomp(id));
      }
      const [next, ...more] = broker.takePackets();
      equal(more.length, 0);
      equal(next![next!.length - 1], `${sent}`.charCodeAt(`${sent}`.length - 1));
      open.push(next!);
    }
  });
}

test('acknowledgements that nobody waits for make no room [MQTT-4.9.0-2, MQTT-3.3.4-7]', async () => {
  const conversation = await begun5([receiveMaximum(1)]);
  const { session, broker } = conversation;
  for (const payload of ['a', 'b', 'c']) session.deliver('t', payload, { qos: 1 });
  deepEqual(broker.take(), V5_0.publish(QOS1, 't', 2, 'a'));
  await conversation.receive(V5_0.puback(9), V5_0.puback(8), V5_0.pubcomp(7), V5_0.pubcomp(2));
  deepEqual(broker.take(), bytes());
  await conversation.receive(V5_0.puback(2), V5_0.puback(2));
  deepEqual(broker.take(), V5_0.publish(QOS1, 't', 3, 'b'));
});

test('a refusal makes room, in PUBACK and in PUBREC [MQTT-3.3.4-7]', async () => {
  const conversation = await begun5([receiveMaximum(1)]);
  const { session, broker } = conversation;
  for (const qos of [1, 2, 1]) session.deliver('t', '', { qos });
  for (const [sent, refusal] of [
    [V5_0.publish(QOS1, 't', 2, ''), packet(0x40, two(2), 0x97)],
    [V5_0.publish(QOS2, 't', 3, ''), packet(0x50, two(3), 0x97)],
    [V5_0.publish(QOS1, 't', 4, ''), packet(0x40, two(4), 0x97)],
  ] as const) {
    deepEqual(broker.take(), sent);
    await conversation.receive(refusal); // Quota exceeded
  }
  equal(session.pending, 0);
});

test('while no message may go, everything else does, and is answered [MQTT-4.9.0-3, MQTT-3.3.4-8]', async () => {
  const conversation = await begun5([receiveMaximum(1)]);
  const { client, session, broker } = conversation;
  session.deliver('t', 'a', { qos: 2 });
  session.deliver('t', 'b', { qos: 2 });
  deepEqual(broker.take(), V5_0.publish(QOS2, 't', 2, 'a'));
  client.publish('t', 'at QoS 0');
  session.deliver('t', 'too', { qos: 1 });
  void session.subscribe('s', 1);
  session.unsubscribe('u');
  deepEqual(
    broker.take(),
    bytes(
      V5_0.publish(QOS0, 't', 0, 'at QoS 0'),
      V5_0.subscribe(3, ['s', 1]),
      V5_0.unsubscribe(4, 'u'),
    ),
  );
  await conversation.receive(
    V5_0.publish(QOS1, 't', 7, 'theirs'),
    V5_0.publish(QOS2, 't', 8, 'theirs'),
    V5_0.pubrel(8),
    V5_0.pubrec(2),
  );
  deepEqual(conversation.received, ['theirs', 'theirs']);
  deepEqual(broker.take(), bytes(V5_0.puback(7), V5_0.pubrec(8), V5_0.pubcomp(8), V5_0.pubrel(2)));
  await conversation.pass(5_000);
  deepEqual(broker.take(), bytes(PINGREQ));
  await client.disconnect();
  deepEqual(broker.take(), bytes(0xe0, 0));
});

test('the quota begins anew with each connection, and what is sent again counts [MQTT-4.9.0-1, MQTT-3.3.4-7, MQTT-4.4.0-1]', async () => {
  const conversation = await begun5([]);
  const { session } = conversation;
  for (const payload of ['a', 'b', 'c']) session.deliver('t', payload, { qos: 1 });
  conversation.says(receiveMaximum(2));
  deepEqual(
    await conversation.breakAndReturn(),
    bytes(V5_0.publish(QOS1 | DUP, 't', 2, 'a'), V5_0.publish(QOS1 | DUP, 't', 3, 'b')),
  );
  await conversation.receive(V5_0.puback(3));
  deepEqual(conversation.broker.take(), V5_0.publish(QOS1 | DUP, 't', 4, 'c'));
  session.deliver('t', 'd', { qos: 1 });
  deepEqual(conversation.broker.take(), bytes());
  conversation.says();
  deepEqual(
    await conversation.breakAndReturn(),
    bytes(
      V5_0.publish(QOS1 | DUP, 't', 2, 'a'),
      V5_0.publish(QOS1 | DUP, 't', 4, 'c'),
      V5_0.publish(QOS1, 't', 5, 'd'),
    ),
  );
});

test('a server that exceeds the receive maximum of the client is told so, and left [MQTT-3.3.4-9]', async () => {
  for (const most of [1, 3]) {
    const conversation = await begun5([], { receiveMaximum: most });
    conversation.session.setHandler(() => new Promise(() => undefined), { asynchronous: true });
    for (let id = 1; id <= most; id++) await conversation.receive(V5_0.publish(QOS2, 't', id, ''));
    equal(conversation.client.connected(), true);
    await conversation.receive(V5_0.publish(QOS1, 't', most + 1, ''));
    deepEqual(conversation.broker.take(), bytes(0xe0, 1, 0x93)); // Receive Maximum exceeded
    equal(conversation.socket.closed, true);
  }
});

for (const [qos, first] of [
  [1, QOS1],
  [2, QOS2],
] as const) {
  test(`a message at QoS ${qos} that was sent does not expire, whose PUBLISH or PUBREL goes again${qos === 2 ? ' [MQTT-4.3.3-7]' : ''}`, async () => {
    const conversation = await begun5([]);
    const { session } = conversation;
    const receipt = session.deliver('t', 'x', { qos, expiryS: 1 });
    await conversation.lose();
    await conversation.pass(100_000);
    conversation.broker.takePackets();
    await conversation.login(true);
    deepEqual(
      conversation.broker.takePackets()[1],
      packet(
        first | DUP, // PUBLISH, DUP, QoS
        field('t'), // Topic Name
        two(2), // Packet Identifier
        properties(2, four(1)), // Message Expiry Interval: as little as can be said
        'x', // Payload
      ),
    );
    await conversation.receive(qos === 1 ? V5_0.puback(2) : V5_0.pubrec(2));
    if (qos === 2) {
      await conversation.lose();
      await conversation.pass(100_000);
      conversation.broker.takePackets();
      await conversation.login(true);
      deepEqual(conversation.broker.takePackets()[1], V5_0.pubrel(2));
      await conversation.receive(V5_0.pubcomp(2));
    }
    equal(receipt.state, 'acknowledged');
  });
}

test('a receive maximum of 0 is a violation, and no connection [MQTT-4.9.0-1]', async () => {
  const conversation = new Conversation5({ fallBack: false });
  conversation.broker.connack = undefined;
  const connecting = conversation.login();
  await conversation.receive(connack(0, 0, receiveMaximum(0)));
  equal(await connecting, false);
  equal(conversation.socket.closed, true);
});
