/** Packet identifiers: which a packet has, and when one is free again. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { begun, Conversation } from '../kit/conversation';
import { BATCH, flood } from '../kit/flood';
import { idOfPublish, idOfRequest, WIDE } from '../kit/raw-broker';
import { DUP, QOS0, QOS1, QOS2, show, type Version } from '../kit/version';

const ALL_IDS = 0xffff;

export function identifiers(version: Version): void {
  const is3 = version.name === '3.1.1';

  show(
    version,
    'a PUBLISH at QoS 0 has no packet identifier, also behind packets that have one',
    { '3.1.1': '[MQTT-2.3.1-5]', '5.0': '[MQTT-2.2.1-2]' },
    async () => {
      const { session, broker } = await begun(version);
      session.deliver('t', 'a', { qos: 1 });
      session.deliver('t', 'b', { qos: 0 });
      deepEqual(
        broker.take(),
        bytes(version.publish(QOS1, 't', 2, 'a'), version.publish(QOS0, 't', 0, 'b')),
      );
    },
  );

  show(
    version,
    'SUBSCRIBE, UNSUBSCRIBE and PUBLISH take their identifiers from one count, none of them 0',
    { '3.1.1': '[MQTT-2.3.1-1, MQTT-2.3.1-2]', '5.0': '[MQTT-2.2.1-3]' },
    async () => {
      const { session, broker } = await begun(version);
      void session.subscribe('a', 1);
      session.deliver('t', 'x', { qos: 1 });
      session.unsubscribe('b');
      session.deliver('t', 'y', { qos: 2 });
      deepEqual(
        broker.take(),
        bytes(
          version.subscribe(2, ['a', 1]),
          version.publish(QOS1, 't', 3, 'x'),
          version.unsubscribe(4, 'b'),
          version.publish(QOS2, 't', 5, 'y'),
        ),
      );
    },
  );

  show(
    version,
    'identifiers that wait for their answers are passed over for all 65,535, and 0 always',
    {
      '3.1.1': '[MQTT-2.3.1-1, MQTT-2.3.1-2, MQTT-4.3.2-1, MQTT-4.3.3-1]',
      '5.0': '[MQTT-2.2.1-3, MQTT-4.3.2-1, MQTT-4.3.3-1]',
    },
    async () => {
      const conversation = await wide(version);
      conversation.session.deliver('t', '', { qos: 1 });
      conversation.session.deliver('t', '', { qos: 2 });
      deepEqual(conversation.broker.takePackets().map(idOfPublish), [2, 3]);
      const ids = await flood(conversation, ALL_IDS + BATCH, (packet) => idOfPublish(packet) <= 3);
      equal(ids.size, ALL_IDS - 2, 'all but the two that wait');
      for (const id of [0, 2, 3]) equal(ids.has(id), false, `identifier ${id}`);
    },
  );

  show(
    version,
    'an identifier is free again with the packet that answers it last',
    is3 ? { '3.1.1': '[MQTT-2.3.1-3]' } : {},
    async () => {
      const conversation = await wide(version);
      const { session, broker } = conversation;
      session.deliver('t', 'a', { qos: 2 });
      await conversation.receive(version.pubrec(2));
      broker.takePackets();
      const isOpen = await flood(conversation, ALL_IDS, () => false);
      equal(isOpen.has(2), false, 'while it waits for its PUBCOMP');
      await conversation.receive(version.pubcomp(2));
      const isFree = await flood(conversation, ALL_IDS, () => false);
      equal(isFree.has(2), true);
    },
  );

  show(
    version,
    'a packet that is sent again has the identifier that it had',
    { '3.1.1': '[MQTT-2.3.1-3]', '5.0': '[MQTT-4.4.0-1]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 1 });
      await conversation.receive(version.puback(2));
      conversation.session.deliver('t', 'b', { qos: 1 });
      deepEqual(
        await conversation.breakAndReturn(),
        version.publish(QOS1 | DUP, 't', 3, 'b'), // nothing else has used 2 meanwhile
      );
    },
  );

  show(
    version,
    'each acknowledgement has the identifier of what it answers',
    { '3.1.1': '[MQTT-2.3.1-6]', '5.0': '[MQTT-2.2.1-5]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'ours', { qos: 2 });
      conversation.broker.takePackets();
      await conversation.receive(
        version.publish(QOS1, 't', 0x1234, ''),
        version.publish(QOS2, 't', 0xffff, ''),
        version.pubrel(0xffff),
        version.pubrec(2),
      );
      deepEqual(
        conversation.broker.take(),
        bytes(
          version.puback(0x1234),
          version.pubrec(0xffff),
          version.pubcomp(0xffff),
          version.pubrel(2),
        ),
      );
    },
  );

  show(
    version,
    'an answer with an identifier that nobody waits for settles nothing',
    { '3.1.1': '[MQTT-2.3.1-7]', '5.0': '[MQTT-2.2.1-6]' },
    async () => {
      const conversation = await begun(version);
      let outcome: unknown;
      void conversation.session.subscribe('a', 1).then((said) => (outcome = said));
      const id = idOfRequest(conversation.broker.takePackets()[0]!);
      await conversation.receive(version.suback(id + 1, 1));
      equal(outcome, undefined);
      await conversation.receive(version.suback(id, 1));
      equal(outcome, 1);
    },
  );
}

/** A conversation with room for a flood. */
async function wide(version: Version): Promise<Conversation> {
  const conversation = new Conversation(version, {
    acknowledgementTimeoutMs: 0,
    maximumInFlight: BATCH + 2,
  });
  conversation.network.window = WIDE;
  conversation.client.setBufferSize(0xffff);
  await conversation.login();
  conversation.broker.takePackets();
  return conversation;
}
