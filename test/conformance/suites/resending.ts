/** What is sent again, when, and in which order. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { begun, type Conversation } from '../kit/conversation';
import { DUP, PINGREQ, PINGRESP, QOS1, QOS2, show, type Version } from '../kit/version';

export function resending(version: Version): void {
  show(
    version,
    'PUBLISH and PUBREL that are open go again in the original order, behind them what is new',
    {
      '3.1.1': '[MQTT-4.4.0-1, MQTT-4.6.0-1]',
      '5.0': '[MQTT-4.4.0-1, MQTT-4.6.0-1]',
    },
    async () => {
      const conversation = await begun(version);
      const { session } = conversation;
      for (const [payload, qos] of [
        ['a', 2],
        ['b', 1],
        ['c', 2],
        ['d', 1],
        ['e', 2],
      ] as const) {
        session.deliver('t', payload, { qos });
      }
      await conversation.receive(version.pubrec(2), version.puback(3), version.pubrec(4));
      await conversation.lose();
      session.deliver('t', 'f', { qos: 1 });
      conversation.broker.takePackets();
      await conversation.login(true);
      const [, ...rest] = conversation.broker.takePackets();
      deepEqual(
        bytes(...rest),
        bytes(
          version.pubrel(2),
          version.pubrel(4),
          version.publish(QOS1 | DUP, 't', 5, 'd'),
          version.publish(QOS2 | DUP, 't', 6, 'e'),
          version.publish(QOS1, 't', 7, 'f'), // the first that is free
        ),
      );
    },
  );

  show(
    version,
    'the order stays when the window lets few of them through, and when the link breaks meanwhile',
    { '3.1.1': '[MQTT-4.6.0-1]', '5.0': '[MQTT-4.6.0-1]' },
    async () => {
      const conversation = await begun(version, { acknowledgementTimeoutMs: 0 });
      for (let i = 0; i < 8; i++) {
        conversation.session.deliver('t', `${i}`.repeat(60), { qos: 1 + (i % 2) });
      }
      conversation.network.window = 100; // CONNECT, and not even two of them
      for (let i = 0; i < 3; i++) await conversation.breakAndReturn();
      conversation.network.window = 1536;
      const expected = Array.from({ length: 8 }, (_, i) =>
        version.publish((i % 2 ? QOS2 : QOS1) | DUP, 't', i + 2, `${i}`.repeat(60)),
      );
      deepEqual(await everythingAfterBreak(conversation), bytes(...expected));
    },
  );

  show(
    version,
    'on a connection that lives nothing is sent again, however long the answer takes',
    { '3.1.1': '[MQTT-4.4.0-1]', '5.0': '[MQTT-4.4.0-1]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 1 });
      conversation.session.deliver('t', 'b', { qos: 2 });
      conversation.broker.takePackets();
      for (let i = 0; i < 5; i++) {
        await conversation.pass(5_000);
        await conversation.receive(PINGRESP);
      }
      equal(conversation.client.connected(), true);
      for (const packet of conversation.broker.takePackets()) deepEqual(packet, bytes(PINGREQ));
    },
  );

  show(
    version,
    'the session is kept when the client disconnects by itself',
    { '3.1.1': '[MQTT-3.1.2-4, MQTT-4.1.0-1]', '5.0': '[MQTT-3.1.2-23]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 1 });
      await conversation.receive(version.publish(QOS2, 't', 7, 'theirs'));
      await conversation.client.disconnect();
      conversation.broker.takePackets();
      await conversation.login(true);
      deepEqual(conversation.broker.takePackets()[1], version.publish(QOS1 | DUP, 't', 2, 'a'));
      await conversation.receive(version.publish(QOS2 | DUP, 't', 7, 'theirs'));
      deepEqual(conversation.received, ['theirs']);
      deepEqual(conversation.broker.take(), version.pubrec(7));
    },
  );

  show(
    version,
    'while the connection lives the session forgets nothing, for a day',
    { '3.1.1': '[MQTT-4.1.0-1, MQTT-4.1.0-2]', '5.0': '[MQTT-4.1.0-1]' },
    async () => {
      const conversation = await begun(version, { acknowledgementTimeoutMs: 0 });
      conversation.broker.answers = true;
      conversation.broker.answerTo = (packet) =>
        packet[0] === PINGREQ[0] ? bytes(PINGRESP) : undefined;
      const receipt = conversation.session.deliver('t', 'a', { qos: 2 });
      await conversation.receive(version.publish(QOS2, 't', 7, 'theirs'));
      await conversation.pass(86_400_000);
      conversation.broker.takePackets();
      await conversation.receive(version.pubrec(2), version.publish(QOS2 | DUP, 't', 7, 'theirs'));
      deepEqual(conversation.broker.take(), bytes(version.pubrel(2), version.pubrec(7)));
      await conversation.receive(version.pubcomp(2));
      equal(receipt.state, 'acknowledged');
      deepEqual(conversation.received, ['theirs']);
    },
  );

  show(
    version,
    'a clean session begins with nothing of the one before: no PUBREL, no DUP',
    { '3.1.1': '[MQTT-3.1.2-6]', '5.0': '[MQTT-3.1.2-4]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 2 });
      conversation.session.deliver('t', 'b', { qos: 1 });
      await conversation.receive(version.pubrec(2), version.publish(QOS2, 't', 7, 'old'));
      await conversation.lose();
      conversation.broker.takePackets();
      await conversation.login(false, { cleanSession: true });
      const [, ...rest] = conversation.broker.takePackets();
      deepEqual(bytes(...rest), version.publish(QOS1, 't', 3, 'b'));
      await conversation.receive(version.publish(QOS2, 't', 7, 'new'));
      deepEqual(conversation.received, ['old', 'new']);
    },
  );
}

/** All that goes out behind the CONNECT after a break. */
async function everythingAfterBreak(conversation: Conversation): Promise<Uint8Array> {
  const first = await conversation.breakAndReturn();
  await conversation.pass(10);
  return bytes(first, conversation.broker.take());
}
