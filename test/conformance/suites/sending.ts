/** Messages on their way out: flags, the three QoS, and what a break changes. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { begun, Conversation } from '../kit/conversation';
import { DUP, NOT_FOUND, QOS0, QOS1, QOS2, RETAIN, show, type Version } from '../kit/version';

export function sending(version: Version): void {
  show(
    version,
    'a message at QoS 0 goes out without DUP, also after a break, and only once',
    {
      '3.1.1': '[MQTT-3.3.1-2, MQTT-4.3.1-1]',
      '5.0': '[MQTT-3.3.1-2, MQTT-4.3.1-1]',
    },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 0 });
      deepEqual(conversation.broker.take(), version.publish(QOS0, 't', 0, 'a'));
      deepEqual(await conversation.breakAndReturn(), bytes());
      await conversation.lose();
      conversation.session.deliver('t', 'b', { qos: 0 });
      await conversation.login(true);
      deepEqual(conversation.broker.takePackets()[1], version.publish(QOS0, 't', 0, 'b'));
    },
  );

  for (const [qos, first] of [
    [1, QOS1],
    [2, QOS2],
  ] as const) {
    show(
      version,
      `a message at QoS ${qos} goes out without DUP first, and with it each time that it is sent again`,
      {
        '3.1.1': `[MQTT-3.3.1-1, MQTT-4.3.${qos + 1}-1]`,
        '5.0': `[MQTT-3.3.1-1, MQTT-4.3.${qos + 1}-2]`,
      },
      async () => {
        const conversation = await begun(version);
        conversation.session.deliver('t', 'a', { qos, retain: true });
        deepEqual(conversation.broker.take(), version.publish(first | RETAIN, 't', 2, 'a'));
        for (let i = 0; i < 3; i++) {
          deepEqual(
            await conversation.breakAndReturn(),
            version.publish(first | RETAIN | DUP, 't', 2, 'a'),
          );
        }
      },
    );

    show(
      version,
      `a message at QoS ${qos} to a server that has forgotten the session is new, without DUP`,
      {
        '3.1.1': '[MQTT-3.3.1-3]',
        '5.0': '[MQTT-3.3.1-3, MQTT-3.2.2-5]',
      },
      async () => {
        const conversation = await begun(version);
        conversation.session.deliver('t', 'a', { qos });
        deepEqual(await conversation.breakAndReturn(false), version.publish(first, 't', 2, 'a'));
      },
    );
  }

  show(
    version,
    'a message that came with DUP is published on without it',
    { '3.1.1': '[MQTT-3.3.1-3]', '5.0': '[MQTT-3.3.1-3]' },
    async () => {
      const conversation = await begun(version);
      const { session } = conversation;
      session.setHandler(({ payload }) => void session.deliver('on', payload, { qos: 1 }));
      await conversation.receive(version.publish(QOS1 | DUP, 't', 9, 'a'));
      deepEqual(
        conversation.broker.take(),
        bytes(version.publish(QOS1, 'on', 2, 'a'), version.puback(9)),
      );
    },
  );

  show(
    version,
    'a message at QoS 1 is open until its PUBACK, whatever else comes',
    { '3.1.1': '[MQTT-4.3.2-1]', '5.0': '[MQTT-4.3.2-3]' },
    async () => {
      const conversation = await begun(version);
      const receipt = conversation.session.deliver('t', 'a', { qos: 1 });
      await conversation.receive(version.puback(3), version.pubcomp(2), [0xd0, 0]);
      equal(receipt.state, 'sent');
      deepEqual(await conversation.breakAndReturn(), version.publish(QOS1 | DUP, 't', 2, 'a'));
      await conversation.receive(version.puback(2));
      equal(receipt.state, 'acknowledged');
      deepEqual(await conversation.breakAndReturn(), bytes());
    },
  );

  show(
    version,
    'a message at QoS 2 is a PUBLISH until its PUBREC, and then a PUBREL until its PUBCOMP',
    {
      '3.1.1': '[MQTT-4.3.3-1]',
      '5.0': '[MQTT-4.3.3-3, MQTT-4.3.3-4, MQTT-4.3.3-5, MQTT-4.3.3-6]',
    },
    async () => {
      const conversation = await begun(version);
      const receipt = conversation.session.deliver('t', 'a', { qos: 2 });
      await conversation.receive(version.puback(2), version.pubcomp(2));
      deepEqual(await conversation.breakAndReturn(), version.publish(QOS2 | DUP, 't', 2, 'a'));
      await conversation.receive(version.pubrec(2));
      deepEqual(conversation.broker.take(), version.pubrel(2));
      for (let i = 0; i < 3; i++) {
        deepEqual(await conversation.breakAndReturn(), version.pubrel(2));
      }
      equal(receipt.state, 'sent');
      await conversation.receive(version.pubcomp(2));
      equal(receipt.state, 'acknowledged');
      deepEqual(await conversation.breakAndReturn(), bytes());
    },
  );

  show(
    version,
    'a PUBREC that comes twice gets its PUBREL twice, and never the PUBLISH again',
    { '3.1.1': '[MQTT-4.3.3-1]', '5.0': '[MQTT-4.3.3-4, MQTT-4.3.3-6]' },
    async () => {
      const conversation = await begun(version);
      conversation.broker.answers = true;
      conversation.broker.onItsWay = (answer) => bytes(answer, answer);
      conversation.session.deliver('t', 'a', { qos: 2 });
      await conversation.pass();
      deepEqual(
        conversation.broker.take(),
        bytes(version.publish(QOS2, 't', 2, 'a'), version.pubrel(2), version.pubrel(2)),
      );
      equal(conversation.session.pending, 0);
    },
  );

  show(
    version,
    'a PUBREC for a message that is done, or that nobody knows, gets its PUBREL, so that the server can go on',
    { '3.1.1': '[MQTT-4.3.3-1]', '5.0': '[MQTT-4.3.3-4]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 2 });
      await conversation.receive(version.pubrec(2), version.pubcomp(2));
      conversation.broker.takePackets();
      await conversation.receive(version.pubrec(2), version.pubrec(77));
      deepEqual(
        conversation.broker.take(),
        bytes(version.pubrel(2, NOT_FOUND), version.pubrel(77, NOT_FOUND)),
      );
    },
  );

  show(
    version,
    'nothing is sent before the CONNECT, and one CONNECT on each connection',
    { '3.1.1': '[MQTT-3.1.0-1]', '5.0': '[MQTT-3.1.0-1]' },
    async () => {
      const conversation = new Conversation(version);
      const { broker, client, session } = conversation;
      broker.connack = undefined;
      session.deliver('t', 'a', { qos: 1 });
      void session.subscribe('t', 1);
      const connecting = conversation.login();
      client.publish('t', 'b');
      void client.connect('again');
      await conversation.pass(100);
      deepEqual(
        broker.takePackets().map((packet) => packet[0]),
        [0x10],
      );
      await conversation.receive(version.connack(false));
      equal(await connecting, true);
      equal(await client.connect('again'), true);
      deepEqual(
        broker.takePackets().map((packet) => packet[0]! & 0xf0),
        [0x80, 0x30],
      );
    },
  );
}
