/** What takes a session that owes something, and one that is owed something. */

import { deepEqual, equal, ok } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';
import { begun, Conversation } from '../kit/conversation';
import { BATCH, flood } from '../kit/flood';
import { longestGapMs } from '../kit/gaps';
import { WIDE } from '../kit/raw-broker';
import { PINGREQ, PINGRESP, QOS2 } from '../kit/version';
import { V3_1_1 } from './version';

test('pings keep to the interval while an acknowledgement is owed [MQTT-3.1.2-23]', async () => {
  const conversation = await begun(V3_1_1, { acknowledgementTimeoutMs: 60_000 });
  conversation.broker.answers = true;
  conversation.broker.answerTo = (packet) =>
    packet[0] === PINGREQ[0] ? bytes(PINGRESP) : undefined;
  conversation.session.deliver('t', 'a', { qos: 1 });
  const gapMs = await longestGapMs(conversation, () => conversation.pass(200_000));
  ok(gapMs <= 15_000, `${gapMs} ms without a packet, at a keep-alive interval of 15,000`);
});

test('PUBRELs keep the order of their PUBRECs across a break [MQTT-4.6.0-4]', async () => {
  const conversation = await begun(V3_1_1);
  conversation.session.deliver('t', 'a', { qos: 2 });
  conversation.session.deliver('t', 'b', { qos: 2 });
  await conversation.receive(V3_1_1.pubrec(3), V3_1_1.pubrec(2));
  deepEqual(await conversation.breakAndReturn(), bytes(V3_1_1.pubrel(3), V3_1_1.pubrel(2)));
});

test('behind a PUBCOMP an identifier is new, also while a handler is slow [MQTT-4.3.3-2]', async () => {
  const conversation = await begun(V3_1_1);
  let calls = 0;
  conversation.session.setHandler(
    () =>
      new Promise(() => {
        calls++;
      }),
    { asynchronous: true },
  );
  await conversation.receive(V3_1_1.publish(QOS2, 't', 5, 'a'), V3_1_1.pubrel(5));
  deepEqual(conversation.broker.take(), V3_1_1.pubcomp(5));
  await conversation.receive(V3_1_1.publish(QOS2, 't', 5, 'b'));
  equal(calls, 2);
});

test('a SUBSCRIBE of the client’s own that waits keeps its identifier [MQTT-2.3.1-2]', async () => {
  const conversation = new Conversation(V3_1_1, {
    acknowledgementTimeoutMs: 0,
    maximumInFlight: BATCH,
  });
  conversation.network.window = WIDE;
  await conversation.login();
  conversation.client.subscribe('a', 1);
  conversation.broker.takePackets(); // CONNECT, and SUBSCRIBE with identifier 2
  const ids = await flood(conversation, 0xffff + BATCH, (packet) => packet[0] === 0x82);
  equal(ids.has(2), false, 'given again');
});

test('a SUBACK with two codes for one filter closes, with a session too [MQTT-4.8.0-1]', async () => {
  const conversation = await begun(V3_1_1);
  void conversation.session.subscribe('a', 0);
  await conversation.receive(V3_1_1.suback(2, 0, 0));
  equal(conversation.client.connected(), false);
});
