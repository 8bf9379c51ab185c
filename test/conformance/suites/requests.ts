/** SUBSCRIBE, UNSUBSCRIBE, DISCONNECT and pings: flags, fields, and what comes after. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { begun } from '../kit/conversation';
import { longestGapMs } from '../kit/gaps';
import { DISCONNECT, PINGREQ, PINGRESP, QOS1, QOS2, show, type Version } from '../kit/version';

const KEEP_ALIVE_MS = 15_000;

export function requests(version: Version): void {
  for (const qos of [0, 1, 2]) {
    show(
      version,
      `SUBSCRIBE at QoS ${qos} has the flags 0010, one filter, and nothing but the QoS beside it`,
      {
        '3.1.1': '[MQTT-3.8.1-1, MQTT-3.8.3-1, MQTT-3.8.3-3]',
        '5.0': '[MQTT-3.8.1-1, MQTT-3.8.3-1, MQTT-3.8.3-2]',
      },
      async () => {
        const { client, session, broker } = await begun(version);
        client.subscribe('ä/#', qos);
        void session.subscribe('+/ä', qos);
        deepEqual(
          broker.take(),
          bytes(version.subscribe(2, ['ä/#', qos]), version.subscribe(3, ['+/ä', qos])),
        );
      },
    );
  }

  show(
    version,
    'UNSUBSCRIBE has the flags 0010 and one filter',
    {
      '3.1.1': '[MQTT-3.10.1-1, MQTT-3.10.3-1, MQTT-3.10.3-2]',
      '5.0': '[MQTT-3.10.1-1, MQTT-3.10.3-1, MQTT-3.10.3-2]',
    },
    async () => {
      const { client, session, broker } = await begun(version);
      client.unsubscribe('ä/#');
      session.unsubscribe('+/ä');
      deepEqual(broker.take(), bytes(version.unsubscribe(2, 'ä/#'), version.unsubscribe(3, '+/ä')));
    },
  );

  show(
    version,
    'PUBREL has the flags 0010, for the first time and again',
    { '3.1.1': '[MQTT-3.6.1-1, MQTT-2.2.2-1]', '5.0': '[MQTT-3.6.1-1, MQTT-2.1.3-1]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 2 });
      conversation.broker.takePackets();
      await conversation.receive(version.pubrec(2));
      equal(conversation.broker.take()[0], 0x62);
      equal((await conversation.breakAndReturn())[0], 0x62);
    },
  );

  show(
    version,
    'every packet that a client sends has its reserved flags as the table says',
    { '3.1.1': '[MQTT-2.2.2-1]', '5.0': '[MQTT-2.1.3-1]' },
    async () => {
      const conversation = await begun(version);
      const { client, session, broker } = conversation;
      session.deliver('t', 'a', { qos: 2 });
      client.subscribe('t');
      client.unsubscribe('t');
      await conversation.receive(
        version.publish(QOS1, 't', 5, ''),
        version.publish(QOS2, 't', 6, ''),
      );
      await conversation.receive(version.pubrel(6), version.pubrec(2));
      broker.answers = true;
      await conversation.pass(KEEP_ALIVE_MS);
      await client.disconnect();
      await conversation.login();
      deepEqual(
        broker
          .takePackets()
          .map((packet) => packet[0]!)
          .filter((first, at, all) => all.indexOf(first) === at && (first & 0xf0) !== 0x30)
          .sort((a, b) => a - b),
        [0x10, 0x40, 0x50, 0x62, 0x70, 0x82, 0xa2, 0xc0, 0xe0],
      );
    },
  );

  show(
    version,
    'a DISCONNECT is the last packet, and the connection is closed behind it',
    {
      '3.1.1': '[MQTT-3.14.4-1, MQTT-3.14.4-2]',
      '5.0': '[MQTT-3.14.4-1, MQTT-3.14.4-2]',
    },
    async () => {
      const conversation = await begun(version);
      const { client, session, broker, socket } = conversation;
      const goodbye = client.disconnect();
      client.publish('t', 'late');
      client.subscribe('late');
      session.deliver('t', 'late', { qos: 1 });
      void session.subscribe('late', 1);
      await conversation.receive(version.publish(QOS1, 't', 5, 'late'), version.pubrec(2));
      await goodbye;
      await conversation.pass(10 * KEEP_ALIVE_MS);
      deepEqual(broker.take(), bytes(DISCONNECT));
      equal(socket.closed, true);
    },
  );

  show(
    version,
    'what was queued goes before the DISCONNECT, and nothing behind it, while the network is stuck',
    {
      '3.1.1': '[MQTT-3.14.4-1, MQTT-3.14.4-2]',
      '5.0': '[MQTT-3.14.4-1, MQTT-3.14.4-2]',
    },
    async () => {
      const conversation = await begun(version);
      const { client, session, socket } = conversation;
      const written: number[] = [];
      let isOpen = false;
      socket.onWrite = (chunk) => void written.push(...chunk);
      session.deliver('t', 'x'.repeat(200), { qos: 1 });
      for (let i = 0; i < 20; i++) client.publish('t', 'y'.repeat(200)); // more than the window
      const goodbye = client.disconnect().then(() => (isOpen = true));
      client.publish('t', 'late');
      await conversation.pass(100);
      equal(isOpen, false);
      socket.open(10_000);
      await conversation.pass();
      await goodbye;
      deepEqual(written.slice(-2), [...DISCONNECT]);
      equal(socket.closed, true);
    },
  );

  show(
    version,
    'a client that has nothing to send pings once in each keep-alive interval',
    { '3.1.1': '[MQTT-3.1.2-23]', '5.0': '[MQTT-3.1.2-20]' },
    async () => {
      const conversation = await begun(version);
      conversation.broker.answers = true;
      for (let i = 0; i < 10; i++) {
        await conversation.pass(KEEP_ALIVE_MS);
        deepEqual(conversation.broker.take(), bytes(PINGREQ));
      }
    },
  );

  show(
    version,
    'neither what comes in nor what went out before puts off the ping: between packets that go out there is never more than the interval',
    { '3.1.1': '[MQTT-3.1.2-23]', '5.0': '[MQTT-3.1.2-20]' },
    async () => {
      const conversation = await begun(version);
      equal(
        (await longestGapMs(conversation, async () => {
          for (let i = 0; i < 60; i++) {
            if (i % 20 === 5) conversation.client.publish('t', 'between the pings');
            await conversation.receive(version.publish(0x30, 't', 0, ''), PINGRESP);
            await conversation.pass(1_000);
          }
        })) <= KEEP_ALIVE_MS,
        true,
      );
    },
  );
}
