/** PUBLISH, MQTT 5.0 clause 3.3: its properties, out and in, and aliases. */

import {
  type MessageProperties,
  publishProperties,
  readProperties,
} from '../../../firmware/mqtt/v5/properties';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field, type Part } from '../../kit/bytes';
import { test } from '../../kit/test';
import { packet, two, variableInteger } from '../kit/layout';
import { QOS0, QOS1, QOS2 } from '../kit/version';
import { begun5, four, properties } from './conversation';
import { V5_0 } from './version';

/** A PUBLISH to `t` by hand; the identifier is 2 above QoS 0. */
function publish(first: number, ...own: Part[]): Uint8Array {
  return packet(
    first, // PUBLISH, DUP, QoS, RETAIN
    field('t'), // Topic Name
    first & 6 ? two(2) : [], // Packet Identifier
    properties(...own),
    'x', // Payload
  );
}

/** What a program says, and what goes out for it. */
const OWN: readonly (readonly [string, MessageProperties, Part[], string])[] = [
  ['nothing', {}, [], '[MQTT-2.2.2-1]'],
  [
    'text',
    { isText: true },
    [[1, 1]], // Payload Format Indicator
    '',
  ],
  [
    'bytes',
    { isText: false },
    [[1, 0]], // Payload Format Indicator
    '',
  ],
  [
    'a content type',
    { contentType: 'text/ä' },
    [3, field('text/', [0xc3, 0xa4])], // Content Type
    '[MQTT-3.3.2-19]',
  ],
  [
    'a response topic',
    { responseTopic: 'tür/😀' },
    [8, field('t', [0xc3, 0xbc], 'r/', [0xf0, 0x9f, 0x98, 0x80])], // Response Topic
    '[MQTT-3.3.2-13]',
  ],
  [
    'correlation data',
    { correlationData: bytes(0, 0xff) },
    [9, field(0, 0xff)], // Correlation Data
    '',
  ],
  [
    'user properties, in their order',
    {
      userProperties: [
        ['a', 'ä'],
        ['a', ''],
        ['\ufeffb', 'a'],
      ],
    },
    [
      bytes(38, field('a'), field([0xc3, 0xa4])), // User Property
      bytes(38, field('a'), field('')),
      bytes(38, field([0xef, 0xbb, 0xbf], 'b'), field('a')),
    ],
    '[MQTT-1.5.7-1, MQTT-1.5.4-3]',
  ],
];

for (const [what, said, own, ids] of OWN) {
  test(`a message with ${what} goes out with just that, at every QoS${ids && ` ${ids}`}`, async () => {
    for (const [qos, first] of [QOS0, QOS1, QOS2].entries()) {
      const { session, broker } = await begun5([]);
      session.deliver('t', 'x', { qos, properties: publishProperties(said) });
      deepEqual(broker.take(), publish(first, ...own));
    }
  });
}

test('a Property Length, and a Remaining Length, have as few bytes as can be [MQTT-1.5.5-1]', async () => {
  for (const size of [0, 122, 123, 124, 125, 200]) {
    const { client, session, broker } = await begun5([]);
    client.setBufferSize(1_000);
    const contentType = 'x'.repeat(size);
    session.deliver('t', 'x', { qos: 0, properties: publishProperties({ contentType }) });
    const length = 3 + size;
    deepEqual(
      broker.take(),
      bytes(
        QOS0, // PUBLISH
        variableInteger(3 + (length < 128 ? 1 : 2) + length + 1), // Remaining Length
        field('t'), // Topic Name
        variableInteger(length), // Property Length
        3, // Content Type
        field(contentType),
        'x', // Payload
      ),
    );
  }
});

const NEVER: readonly (readonly [string, MessageProperties, string])[] = [
  ['# in a response topic', { responseTopic: 'a/#' }, '[MQTT-3.3.2-14]'],
  ['+ in a response topic', { responseTopic: 'a/+/b' }, '[MQTT-3.3.2-14]'],
  ['U+0000 in a response topic', { responseTopic: '\0' }, '[MQTT-3.3.2-13, MQTT-1.5.4-2]'],
  ['half a surrogate pair in a response topic', { responseTopic: '\ud800' }, '[MQTT-3.3.2-13]'],
  ['no character in a response topic', { responseTopic: '' }, '[MQTT-4.7.3-1]'],
  ['U+0000 in a content type', { contentType: 'a\0' }, '[MQTT-3.3.2-19, MQTT-1.5.4-2]'],
  ['half a surrogate pair in a content type', { contentType: '\udc00' }, '[MQTT-3.3.2-19]'],
  ['U+0000 in a name', { userProperties: [['\0', 'a']] }, '[MQTT-1.5.7-1]'],
  ['half a surrogate pair in a value', { userProperties: [['a', '\ud800']] }, '[MQTT-1.5.7-1]'],
];

