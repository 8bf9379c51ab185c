/** Messages on their way in: answered as their QoS asks for, in order, handed on as often as it allows. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { settled } from '../../kit/test';
import { begun, type Conversation } from '../kit/conversation';
import { DUP, NOT_FOUND, QOS0, QOS1, QOS2, show, type Version } from '../kit/version';

export function receiving(version: Version): void {
  show(
    version,
    'QoS 0 is answered with nothing, QoS 1 with PUBACK, QoS 2 with PUBREC and its PUBREL with PUBCOMP',
    {
      '3.1.1': '[MQTT-3.3.4-1, MQTT-4.3.2-2, MQTT-4.3.3-2]',
      '5.0': '[MQTT-3.3.4-1, MQTT-4.3.2-4, MQTT-4.3.3-8, MQTT-4.3.3-11]',
    },
    async () => {
      const conversation = await begun(version);
      await conversation.receive(version.publish(QOS0, 't', 0, 'a'));
      deepEqual(conversation.broker.take(), bytes());
      await conversation.receive(version.publish(QOS1, 't', 5, 'b'));
      deepEqual(conversation.broker.take(), version.puback(5));
      await conversation.receive(version.publish(QOS2, 't', 6, 'c'));
      deepEqual(conversation.broker.take(), version.pubrec(6));
      await conversation.receive(version.pubrel(6));
      deepEqual(conversation.broker.take(), version.pubcomp(6));
      deepEqual(conversation.received, ['a', 'b', 'c']);
    },
  );

  show(
    version,
    'behind its PUBACK an identifier is a new message’s, whatever DUP says',
    { '3.1.1': '[MQTT-4.3.2-2]', '5.0': '[MQTT-4.3.2-5]' },
    async () => {
      const conversation = await begun(version);
      await conversation.receive(version.publish(QOS1, 't', 5, 'a'));
      await conversation.receive(version.publish(QOS1 | DUP, 't', 5, 'b'));
      await conversation.receive(version.publish(QOS1, 't', 5, 'c'));
      deepEqual(conversation.received, ['a', 'b', 'c']);
      deepEqual(
        conversation.broker.take(),
        bytes(version.puback(5), version.puback(5), version.puback(5)),
      );
    },
  );

  show(
    version,
    'until its PUBREL a QoS 2 message that comes again gets a PUBREC and is not handed on, with or without DUP',
    { '3.1.1': '[MQTT-4.3.3-2]', '5.0': '[MQTT-4.3.3-10]' },
    async () => {
      const conversation = await begun(version);
      await conversation.receive(version.publish(QOS2, 't', 5, 'a'));
      await conversation.receive(version.publish(QOS2 | DUP, 't', 5, 'a'));
      await conversation.receive(version.publish(QOS2, 't', 5, 'a'));
      deepEqual(await conversation.breakAndReturn(), bytes());
      await conversation.receive(version.publish(QOS2 | DUP, 't', 5, 'a'));
      deepEqual(conversation.received, ['a']);
      deepEqual(conversation.broker.take(), version.pubrec(5));
    },
  );

  show(
    version,
    'behind its PUBCOMP an identifier is a new message’s, whatever DUP says',
    { '3.1.1': '[MQTT-4.3.3-2]', '5.0': '[MQTT-4.3.3-12]' },
    async () => {
      const conversation = await begun(version);
      await conversation.receive(version.publish(QOS2, 't', 5, 'a'), version.pubrel(5));
      await conversation.receive(version.publish(QOS2 | DUP, 't', 5, 'b'));
      deepEqual(conversation.received, ['a', 'b']);
    },
  );

  show(
    version,
    'a PUBREL that comes again, or for what nobody knows, gets its PUBCOMP',
    { '3.1.1': '[MQTT-4.3.3-2]', '5.0': '[MQTT-4.3.3-11]' },
    async () => {
      const conversation = await begun(version);
      await conversation.receive(version.pubrel(5), version.pubrel(5));
      deepEqual(
        conversation.broker.take(),
        bytes(version.pubcomp(5, NOT_FOUND), version.pubcomp(5, NOT_FOUND)),
      );
      equal(conversation.client.connected(), true);
    },
  );

  show(
    version,
    'what nobody has subscribed to or handles is acknowledged, and so is what is too large',
    { '3.1.1': '[MQTT-4.5.0-2]', '5.0': '[MQTT-4.5.0-2]' },
    async () => {
      const conversation = await begun(version);
      conversation.client.setCallback(() => {
        throw new Error('not wanted');
      });
      conversation.client.setClient({ ...conversation.network.client, onFault: () => undefined });
      await conversation.breakAndReturn(); // with the new network
      for (const size of [1, 1_000]) {
        await conversation.receive(
          version.publish(QOS1, 'nobody/asked', 5, 'x'.repeat(size)),
          version.publish(QOS2, 'nobody/asked', 6, 'x'.repeat(size)),
        );
        deepEqual(conversation.broker.take(), bytes(version.puback(5), version.pubrec(6)));
        await conversation.receive(version.pubrel(6));
        deepEqual(conversation.broker.take(), version.pubcomp(6));
      }
    },
  );

  for (const [qos, first, statement] of [
    [1, QOS1, 2],
    [2, QOS2, 3],
  ] as const) {
    show(
      version,
      `messages at QoS ${qos} are acknowledged in the order in which they came, however their handlers end`,
      {
        '3.1.1': `[MQTT-4.6.0-${statement}]`,
        '5.0': `[MQTT-4.6.0-${statement}]`,
      },
      async () => {
        const conversation = await begun(version);
        const finish = slowHandler(conversation);
        const ids = [40, 7, 300, 2, 9];
        await conversation.receive(...ids.map((id) => version.publish(first, 't', id, '')));
        for (const call of [4, 2, 0, 3, 1]) {
          finish[call]!();
          await settled();
        }
        await conversation.pass();
        const answer = qos === 1 ? version.puback : version.pubrec;
        deepEqual(conversation.broker.take(), bytes(...ids.map((id) => answer(id))));
      },
    );
  }

  show(
    version,
    'PUBRELs go in the order of their PUBRECs',
    { '3.1.1': '[MQTT-4.6.0-4]', '5.0': '[MQTT-4.6.0-4]' },
    async () => {
      const conversation = await begun(version);
      conversation.broker.answers = conversation.broker.holds = true;
      for (const payload of ['a', 'b', 'c', 'd']) {
        conversation.session.deliver('t', payload, { qos: 2 });
      }
      conversation.broker.takePackets();
      conversation.broker.release(([a, b, c, d]) => [c!, a!, d!, b!]);
      await conversation.pass();
      deepEqual(conversation.broker.take(), bytes(...[4, 2, 5, 3].map((id) => version.pubrel(id))));
    },
  );
}

/** The session's handler returns promises that the test settles. */
function slowHandler({ session }: Conversation): (() => void)[] {
  const finish: (() => void)[] = [];
  session.setHandler(
    () =>
      new Promise((resolve) => {
        finish.push(resolve);
      }),
    { asynchronous: true },
  );
  return finish;
}
