/** A session that speaks MQTT 5.0: refusals, flow control, what has expired. */

import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes, text } from '../../../kit/bytes';
import {
  ack5,
  connack5,
  connected5,
  Fixture5,
  four,
  KNOWN5,
  NEW5,
  packet,
  PUBACK,
  PUBCOMP,
  publish5,
  PUBREC,
  PUBREL,
  two,
} from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

test('a message that the server refuses is done, with its reason [MQTT-4.4.0-2]', async () => {
  for (const [qos, answer] of [
    [1, PUBACK],
    [2, PUBREC],
  ] as const) {
    const fixture = await connected5({ session: {} });
    const receipt = fixture.session.deliver('t', 'x', { qos });
    fixture.socket.take();
    await fixture.receive(ack5(answer, 2, 0x87));
    deepEqual([receipt.state, receipt.code], ['refused', 0x87]);
    deepEqual(fixture.socket.take(), bytes(), 'no PUBREL [MQTT-4.3.3-4]');
    equal(fixture.session.pending, 0);
    await fixture.lose();
    await fixture.login(KNOWN5);
    deepEqual(fixture.socket.take(), bytes());
  }
});

test('a message that is acknowledged with a remark is acknowledged', async () => {
  const fixture = await connected5({ session: {} });
  const receipt = fixture.session.deliver('t', 'x');
  await fixture.receive(ack5(PUBACK, 2, 0x10));
  deepEqual([receipt.state, receipt.code], ['acknowledged', 0x10]);
});

test('a PUBCOMP that does not know the message ends it well', async () => {
  const fixture = await connected5({ session: {} });
  const receipt = fixture.session.deliver('t', 'x', { qos: 2 });
  fixture.socket.take();
  await fixture.receive(ack5(PUBREC, 2, 0x10));
  deepEqual(fixture.socket.take(), ack5(PUBREL, 2));
  await fixture.receive(ack5(PUBCOMP, 2, 0x92));
  equal(receipt.state, 'acknowledged');
  equal(fixture.session.pending, 0);
});

test('identifiers that are not known are answered with 0x92', async () => {
  const fixture = await connected5({ session: {} });
  await fixture.receive(ack5(PUBREL, 9));
  deepEqual(fixture.socket.take(), ack5(PUBCOMP, 9, 0x92));
  await fixture.receive(ack5(PUBREC, 9));
  deepEqual(fixture.socket.take(), ack5(PUBREL, 9, 0x92));
  await fixture.receive(ack5(PUBREC, 9, 0x80));
  deepEqual(fixture.socket.take(), bytes(), 'nothing to a refusal of nothing');
});

test('no more messages are under way than the server takes; acknowledgements go all the same [MQTT-3.3.4-7, MQTT-3.3.4-8]', async () => {
  const fixture = await connected5({ session: {} }, connack5(0, 0, 33, two(2)));
  for (const payload of ['a', 'b', 'c']) fixture.session.deliver('t', payload, { qos: 2 });
  const sent = bytes(publish5(0x34, 't', 2, 'a'), publish5(0x34, 't', 3, 'b'));
  deepEqual(fixture.socket.take(), sent);
  await fixture.receive(ack5(PUBREC, 2), publish5(0x32, 'u', 9, ''));
  deepEqual(fixture.socket.take(), bytes(ack5(PUBREL, 2), ack5(PUBACK, 9)));
  await fixture.receive(ack5(PUBREC, 3, 0x97));
  deepEqual(fixture.socket.take(), publish5(0x34, 't', 4, 'c'), 'a refusal makes room');
});

test('messages at QoS 0 wait for their turn only', async () => {
  const fixture = await connected5({ session: {} }, connack5(0, 0, 33, two(1)));
  fixture.session.deliver('t', 'a');
  fixture.session.deliver('t', 'b', { qos: 0 });
  deepEqual(fixture.socket.take(), bytes(publish5(0x32, 't', 2, 'a'), publish5(0x30, 't', 0, 'b')));
});

