/**
 * What the client does not keep yet: each of these bodies fails. One that passes has
 * been put right, and its test fails to say so: then it moves to its suite, with its
 * ids, and the case comes off the table of statements.
 */

import { AssertionError, deepEqual, equal, fail, ok } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';
import { begun, Conversation } from '../kit/conversation';
import { BATCH, flood } from '../kit/flood';
import { longestGapMs } from '../kit/gaps';
import { WIDE } from '../kit/raw-broker';
import { PINGREQ, PINGRESP, QOS2 } from '../kit/version';
import { V3_1_1 } from './version';

/** Declares a test that passes while `body` fails an assertion; `statement` is the one that it is about. */
function open(statement: string, sentence: string, body: () => Promise<void>): void {
  test(`open, ${statement}: ${sentence}`, async () => {
    try {
      await body();
    } catch (error) {
      if (error instanceof AssertionError) return;
      throw error;
    }
    fail(`kept now: give this test its id, and take the case of ${statement} off the table`);
  });
}

open('3.1.2-23', 'pings keep to the interval while an acknowledgement is owed', async () => {
  const conversation = await begun(V3_1_1, { acknowledgementTimeoutMs: 60_000 });
  conversation.broker.answers = true;
  conversation.broker.answerTo = (packet) =>
    packet[0] === PINGREQ[0] ? bytes(PINGRESP) : undefined;
  conversation.session.deliver('t', 'a', { qos: 1 });
  const gapMs = await longestGapMs(conversation, () => conversation.pass(200_000));
  ok(gapMs <= 15_000, `${gapMs} ms without a packet, at a keep-alive interval of 15,000`);
});

open('4.6.0-4', 'PUBRELs keep the order of their PUBRECs across a break', async () => {
  const conversation = await begun(V3_1_1);
  conversation.session.deliver('t', 'a', { qos: 2 });
  conversation.session.deliver('t', 'b', { qos: 2 });
  await conversation.receive(V3_1_1.pubrec(3), V3_1_1.pubrec(2));
  deepEqual(await conversation.breakAndReturn(), bytes(V3_1_1.pubrel(3), V3_1_1.pubrel(2)));
});

open('4.3.3-2', 'behind a PUBCOMP an identifier is new, also while a handler is slow', async () => {
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

open('2.3.1-2', 'a SUBSCRIBE of the client’s own that waits keeps its identifier', async () => {
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

open('4.8.0-1', 'a SUBACK with two codes for one filter closes, with a session too', async () => {
  const conversation = await begun(V3_1_1);
  void conversation.session.subscribe('a', 0);
  await conversation.receive(V3_1_1.suback(2, 0, 0));
  equal(conversation.client.connected(), false);
});
