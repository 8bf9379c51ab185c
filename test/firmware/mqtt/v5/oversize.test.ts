/** Messages of MQTT 5.0 that are larger than the client's buffer. */

import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field, text } from '../../../kit/bytes';
import {
  ack5,
  connected5,
  Fixture5,
  NEW5,
  packet,
  properties,
  PUBACK,
  publish5,
  PUBREC,
  two,
} from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

const LONG = 'x'.repeat(100);

/** A client with a buffer of 64 bytes; what a stream gets, when there is one. */
async function small(
  hasStream: boolean,
): Promise<{ fixture: Fixture5; streamed: number[]; heard: () => string[] }> {
  const fixture = new Fixture5({ session: {} });
  fixture.client.setBufferSize(64);
  const streamed: number[] = [];
  if (hasStream) {
    fixture.client.setStream({
      write: (part) => {
        for (const byte of part) streamed.push(byte);
      },
    });
  }
  equal(await fixture.login(NEW5), true);
  fixture.socket.take();
  const heard = (): string[] =>
    fixture.messages.map(({ topic, payload }) => `${topic}: ${text(payload)}`);
  return { fixture, streamed, heard };
}

for (const [first, id, answer] of [
  [0x30, 0, bytes()],
  [0x32, 7, ack5(PUBACK, 7)],
  [0x34, 7, ack5(PUBREC, 7)],
] as const) {
  test(`a message of type 0x${first.toString(16)} goes to the stream without its properties, and is acknowledged`, async () => {
    const { fixture, streamed, heard } = await small(true);
    await fixture.receive(publish5(first, 'a', id, LONG, 3, field('type')));
    equal(text(Uint8Array.from(streamed)), LONG);
    deepEqual(fixture.socket.take(), answer);
    deepEqual(heard().length, 1);
    equal(heard()[0]?.startsWith('a: xxx'), true);
    equal(fixture.client.droppedMessages(), 0);
  });

  test(`without a stream a message of type 0x${first.toString(16)} is dropped, counted and acknowledged`, async () => {
    const { fixture, heard } = await small(false);
    await fixture.receive(publish5(first, 'a', id, LONG, 3, field('type')));
    await fixture.receive(publish5(0x30, 'b', 0, 'small'));
    deepEqual(fixture.socket.take(), answer);
    equal(fixture.client.droppedMessages(), 1);
    deepEqual(heard(), ['b: small']);
  });

  test(`of a message of type 0x${first.toString(16)} whose properties are larger than the buffer nothing is streamed`, async () => {
    const { fixture, streamed, heard } = await small(true);
    await fixture.receive(publish5(first, 'a', id, 'payload', 3, field(LONG)));
    await fixture.receive(publish5(0x30, 'b', 0, 'small'));
    deepEqual(fixture.socket.take(), answer);
    equal(fixture.client.droppedMessages(), 1);
    equal(text(Uint8Array.from(streamed)), 'small');
    deepEqual(heard(), ['b: small']);
  });
}

test('so it is whatever pieces it comes in', async () => {
  const message = publish5(0x32, 'a', 7, LONG, 3, field('type'));
  for (let cut = 1; cut < message.length; cut += 7) {
    const { fixture, streamed } = await small(true);
    await fixture.receive(message.slice(0, cut));
    await fixture.receive(message.slice(cut));
    equal(text(Uint8Array.from(streamed)), LONG, `cut at ${cut}`);
    deepEqual(fixture.socket.take(), ack5(PUBACK, 7));
  }
});

test('an alias that it brings stands for its topic', async () => {
  const { fixture, streamed, heard } = await small(true);
  await fixture.receive(publish5(0x30, 'a', 0, LONG, 35, two(1)));
  await fixture.receive(publish5(0x30, '', 0, LONG, 35, two(1)));
  equal(streamed.length, 200);
  equal(heard()[1]?.startsWith('a: xxx'), true);
});