test('what is sent again keeps to a receive maximum that has shrunk, and no PUBREL waits for it [MQTT-4.4.0-1]', async () => {
  const fixture = await connected5({ session: {} });
  for (const payload of ['a', 'b', 'c']) fixture.session.deliver('t', payload, { qos: 2 });
  await fixture.receive(ack5(PUBREC, 4));
  await fixture.lose();
  await fixture.login(connack5(1, 0, 33, two(1)));
  deepEqual(fixture.socket.take(), bytes(publish5(0x3c, 't', 2, 'a'), ack5(PUBREL, 4)));
  await fixture.receive(ack5(PUBCOMP, 4));
  deepEqual(fixture.socket.take(), bytes());
  await fixture.receive(ack5(PUBREC, 2, 0x80));
  deepEqual(fixture.socket.take(), publish5(0x3c, 't', 3, 'b'));
});

test('a message that has become too large for the server does not hold up the ones behind it', async () => {
  const fixture = await connected5({ session: {} });
  const large = fixture.session.deliver('t', 'x'.repeat(50));
  fixture.session.deliver('t', 'b');
  await fixture.lose();
  await fixture.login(connack5(1, 0, 33, two(1), 39, four(30)));
  deepEqual([large.state, large.reason], ['dropped', 'too long']);
  deepEqual(fixture.socket.take(), publish5(0x3a, 't', 3, 'b'));
});

test('the quality of service is what the server offers [MQTT-3.2.2-11]', async () => {
  const fixture = await connected5({ session: {} }, connack5(0, 0, 36, 1));
  const receipt = fixture.session.deliver('t', 'a', { qos: 2 });
  deepEqual(fixture.socket.take(), publish5(0x32, 't', 2, 'a'));
  await fixture.receive(ack5(PUBACK, 2));
  equal(receipt.state, 'acknowledged');

  const none = await connected5({ session: {} }, connack5(0, 0, 36, 0));
  const unanswered = none.session.deliver('t', 'a', { qos: 1 });
  deepEqual(none.socket.take(), publish5(0x30, 't', 0, 'a'));
  equal(unanswered.state, 'on the wire');
});

for (const [most, sent, answer] of [
  [1, publish5(0x3a, 't', 2, 'a'), ack5(PUBACK, 2)],
  [0, publish5(0x30, 't', 0, 'a'), bytes()],
] as const) {
  test(`a message under way at QoS 2 is sent again at QoS ${most} when the server offers no more [MQTT-3.2.2-11]`, async () => {
    const fixture = await connected5({ session: {} });
    const receipt = fixture.session.deliver('t', 'a', { qos: 2 });
    await fixture.lose();
    await fixture.login(connack5(1, 0, 36, most));
    deepEqual(fixture.socket.take(), sent);
    await fixture.receive(answer);
    equal(receipt.isSettled, true);
    equal(fixture.session.pending, 0);
  });
}

test('of what is left of a message’s time the server is told as it leaves', async () => {
  const fixture = new Fixture5({ session: {} });
  const { session } = fixture;
  session.deliver('t', 'a', { expiryS: 60, properties: bytes(1, 1) });
  await fixture.pass(10_500);
  await fixture.login(NEW5);
  const first = publish5(0x32, 't', 2, 'a', 1, 1, 2, four(50)); // rounded up
  deepEqual(fixture.socket.take(), first);
  await fixture.lose();
  await fixture.pass(20_000);
  await fixture.login(KNOWN5);
  deepEqual(fixture.socket.take(), publish5(0x3a, 't', 2, 'a', 1, 1, 2, four(30)));
});

test('a message that was not sent in time expires, connected or not', async () => {
  const fixture = new Fixture5({ session: {} });
  const { session } = fixture;
  const [late, kept] = [session.deliver('t', 'a', { expiryS: 5 }), session.deliver('t', 'b')];
  await fixture.pass(4_999);
  equal(late.state, 'queued');
  await fixture.pass(1);
  equal(late.state, 'expired');
  equal((await late.settled).state, 'expired');
  equal(session.pending, 1);
  await fixture.login(NEW5);
  deepEqual(fixture.socket.take(), publish5(0x32, 't', 2, 'b'));
  equal(kept.state, 'sent');
});

