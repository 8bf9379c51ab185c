/** SUBSCRIBE and UNSUBSCRIBE, MQTT 5.0 clauses 3.8 to 3.11 and 4.8: options, identifiers, shared subscriptions, reason codes. */

import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';
import { packet, two, variableInteger } from '../kit/layout';
import { begun5, properties } from './conversation';
import { V5_0 } from './version';

test('the options of a SUBSCRIBE stand in their bits, and the reserved ones are 0 [MQTT-3.8.3-2, MQTT-2.1.3-1, MQTT-3.8.3-5]', async () => {
  const { session, broker } = await begun5([]);
  let id = 2;
  for (const qos of [0, 1, 2]) {
    for (const noLocal of [false, true]) {
      for (const retainAsPublished of [false, true]) {
        for (const [bits, retainHandling] of (
          ['send', 'send if new', 'never'] as const
        ).entries()) {
          const filter = `f/${id}`;
          void session.subscribe(filter, { qos, noLocal, retainAsPublished, retainHandling });
          deepEqual(
            broker.take(),
            packet(
              0x82, // SUBSCRIBE
              two(id++), // Packet Identifier
              properties(),
              field(filter), // Topic Filter
              (bits << 4) | // Retain Handling
                (retainAsPublished ? 0x08 : 0) | // Retain As Published
                (noLocal ? 0x04 : 0) | // No Local
                qos, // Maximum QoS
            ),
          );
        }
      }
    }
  }
});

test('a subscription identifier has as few bytes as can be, and is never 0 [MQTT-1.5.5-1]', async () => {
  const { session, broker } = await begun5([]);
  let id = 2;
  for (const identifier of [1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455]) {
    void session.subscribe('a', { identifier });
    deepEqual(
      broker.take(),
      packet(
        0x82, // SUBSCRIBE
        two(id++), // Packet Identifier
        properties(
          11, // Subscription Identifier
          variableInteger(identifier),
        ),
        field('a'), // Topic Filter
        0, // Subscription Options
      ),
    );
  }
  void session.subscribe('a', { identifier: 0 });
  deepEqual(broker.take(), V5_0.subscribe(id, ['a', 0]), 'none');
});

test('where the server takes no subscription identifiers, none is sent', async () => {
  const { session, broker } = await begun5([41, 0]); // Subscription Identifier Available
  void session.subscribe('a', { identifier: 5 });
  deepEqual(broker.take(), V5_0.subscribe(2, ['a', 0]));
});

test('no local is not asked for on a shared subscription, whatever else is asked for [MQTT-3.8.3-4]', async () => {
  const { session, broker } = await begun5([]);
  for (const qos of [0, 1, 2]) {
    throws(() => void session.subscribe('$share/g/a', { qos, noLocal: true }), 'noLocal');
  }
  deepEqual(broker.take(), bytes());
  void session.subscribe('$share/g/a', { noLocal: false });
  deepEqual(broker.take(), V5_0.subscribe(2, ['$share/g/a', 0]));
});

/** Filters of shared subscriptions, and whether they are. */
const SHARED: readonly (readonly [filter: string, isOne: boolean])[] = [
  ['$share/g/a', true],
  ['$share/g/#', true],
  ['$share/g/+/a', true],
  ['$share/ä/a', true],
  ['$share/g//', true],
  ['$share/', false],
  ['$share//', false],
  ['$share//a', false],
  ['$share/g', false],
  ['$share/g/', false],
  ['$share/+/a', false],
  ['$share/#', false],
  ['$share/g+/a', false],
  ['$share/g#/a', false],
  ['$share/g/a#', false],
];

for (const [filter, isOne] of SHARED) {
  test(`${filter} is ${isOne ? 'a' : 'no'} filter of a shared subscription [MQTT-4.8.2-1, MQTT-4.8.2-2]`, async () => {
    const { client, session, broker } = await begun5([]);
    equal(client.subscribe(filter, 1), isOne);
    equal(client.unsubscribe(filter), isOne);
    const outcome = session.subscribe(filter, 1);
    equal(session.unsubscribe(filter), isOne);
    const sent = [
      V5_0.subscribe(2, [filter, 1]),
      V5_0.unsubscribe(3, filter),
      V5_0.subscribe(4, [filter, 1]),
      V5_0.unsubscribe(5, filter),
    ];
    deepEqual(broker.take(), isOne ? bytes(...sent) : bytes());
    if (!isOne) equal(await outcome, 'bad topic');
  });
}

test('each code of a SUBACK is the QoS granted, or a refusal [MQTT-3.9.3-2]', async () => {
  for (const [code, expected] of [
    [0x00, 0],
    [0x01, 1],
    [0x02, 2],
    ...[0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2].map((refusal) => [
      refusal,
      'refused',
    ]),
  ] as const) {
    const conversation = await begun5([]);
    const outcome = conversation.session.subscribe('a', 2);
    await conversation.receive(V5_0.suback(2, Number(code)));
    equal(await outcome, expected);
  }
});

test('each code of an UNSUBACK ends the request, whose filter is not asked for again [MQTT-3.11.3-2]', async () => {
  for (const code of [0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91]) {
    const conversation = await begun5([]);
    conversation.session.unsubscribe('a');
    await conversation.receive(V5_0.unsuback(2, code));
    conversation.broker.takePackets();
    deepEqual(await conversation.breakAndReturn(), bytes());
  }
});
