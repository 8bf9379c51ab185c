/** What a server must not send: each closes the connection, before and behind a good packet, whole and in pieces. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';
import { begun, Conversation } from '../kit/conversation';
import { packet, two } from '../kit/layout';
import { DUP, QOS0, QOS1, QOS2 } from '../kit/version';
import { V3_1_1 } from './version';

/** Encodings that are not UTF-8, RFC 3629. */
const BAD_UTF8: readonly (readonly [string, readonly number[]])[] = [
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['the last surrogate', [0xed, 0xbf, 0xbf]],
  ['a pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ['an overlong /', [0xc0, 0xaf]],
  ['an overlong U+0000', [0xc0, 0x80]],
  ['a byte that leads nothing', [0xff]],
  ['a continuation alone', [0x80]],
  ['a sequence that is cut short', [0xe2, 0x82]],
  ['a code point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
];

type Case = readonly [what: string, ids: string, packet: Uint8Array];

const CASES: readonly Case[] = [
  ...BAD_UTF8.map(([what, topic]): Case => [
    `${what} in a topic`,
    '[MQTT-1.5.3-1]',
    packet(QOS0, field('a/', topic, '/b'), 'x'),
  ]),
  ['U+0000 in a topic', '[MQTT-1.5.3-2]', packet(QOS0, field('a\0b'), 'x')],
  ['QoS 3', '[MQTT-3.3.1-4]', packet(0x36, field('a'), two(5), 'x')],
  ['QoS 3 with DUP and RETAIN', '[MQTT-3.3.1-4]', packet(0x3f, field('a'), two(5), 'x')],
  ...withWrongFlags('CONNACK', 0x20, two(0), 0),
  ...withWrongFlags('PUBACK', 0x40, two(2), 0),
  ...withWrongFlags('PUBREC', 0x50, two(2), 0),
  ...withWrongFlags('PUBREL', 0x60, two(2), 2),
  ...withWrongFlags('PUBCOMP', 0x70, two(2), 0),
  ...withWrongFlags('SUBACK', 0x90, bytes(two(2), 0), 0),
  ...withWrongFlags('UNSUBACK', 0xb0, two(2), 0),
  ...withWrongFlags('PINGRESP', 0xd0, bytes(), 0),
  ['a second CONNACK', '[MQTT-4.8.0-1]', V3_1_1.connack(false)],
  ['packet type 0', '[MQTT-4.8.0-1]', packet(0x00)],
  ['packet type 15', '[MQTT-4.8.0-1]', packet(0xf0)],
  ['a CONNECT', '[MQTT-4.8.0-1]', packet(0x10, field('MQTT'), 4, 2, [0, 0], field('a'))],
  ['a SUBSCRIBE', '[MQTT-4.8.0-1]', V3_1_1.subscribe(5, ['a', 0])],
  ['an UNSUBSCRIBE', '[MQTT-4.8.0-1]', V3_1_1.unsubscribe(5, 'a')],
  ['a DISCONNECT', '[MQTT-4.8.0-1]', packet(0xe0)],
  ['DUP at QoS 0', '[MQTT-4.8.0-1, MQTT-3.3.1-2]', packet(0x38, field('a'), 'x')],
  ['a topic with a wildcard', '[MQTT-4.8.0-1, MQTT-3.3.2-2]', packet(QOS0, field('a/#'), 'x')],
  ['an empty topic', '[MQTT-4.8.0-1, MQTT-4.7.3-1]', packet(QOS0, field(''), 'x')],
  ['a topic longer than its packet', '[MQTT-4.8.0-1]', packet(QOS0, two(9), 'abc')],
  ['identifier 0 at QoS 1', '[MQTT-4.8.0-1, MQTT-2.3.1-1]', packet(QOS1, field('a'), two(0), 'x')],
  ['identifier 0 at QoS 2', '[MQTT-4.8.0-1, MQTT-2.3.1-1]', packet(QOS2, field('a'), two(0), 'x')],
  ['half an identifier', '[MQTT-4.8.0-1]', packet(QOS1, field('ab'), 7)],
  ['a PUBACK of identifier 0', '[MQTT-4.8.0-1]', packet(0x40, two(0))],
  ['a PUBREL of identifier 0', '[MQTT-4.8.0-1]', packet(0x62, two(0))],
  ['a PUBACK of three bytes', '[MQTT-4.8.0-1]', packet(0x40, two(2), 0)],
  ['a PUBREC of one byte', '[MQTT-4.8.0-1]', packet(0x50, 2)],
  ['a SUBACK without a code', '[MQTT-4.8.0-1, MQTT-3.8.4-5]', packet(0x90, two(2))],
  ['a SUBACK with code 3', '[MQTT-4.8.0-1, MQTT-3.9.3-2]', packet(0x90, two(2), 3)],
  ['a PINGRESP with a body', '[MQTT-4.8.0-1]', packet(0xd0, 0)],
  ['a length of five bytes', '[MQTT-4.8.0-1]', bytes(QOS0, [0xff, 0xff, 0xff, 0xff, 0x01])],
];

/** The packet with each of the 15 flags that it may not have. */
function withWrongFlags(name: string, type: number, body: Uint8Array, right: number): Case[] {
  return Array.from({ length: 16 }, (_, flags) => flags)
    .filter((flags) => flags !== right)
    .map((flags) => [
      `${name} with flags ${flags.toString(2).padStart(4, '0')}`,
      '[MQTT-2.2.2-2]',
      packet(type | flags, body),
    ]);
}

for (const [what, ids, wrong] of CASES) {
  test(`${what} closes the connection, and nothing behind it counts ${ids}`, async () => {
    for (const pieces of [wrong.length, 1]) {
      const conversation = await begun(V3_1_1);
      conversation.session.deliver('t', 'a', { qos: 1 });
      conversation.broker.takePackets();
      await conversation.receive(V3_1_1.publish(QOS1, 't', 5, 'before'));
      const stream = bytes(wrong, V3_1_1.publish(QOS1, 't', 6, 'behind'));
      for (let at = 0; at < stream.length; at += pieces) {
        await conversation.receive(stream.slice(at, at + pieces));
      }
      deepEqual(conversation.received, ['before']);
      deepEqual(conversation.broker.take(), V3_1_1.puback(5));
      equal(conversation.client.connected(), false);
      equal(conversation.socket.closed, true);
    }
  });
}

for (const [what, first] of [
  ['a PUBLISH', V3_1_1.publish(QOS0, 't', 0, 'x')],
  ['a SUBACK', V3_1_1.suback(2, 0)],
  ['a PINGRESP', packet(0xd0)],
  ['a CONNACK with reserved flags', packet(0x20, 2, 0)],
  ['a CONNACK of three bytes', packet(0x20, two(0), 0)],
] as const) {
  test(`${what} in place of the CONNACK closes the connection [MQTT-3.2.0-1, MQTT-4.8.0-1]`, async () => {
    const conversation = new Conversation(V3_1_1);
    conversation.broker.connack = first;
    const connecting = conversation.client.connect('a');
    await conversation.pass();
    equal(await connecting, false);
    equal(conversation.socket.closed, true);
  });
}

test('an acknowledgement that is damaged on its way closes the connection, and its message goes again [MQTT-2.2.2-2, MQTT-4.4.0-1]', async () => {
  const conversation = await begun(V3_1_1);
  conversation.broker.answers = true;
  conversation.broker.onItsWay = (answer) => answer.map((byte, at) => (at === 0 ? byte | 1 : byte));
  const receipt = conversation.session.deliver('t', 'a', { qos: 1 });
  await conversation.pass();
  equal(conversation.client.connected(), false);
  conversation.broker.onItsWay = (answer) => answer;
  conversation.broker.takePackets();
  await conversation.login(true);
  deepEqual(conversation.broker.takePackets()[1], V3_1_1.publish(QOS1 | DUP, 't', 2, 'a'));
  equal(receipt.state, 'acknowledged');
});

test('a session that is present after a clean start closes the connection [MQTT-3.2.2-1]', async () => {
  const conversation = new Conversation(V3_1_1);
  equal(await conversation.login(true, { cleanSession: true }), false);
  equal(conversation.socket.closed, true);
});

test('a handler that fails for good ends the connection where its option says so, unacknowledged [MQTT-4.8.0-2]', async () => {
  const conversation = await begun(V3_1_1);
  conversation.session.setHandler(
    () => {
      throw new Error('no room');
    },
    { afterFailure: 'reconnect' },
  );
  await conversation.receive(V3_1_1.publish(QOS2, 't', 5, 'x'));
  await conversation.pass(10_000);
  equal(conversation.socket.closed, true);
  deepEqual(conversation.broker.take(), bytes());
});