test('a message that waits for the receive maximum expires as well', async () => {
  const fixture = await connected5({ session: {} }, connack5(0, 0, 33, two(1)));
  fixture.session.deliver('t', 'a');
  const late = fixture.session.deliver('t', 'b', { expiryS: 2 });
  await fixture.pass(2_000);
  equal(late.state, 'expired');
  fixture.socket.take();
  await fixture.receive(ack5(PUBACK, 2));
  deepEqual(fixture.socket.take(), bytes());
});

test('what was sent does not expire: it is sent again, with a second left [MQTT-4.3.3-7]', async () => {
  const fixture = await connected5({ session: {} });
  const receipt = fixture.session.deliver('t', 'a', { qos: 2, expiryS: 2 });
  await fixture.lose();
  await fixture.pass(60_000);
  equal(receipt.state, 'sent');
  await fixture.login(KNOWN5);
  deepEqual(fixture.socket.take(), publish5(0x3c, 't', 2, 'a', 2, four(1)));
});

test('an expiry out of its range is misuse', () => {
  const { session } = new Fixture5({ session: {} });
  for (const expiryS of [0, -1, 0.5, NaN, 2 ** 32]) {
    throws(() => session.deliver('t', 'x', { expiryS }), 'deliver: expiryS');
  }
});

for (const [first, answer] of [
  [0x32, PUBACK],
  [0x34, PUBREC],
] as const) {
  test(`a message of type 0x${first.toString(16)} that no try of the handler's can cope with is refused, and a new one when it comes again [MQTT-4.3.3-9]`, async () => {
    const fixture = await connected5({ mqtt5: { receiveMaximum: 1 }, session: {} });
    const seen: string[] = [];
    let isBroken = true;
    fixture.session.setHandler(
      ({ payload }) => {
        seen.push(text(payload));
        if (isBroken) throw new Error('no disk');
      },
      { afterFailure: 'refuse' },
    );
    await fixture.receive(publish5(first, 'a', 7, 'x'));
    await fixture.pass(7_000);
    deepEqual(seen, ['x', 'x', 'x', 'x']);
    equal(fixture.session.handlerFailures, 1);
    deepEqual(fixture.socket.take(), ack5(answer, 7, 0x80));
    isBroken = false;
    await fixture.receive(publish5(first, 'a', 7, 'y'));
    deepEqual(seen.slice(4), ['y']);
    deepEqual(fixture.socket.take(), ack5(answer, 7));
  });
}

test('subscriptions have their options and identifier, and their outcome', async () => {
  const fixture = await connected5({ session: {} });
  const outcome = fixture.session.subscribe('a/#', {
    qos: 2,
    noLocal: true,
    retainAsPublished: true,
    retainHandling: 'never',
    identifier: 5,
  });
  const request = packet(0x82, two(2), [2, 11, 5], two(3), 'a/#', 0b0010_1110);
  deepEqual(fixture.socket.take(), request);
  await fixture.receive(packet(0x90, two(2), 0, 1));
  equal(await outcome, 1);
  const refused = fixture.session.subscribe('b');
  await fixture.receive(packet(0x90, two(3), 0, 0x9e));
  equal(await refused, 'refused');
});

test('misuse of subscription options throws', () => {
  const { session } = new Fixture5({ session: {} });
  const bad = { retainHandling: 'sometimes' as never };
  throws(() => void session.subscribe('a', bad), 'subscribe: retainHandling "sometimes"');
  throws(() => void session.subscribe('$share/g/a', { noLocal: true }), '[MQTT-3.8.3-4]');
  throws(() => void session.subscribe('a', { identifier: -1 }), 'subscribe: identifier -1');
  throws(() => void session.subscribe('a', { identifier: 2 ** 28 }), 'subscribe: identifier');
});

test('who waits for a subscription that is taken back is told so, whatever UNSUBACK says', async () => {
  const fixture = await connected5({ session: {} });
  while (fixture.client.publish('t', 'x'));
  const outcome = fixture.session.subscribe('a', 1); // has to wait for room
  fixture.session.unsubscribe('a');
  fixture.socket.open(10_000);
  await fixture.pass();
  await fixture.receive(packet(0xb0, two(2), 0, 0x11)); // No subscription existed
  equal(await outcome, 'unsubscribed');
});
