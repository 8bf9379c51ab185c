/** What a server must not send: each is answered with a DISCONNECT that says why, and closes, whole and in pieces. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes, field, type Part } from '../../kit/bytes';
import { test } from '../../kit/test';
import { Conversation } from '../kit/conversation';
import { packet, two } from '../kit/layout';
import { DUP, QOS0, QOS1, QOS2 } from '../kit/version';
import { begun5, connack, Conversation5, four, properties } from './conversation';
import { V5_0 } from './version';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const ALIAS_INVALID = 0x94;

/** Encodings that are not UTF-8, RFC 3629, and those that a text may not have. */
const BAD_TEXTS: readonly (readonly [string, readonly number[], string])[] = [
  ['a surrogate', [0xed, 0xa0, 0x80], '[MQTT-1.5.4-1]'],
  ['the last surrogate', [0xed, 0xbf, 0xbf], '[MQTT-1.5.4-1]'],
  ['a pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], '[MQTT-1.5.4-1]'],
  ['an overlong /', [0xc0, 0xaf], '[MQTT-1.5.4-1]'],
  ['an overlong U+0000', [0xc0, 0x80], '[MQTT-1.5.4-1]'],
  ['a byte that leads nothing', [0xff], '[MQTT-1.5.4-1]'],
  ['a continuation alone', [0x80], '[MQTT-1.5.4-1]'],
  ['a sequence that is cut short', [0xe2, 0x82], '[MQTT-1.5.4-1]'],
  ['a code point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80], '[MQTT-1.5.4-1]'],
  ['U+0000', [0], '[MQTT-1.5.4-2]'],
];

/** A PUBLISH to `t` with these properties. */
function withProperties(...parts: Part[]): Uint8Array {
  return packet(QOS0, field('t'), properties(...parts), 'x');
}

type Case = readonly [what: string, ids: string, reason: number, packet: Uint8Array];

const CASES: readonly Case[] = [
  ...BAD_TEXTS.flatMap(([what, text, ids]): Case[] => {
    const wrong = field('a', text, 'b');
    return [
      [`${what} in a topic`, ids, MALFORMED, packet(QOS0, wrong, 0, 'x')],
      [`${what} in a content type`, ids, MALFORMED, withProperties(3, wrong)],
      [`${what} in a response topic`, ids, MALFORMED, withProperties(8, wrong)],
      [
        `${what} in the name of a user property`,
        ids.replace('[', '[MQTT-1.5.7-1, '),
        MALFORMED,
        withProperties(38, wrong, field('a')),
      ],
      [
        `${what} in the value of a user property`,
        ids.replace('[', '[MQTT-1.5.7-1, '),
        MALFORMED,
        withProperties(38, field('a'), wrong),
      ],
    ];
  }),
  ['QoS 3', '[MQTT-3.3.1-4]', MALFORMED, packet(0x36, field('a'), two(5), 0, 'x')],
  ['QoS 3 with DUP and RETAIN', '[MQTT-3.3.1-4]', MALFORMED, packet(0x3f, field('a'), two(5), 0)],
  ...withWrongFlags('PUBACK', 0x40, two(2), 0, '[MQTT-2.1.3-1]'),
  ...withWrongFlags('PUBREC', 0x50, two(2), 0, '[MQTT-2.1.3-1]'),
  ...withWrongFlags('PUBREL', 0x60, two(2), 2, '[MQTT-2.1.3-1, MQTT-3.6.1-1]'),
  ...withWrongFlags('PUBCOMP', 0x70, two(2), 0, '[MQTT-2.1.3-1]'),
  ...withWrongFlags('SUBACK', 0x90, bytes(two(2), 0, 0), 0, '[MQTT-2.1.3-1]'),
  ...withWrongFlags('UNSUBACK', 0xb0, bytes(two(2), 0, 0), 0, '[MQTT-2.1.3-1]'),
  ...withWrongFlags('PINGRESP', 0xd0, bytes(), 0, '[MQTT-2.1.3-1]'),
  ...withWrongFlags('DISCONNECT', 0xe0, bytes(), 0, '[MQTT-2.1.3-1, MQTT-3.14.1-1]'),
  ...withWrongFlags('AUTH', 0xf0, bytes(0x18, 0), 0, '[MQTT-2.1.3-1, MQTT-3.15.1-1]'),
  ['a second CONNACK', '[MQTT-3.2.0-2]', PROTOCOL_ERROR, V5_0.connack(false)],
  ['a SUBSCRIBE', '[MQTT-4.13.1-1]', PROTOCOL_ERROR, packet(0x80, two(5), 0, field('a'), 0)],
  ['DUP at QoS 0', '[MQTT-3.3.1-2]', MALFORMED, packet(QOS0 | DUP, field('a'), 0, 'x')],
  ['a topic with a wildcard', '[MQTT-3.3.2-2]', MALFORMED, V5_0.publish(QOS0, 'a/#', 0, 'x')],
  ['an empty topic', '[MQTT-4.7.3-1]', PROTOCOL_ERROR, V5_0.publish(QOS0, '', 0, 'x')],
  ['a topic beyond its packet', '[MQTT-3.3.2-1]', MALFORMED, packet(QOS0, two(9), 'abc')],
  ['a PUBLISH without Property Length', '[MQTT-2.2.2-1]', MALFORMED, packet(QOS0, field('a'))],
  ['identifier 0 at QoS 1', '[MQTT-2.2.1-4]', MALFORMED, V5_0.publish(QOS1, 'a', 0, 'x')],
  ['identifier 0 at QoS 2', '[MQTT-2.2.1-4]', MALFORMED, V5_0.publish(QOS2, 'a', 0, 'x')],
  [
    'a Property Length of two bytes for one',
    '[MQTT-1.5.5-1]',
    MALFORMED,
    packet(QOS0, field('a'), [0x80, 0], 'x'),
  ],
  [
    'a subscription identifier of two bytes for one',
    '[MQTT-1.5.5-1]',
    MALFORMED,
    withProperties(11, [0x81, 0]),
  ],
  [
    'a Property Length of five bytes',
    '[MQTT-4.13.1-1]',
    MALFORMED,
    packet(QOS0, field('a'), [0x80, 0x80, 0x80, 0x80, 1], 'x'),
  ],
  ['an unknown property', '[MQTT-4.13.1-1]', MALFORMED, withProperties(4, 0)],
  ['a property of another packet', '[MQTT-4.13.1-1]', MALFORMED, withProperties(33, two(1))],
  ['a content type twice', '[MQTT-4.13.1-1]', PROTOCOL_ERROR, withProperties(...twice(3))],
  ['a response topic twice', '[MQTT-4.13.1-1]', PROTOCOL_ERROR, withProperties(...twice(8))],
  ['payload format 2', '[MQTT-4.13.1-1]', PROTOCOL_ERROR, withProperties(1, 2)],
  ['subscription identifier 0', '[MQTT-4.13.1-1]', PROTOCOL_ERROR, withProperties(11, 0)],
  ['alias 0', '[MQTT-3.3.2-8]', PROTOCOL_ERROR, withProperties(35, two(0))],
  ['an alias above the maximum', '[MQTT-3.3.2-11]', ALIAS_INVALID, withProperties(35, two(9))],
  [
    'an alias that stands for nothing',
    '[MQTT-4.13.1-1]',
    PROTOCOL_ERROR,
    packet(QOS0, field(''), properties(35, two(1)), 'x'),
  ],
  ['a PUBACK with a code of PUBREL', '[MQTT-3.4.2-1]', MALFORMED, packet(0x40, two(2), 0x92)],
  ['a PUBREC with a code of PUBREL', '[MQTT-3.5.2-1]', MALFORMED, packet(0x50, two(2), 0x92)],
  ['a PUBREL with a code of PUBACK', '[MQTT-3.6.2-1]', MALFORMED, packet(0x62, two(2), 0x87)],
  ['a PUBCOMP with a code of PUBACK', '[MQTT-3.7.2-1]', MALFORMED, packet(0x70, two(2), 0x87)],
  ['a SUBACK with QoS 3', '[MQTT-3.9.3-2]', MALFORMED, V5_0.suback(2, 3)],
  ['a SUBACK without a code', '[MQTT-3.8.4-6]', MALFORMED, V5_0.suback(2)],
  ['a SUBACK with a code too many', '[MQTT-3.8.4-6]', MALFORMED, V5_0.suback(2, 0, 0)],
  ['an UNSUBACK with a code too many', '[MQTT-3.11.3-2]', MALFORMED, V5_0.unsuback(2, 0, 0)],
  ['an UNSUBACK with a code of SUBACK', '[MQTT-3.11.3-2]', MALFORMED, V5_0.unsuback(2, 1)],
  ['a DISCONNECT with a client’s code', '[MQTT-3.14.2-1]', MALFORMED, packet(0xe0, 0x04)],
  [
    'a DISCONNECT with an expiry interval',
    '[MQTT-3.14.2-2]',
    MALFORMED,
    packet(0xe0, 0, properties(17, four(1))),
  ],
  [
    'a length of five bytes',
    '[MQTT-4.13.1-1]',
    MALFORMED,
    bytes(QOS0, [0xff, 0xff, 0xff, 0xff, 0x01]),
  ],
];

function twice(id: number): Part[] {
  return [id, field('a'), id, field('a')];
}

/** The packet with each of the 15 flags that it may not have. */
function withWrongFlags(
  name: string,
  type: number,
  body: ArrayLike<number>,
  right: number,
  ids: string,
): Case[] {
  return Array.from({ length: 16 }, (_, flags) => flags)
    .filter((flags) => flags !== right)
    .map((flags) => [
      `${name} with flags ${flags.toString(2).padStart(4, '0')}`,
      ids,
      MALFORMED,
      packet(type | flags, body),
    ]);
}

for (const [what, ids, reason, wrong] of CASES) {
  test(`${what} is answered with 0x${reason.toString(16)} and closes, and nothing behind it counts ${ids}`, async () => {
    for (const pieces of [wrong.length, 1]) {
      const conversation = await begun5([]);
      conversation.session.deliver('t', 'a', { qos: 1 });
      conversation.broker.takePackets();
      await conversation.receive(V5_0.publish(QOS1, 't', 5, 'before'));
      const stream = bytes(wrong, V5_0.publish(QOS1, 't', 6, 'behind'));
      for (let at = 0; at < stream.length; at += pieces) {
        await conversation.receive(stream.slice(at, at + pieces));
      }
      deepEqual(conversation.received, ['before']);
      deepEqual(conversation.broker.take(), bytes(V5_0.puback(5), [0xe0, 1, reason])); // DISCONNECT
      equal(conversation.client.connected(), false);
      equal(conversation.socket.closed, true);
    }
  });
}

for (const [what, ids, first] of [
  ['a PUBLISH', '[MQTT-3.2.0-1]', V5_0.publish(QOS0, 't', 0, 'x')],
  ['a SUBACK', '[MQTT-3.2.0-1]', V5_0.suback(2, 0)],
  ['a DISCONNECT', '[MQTT-3.14.0-1]', packet(0xe0, 0x8b)],
  ['a CONNACK with reserved flags', '[MQTT-3.2.2-1]', connack(2, 0)],
  ['a CONNACK that refuses with a session', '[MQTT-3.2.2-6]', connack(1, 0x87)],
  ['a CONNACK with a code of another packet', '[MQTT-3.2.2-8]', connack(0, 0x8e)],
  [
    'a CONNACK with a surrogate in it',
    '[MQTT-1.5.4-1]',
    connack(0, 0, 31, field(0xed, 0xa0, 0x80)),
  ],
  ['a CONNACK with a method', '[MQTT-4.12.0-6]', connack(0, 0, 21, field('x'))],
] as const) {
  test(`${what} in place of the CONNACK closes the connection ${ids}`, async () => {
    const conversation = new Conversation5({ fallBack: false });
    conversation.broker.connack = first;
    const connecting = conversation.client.connect('a');
    await conversation.pass();
    equal(await connecting, false);
    equal(conversation.socket.closed, true);
    equal(conversation.broker.takePackets().length, 1); // CONNECT
  });
}

test('an acknowledgement that is damaged on its way closes the connection, and its message goes again [MQTT-4.4.0-1]', async () => {
  const conversation = new Conversation(V5_0);
  await conversation.login();
  conversation.broker.takePackets();
  conversation.broker.answers = true;
  conversation.broker.onItsWay = (answer) => answer.map((byte, at) => (at === 0 ? byte | 1 : byte));
  const receipt = conversation.session.deliver('t', 'a', { qos: 1 });
  await conversation.pass();
  equal(conversation.client.connected(), false);
  conversation.broker.onItsWay = (answer) => answer;
  conversation.broker.takePackets();
  await conversation.login(true);
  deepEqual(conversation.broker.takePackets()[1], V5_0.publish(QOS1 | DUP, 't', 2, 'a'));
  equal(receipt.state, 'acknowledged');
});