for (const [what, wrong, ids] of NEVER) {
  test(`properties with ${what} cannot be made ${ids}`, () => {
    throws(() => publishProperties(wrong));
  });
}

test('an expiry interval goes with its message, in whole seconds that are left', async () => {
  const conversation = await begun5([33, two(1)]); // Receive Maximum
  const { session, broker } = conversation;
  session.deliver('t', 'x', { expiryS: 60 });
  deepEqual(broker.take(), publish(QOS1, 2, four(60))); // Message Expiry Interval
  session.deliver('t', 'x', { expiryS: 60 }); // has to wait for the PUBACK
  await conversation.pass(4_000);
  await conversation.receive(V5_0.puback(2));
  const [waited] = broker.takePackets();
  deepEqual(waited!.slice(-7), bytes(5, 2, four(56), 'x')); // Property Length, Message Expiry Interval, Payload
});

test('a message that is passed on leaves what belongs to its delivery behind: subscription identifiers and alias [MQTT-3.3.4-6]', async () => {
  const conversation = await begun5([]);
  const { session, broker } = conversation;
  session.setHandler(({ payload, properties: own }) => {
    session.deliver('t', payload, { properties: publishProperties(readProperties(own)) });
  });
  await conversation.receive(
    packet(
      QOS1, // PUBLISH
      field('from'), // Topic Name
      two(7), // Packet Identifier
      properties(
        11, // Subscription Identifier
        5,
        11,
        6,
        3, // Content Type
        field('text'),
        35, // Topic Alias
        two(1),
        38, // User Property
        field('a'),
        field('b'),
      ),
      'x', // Payload
    ),
  );
  deepEqual(
    broker.take(),
    bytes(publish(QOS1, 3, field('text'), 38, field('a'), field('b')), V5_0.puback(7)),
  );
});

test('no way to publish says a subscription identifier, not even behind subscriptions that have one [MQTT-3.3.4-6]', async () => {
  const conversation = await begun5([]);
  const { client, session, broker } = conversation;
  void session.subscribe('t', { qos: 1, identifier: 5 });
  await conversation.receive(packet(0x90, two(2), 0, 1)); // SUBACK
  broker.takePackets();
  client.publish('t', 'x');
  await client.publish_P('t', 'x', false);
  client.beginPublish('t', 1, false);
  client.print('x');
  client.endPublish();
  session.deliver('t', 'x', { qos: 0 });
  deepEqual(broker.take(), bytes(...Array.from({ length: 4 }, () => publish(QOS0))));
});

test('what a message says beside its payload comes to the program as it was said', async () => {
  const conversation = await begun5([]);
  const { client, mqtt5 } = conversation;
  const seen: unknown[] = [];
  client.setCallback(() => void seen.push(mqtt5.properties));
  await conversation.receive(
    publish(
      QOS0,
      [1, 1], // Payload Format Indicator
      2, // Message Expiry Interval
      four(60),
      8, // Response Topic
      field('answer'),
      9, // Correlation Data
      field(0, 0xff),
      bytes(38, field('b'), field('1')), // User Property
      bytes(38, field('a'), field('2')),
      bytes(38, field('b'), field('1')),
      11, // Subscription Identifier
      [0xff, 0xff, 0xff, 0x7f],
      11,
      1,
      3, // Content Type
      field('text'),
    ),
  );
  deepEqual(seen, [
    {
      isText: true,
      expiryS: 60,
      responseTopic: 'answer',
      correlationData: bytes(0, 0xff),
      userProperties: [
        ['b', '1'],
        ['a', '2'],
        ['b', '1'],
      ],
      subscriptionIdentifiers: [268_435_455, 1],
      contentType: 'text',
    },
  ]);
});

for (const most of [1, 8, 300]) {
  test(`each alias from 1 to ${most}, the maximum that the client has sent, is taken [MQTT-3.3.2-10]`, async () => {
    const conversation = await begun5([], { topicAliasMaximum: most });
    const topics: string[] = [];
    conversation.client.setCallback((topic) => void topics.push(topic));
    const expected: string[] = [];
    for (let alias = most; alias >= 1; alias--) {
      const meant = properties(35, two(alias)); // Topic Alias
      await conversation.receive(
        packet(QOS0, field(`t/${alias}`), meant), // Topic Name
        packet(QOS0, field(''), meant),
        packet(QOS0, field(`new/${alias}`), meant),
        packet(QOS0, field(''), meant),
      );
      expected.push(`t/${alias}`, `t/${alias}`, `new/${alias}`, `new/${alias}`);
    }
    deepEqual(topics, expected);
    equal(conversation.client.connected(), true);
  });
}
