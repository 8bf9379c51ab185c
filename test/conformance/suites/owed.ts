/** What takes a session that owes something, and one that is owed something. */

import { deepEqual, equal, ok } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { begun, Conversation } from '../kit/conversation';
import { BATCH, flood } from '../kit/flood';
import { longestGapMs } from '../kit/gaps';
import { WIDE } from '../kit/raw-broker';
import { NOT_FOUND, PINGREQ, PINGRESP, QOS2, show, type Version } from '../kit/version';

export function owed(version: Version): void {
  show(
    version,
    'pings keep to the interval while an acknowledgement is owed',
    { '3.1.1': '[MQTT-3.1.2-23]', '5.0': '[MQTT-3.1.2-20]' },
    async () => {
      const conversation = await begun(version, { acknowledgementTimeoutMs: 60_000 });
      conversation.broker.answers = true;
      conversation.broker.answerTo = (packet) =>
        packet[0] === PINGREQ[0] ? bytes(PINGRESP) : undefined;
      conversation.session.deliver('t', 'a', { qos: 1 });
      const gapMs = await longestGapMs(conversation, () => conversation.pass(200_000));
      ok(gapMs <= 15_000, `${gapMs} ms without a packet, at a keep-alive interval of 15,000`);
    },
  );

  show(
    version,
    'PUBRELs keep the order of their PUBRECs across a break',
    { '3.1.1': '[MQTT-4.6.0-4]', '5.0': '[MQTT-4.6.0-4]' },
    async () => {
      const conversation = await begun(version);
      conversation.session.deliver('t', 'a', { qos: 2 });
      conversation.session.deliver('t', 'b', { qos: 2 });
      await conversation.receive(version.pubrec(3), version.pubrec(2));
      deepEqual(await conversation.breakAndReturn(), bytes(version.pubrel(3), version.pubrel(2)));
    },
  );

  show(
    version,
    'behind a PUBCOMP an identifier is new, also while a handler is slow',
    { '3.1.1': '[MQTT-4.3.3-2]', '5.0': '[MQTT-4.3.3-12]' },
    async () => {
      const conversation = await begun(version);
      let calls = 0;
      conversation.session.setHandler(
        () =>
          new Promise(() => {
            calls++;
          }),
        { asynchronous: true },
      );
      await conversation.receive(version.publish(QOS2, 't', 5, 'a'), version.pubrel(5));
      deepEqual(conversation.broker.take(), version.pubcomp(5, NOT_FOUND));
      await conversation.receive(version.publish(QOS2, 't', 5, 'b'));
      equal(calls, 2);
    },
  );

  show(
    version,
    'a SUBSCRIBE of the client’s own that waits keeps its identifier',
    { '3.1.1': '[MQTT-2.3.1-2]', '5.0': '[MQTT-2.2.1-3]' },
    async () => {
      const conversation = new Conversation(version, {
        acknowledgementTimeoutMs: 0,
        maximumInFlight: BATCH,
      });
      conversation.network.window = WIDE;
      await conversation.login();
      conversation.client.subscribe('a', 1);
      conversation.broker.takePackets(); // CONNECT, and SUBSCRIBE with identifier 2
      const ids = await flood(conversation, 0xffff + BATCH, (packet) => packet[0] === 0x82);
      equal(ids.has(2), false, 'given again');
    },
  );

  show(
    version,
    'a SUBACK with two codes for one filter closes, with a session too',
    { '3.1.1': '[MQTT-4.8.0-1]', '5.0': '[MQTT-4.13.1-1]' },
    async () => {
      const conversation = await begun(version);
      void conversation.session.subscribe('a', 0);
      await conversation.receive(version.suback(2, 0, 0));
      equal(conversation.client.connected(), false);
    },
  );
}