test('where an alias may have passed by unseen, no message comes by a wrong topic', async () => {
  const { fixture, heard } = await small(false);
  const alias = bytes(35, two(1));
  await fixture.receive(publish5(0x30, 'old', 0, '1', alias));
  // Gives the alias to another topic, behind a property that does not fit.
  await fixture.receive(publish5(0x30, 'new', 0, '2', 3, field(LONG), alias));
  await fixture.receive(publish5(0x30, '', 0, '3', alias), publish5(0x32, '', 7, '4', alias));
  deepEqual(heard(), ['old: 1']);
  equal(fixture.client.droppedMessages(), 3);
  deepEqual(fixture.socket.take(), ack5(PUBACK, 7));
  await fixture.receive(publish5(0x30, 'new', 0, '5', alias), publish5(0x30, '', 0, '6', alias));
  deepEqual(heard(), ['old: 1', 'new: 5', 'new: 6']);
});

const WRONG: readonly (readonly [string, Uint8Array, string])[] = [
  ['an unknown alias', publish5(0x30, '', 0, LONG, 35, two(1)), 'unknown topic alias'],
  ['an alias above the maximum', publish5(0x30, 'a', 0, LONG, 35, two(9)), 'topic alias'],
  ['no topic', publish5(0x30, '', 0, LONG), 'empty topic'],
  ['a wildcard', publish5(0x30, '#', 0, LONG), 'wildcard in topic'],
  ['a wrong property', publish5(0x30, 'a', 0, LONG, 99), 'property'],
  ['a topic beyond it', packet(0x30, two(101), LONG), 'wrong length'],
  ['identifier 0', publish5(0x32, 'a', 0, LONG), 'packet identifier 0'],
  ['a long SUBACK', packet(0x90, two(1), properties(31, field(LONG)), 0), 'wrong length'],
];

for (const [what, wrong, failure] of WRONG) {
  test(`larger than the buffer and wrong: ${what}`, async () => {
    const { fixture, streamed } = await small(true);
    await fixture.receive(wrong);
    equal(fixture.client.failure(), `malformed: ${failure}`);
    if (failure !== 'packet identifier 0') deepEqual(streamed, []);
  });
}

test('messages that pass by count to the receive maximum until they are acknowledged', async () => {
  const fixture = await connected5({ mqtt5: { receiveMaximum: 1 }, session: {} });
  fixture.client.setBufferSize(64);
  for (let id = 1; id < 5; id++) await fixture.receive(publish5(0x32, 'a', id, LONG));
  equal(fixture.client.connected(), true);
  await fixture.receive(publish5(0x34, 'a', 5, LONG));
  await fixture.receive(publish5(0x34, 'a', 6, LONG));
  equal(fixture.client.failure(), 'malformed: receive maximum');
});

test('an acknowledgement that is too long by its reason string counts, and the connection stays', async () => {
  const { fixture } = await small(false);
  const { session, client } = fixture;
  const [one, two2, next] = [1, 2, 1].map((qos) => session.deliver('t', 'x', { qos }));
  fixture.socket.take();
  const words = properties(31, field(LONG)); // Reason String
  await fixture.receive(
    packet(PUBACK, two(2), 0x87, words),
    packet(PUBREC, two(3), 0x97, words),
    ack5(PUBACK, 4),
  );
  deepEqual([one!.state, one!.code], ['refused', 0x87]);
  deepEqual([two2!.state, two2!.code], ['refused', 0x97]);
  equal(next!.state, 'acknowledged');
  equal(client.connected(), true);
});

test('a DISCONNECT that is too long by its reason string says why', async () => {
  const { fixture } = await small(false);
  await fixture.receive(packet(0xe0, 0x8e, properties(31, field(LONG)))); // Session taken over
  equal(fixture.client.failure(), 'closed by server');
  equal(fixture.client.state(), 0x8e);
});
