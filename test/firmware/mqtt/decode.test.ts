/** What a client accepts from a server, MQTT 3.1.1 chapter 3. */

import fc from 'fast-check';
import {
  checkConnack,
  checkHeader,
  checkSuback,
  decodeId,
  decodePublish,
  PublishFields,
} from '../../../firmware/mqtt/decode';
import type { Malformed } from '../../../firmware/mqtt/failures';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field, text } from '../../kit/bytes';
import { test } from '../../kit/test';

const LARGEST = 268_435_455;

/** Every first byte that the minimal client takes, and the shortest and longest body behind it. */
const ACCEPTED: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0x20, [2, 2]], // CONNACK: flags, return code
  [0x30, [3, LARGEST]], // PUBLISH, QoS 0: topic length and one byte of topic
  [0x31, [3, LARGEST]], // RETAIN
  [0x32, [5, LARGEST]], // PUBLISH, QoS 1: the packet identifier too
  [0x33, [5, LARGEST]], // RETAIN
  [0x34, [5, LARGEST]], // PUBLISH, QoS 2
  [0x35, [5, LARGEST]], // RETAIN
  [0x3a, [5, LARGEST]], // DUP, QoS 1
  [0x3b, [5, LARGEST]], // DUP, QoS 1, RETAIN
  [0x3c, [5, LARGEST]], // DUP, QoS 2
  [0x3d, [5, LARGEST]], // DUP, QoS 2, RETAIN
  [0x40, [2, 2]], // PUBACK: packet identifier
  [0x90, [3, LARGEST]], // SUBACK: packet identifier and at least one return code
  [0xb0, [2, 2]], // UNSUBACK: packet identifier
  [0xc0, [0, 0]], // PINGREQ, which PubSubClient answers
  [0xd0, [0, 0]], // PINGRESP
]);

test('of all 256 first bytes only those of the standard are accepted, each with its lengths', () => {
  for (let first = 0; first < 256; first++) {
    const range = ACCEPTED.get(first);
    for (const remaining of [0, 1, 2, 3, 4, 5, 6, 127, 128, 65_535, LARGEST]) {
      const accepted = range !== undefined && remaining >= range[0] && remaining <= range[1];
      const what = `first byte ${first}, remaining length ${remaining}`;
      equal(checkHeader(first, remaining) === undefined, accepted, what);
    }
  }
});

const REFUSED_HEADERS: readonly (readonly [string, number, number, Malformed])[] = [
  ['QoS 3 [MQTT-3.3.1-4]', 0x36, 10, 'QoS 3'],
  ['QoS 3 with DUP and RETAIN', 0x3f, 10, 'QoS 3'],
  ['DUP at QoS 0 [MQTT-3.3.1-2]', 0x38, 10, 'DUP at QoS 0'],
  ['DUP and RETAIN at QoS 0', 0x39, 10, 'DUP at QoS 0'],
  ['a PUBLISH too short for its topic', 0x30, 2, 'wrong length'],
  ['a PUBLISH at QoS 1 too short for its packet identifier', 0x32, 4, 'wrong length'],
  ['a flag in CONNACK [MQTT-2.2.2-2]', 0x21, 2, 'reserved flags'],
  ['a flag in PUBACK', 0x42, 2, 'reserved flags'],
  ['a flag in SUBACK', 0x92, 3, 'reserved flags'],
  ['a flag in UNSUBACK', 0xb8, 2, 'reserved flags'],
  ['a flag in PINGRESP', 0xd1, 0, 'reserved flags'],
  ['a CONNACK of three bytes', 0x20, 3, 'wrong length'],
  ['a PUBACK without an identifier', 0x40, 0, 'wrong length'],
  ['a SUBACK without a return code', 0x90, 2, 'wrong length'],
  ['a PINGRESP with a body', 0xd0, 1, 'wrong length'],
  ['the forbidden type 0', 0x00, 0, 'unexpected packet'],
  ['the forbidden type 15', 0xf0, 0, 'unexpected packet'],
  ['CONNECT, which no server sends', 0x10, 12, 'unexpected packet'],
  ['SUBSCRIBE, which no server sends', 0x82, 6, 'unexpected packet'],
  ['UNSUBSCRIBE, which no server sends', 0xa2, 5, 'unexpected packet'],
  ['DISCONNECT, which no server sends', 0xe0, 0, 'unexpected packet'],
  ['PUBREC, without a session module', 0x50, 2, 'unexpected packet'],
  ['PUBREL, without a session module', 0x62, 2, 'unexpected packet'],
  ['PUBCOMP, without a session module', 0x70, 2, 'unexpected packet'],
];

for (const [what, first, remaining, malformed] of REFUSED_HEADERS) {
  test(`a header is refused for: ${what}`, () => {
    equal(checkHeader(first, remaining), malformed);
  });
}

test('an identifier is two bytes, the most significant first', () => {
  equal(decodeId(bytes(0xff, 0x12, 0x34, 0xff), 1), 0x1234);
  equal(decodeId(bytes(0xff, 0xff), 0), 0xffff);
  equal(decodeId(bytes(0, 1), 0), 1);
});

/** Decodes a body that lies in the midst of other bytes. */
function decode(first: number, body: Uint8Array, around = 0x61): PublishFields | Malformed {
  const fields = new PublishFields();
  const margin = [around, around, around];
  const inside = bytes(margin, body, margin);
  return decodePublish(first, inside, 3, 3 + body.length, fields) ?? fields;
}

test('the fields of a PUBLISH at QoS 0 lie one behind the other', () => {
  const fields = new PublishFields();
  const packet = bytes(
    0xff, // not part of the body
    [0, 4], // length of the Topic Name
    'a/ß',
    'hello', // payload
    0xff, // not part of the body
  );
  equal(decodePublish(0x30, packet, 1, 12, fields), undefined);
  deepEqual(fields, { topicStart: 3, topicEnd: 7, id: 0, payloadStart: 7 });
});

test('the fields of a PUBLISH at QoS 1 or 2 lie one behind the other', () => {
  const body = bytes(
    [0, 1], // length of the Topic Name
    'a',
    [0x12, 0x34], // Packet Identifier
    'x', // payload
  );
  for (const first of [0x32, 0x33, 0x34, 0x35, 0x3a, 0x3d]) {
    deepEqual(decode(first, body), { topicStart: 5, topicEnd: 6, id: 0x1234, payloadStart: 8 });
  }
});

test('a payload may be empty', () => {
  deepEqual(decode(0x30, field('a')), { topicStart: 5, topicEnd: 6, id: 0, payloadStart: 6 });
  deepEqual(decode(0x32, bytes(field('a'), [0, 1])), {
    topicStart: 5,
    topicEnd: 6,
    id: 1,
    payloadStart: 8,
  });
});

test('fields that are used again keep nothing of the packet before', () => {
  const fields = new PublishFields();
  decodePublish(0x32, bytes(field('topic'), [0, 7], 'x'), 0, 10, fields);
  decodePublish(0x30, bytes(field('a'), 'xyz'), 0, 6, fields);
  deepEqual(fields, { topicStart: 2, topicEnd: 3, id: 0, payloadStart: 3 });
});

const REFUSED_PUBLISHES: readonly (readonly [string, number, Uint8Array, Malformed])[] = [
  ['a topic that is one byte too long', 0x30, bytes([0, 3], 'ab'), 'wrong length'],
  ['a topic that is far too long', 0x30, bytes([0xff, 0xff], 'ab'), 'wrong length'],
  ['no room for the identifier', 0x32, bytes([0, 3], 'abc'), 'wrong length'],
  ['half an identifier', 0x32, bytes([0, 2], 'ab', 1), 'wrong length'],
  ['an empty topic [MQTT-4.7.3-1]', 0x30, bytes([0, 0], 'abc'), 'empty topic'],
  ['an empty topic and no payload', 0x32, bytes([0, 0], [0, 1], 0), 'empty topic'],
  ['# in the topic [MQTT-3.3.2-2]', 0x30, field('a/#'), 'wildcard in topic'],
  ['+ in the topic [MQTT-3.3.2-2]', 0x30, field('+'), 'wildcard in topic'],
  ['U+0000 in the topic [MQTT-1.5.3-2]', 0x30, field('a\0b'), 'UTF-8'],
  ['a surrogate in the topic [MQTT-1.5.3-1]', 0x30, field([0xed, 0xa0, 0x80]), 'UTF-8'],
  ['a byte in the topic that continues nothing', 0x30, field(0xc3, 0xc0), 'UTF-8'],
  ['a wildcard and bad UTF-8 in the topic', 0x30, field('#', 0xff), 'UTF-8'],
  ['identifier 0 at QoS 1 [MQTT-2.3.1-1]', 0x32, bytes(field('a'), [0, 0]), 'packet identifier 0'],
  ['identifier 0 at QoS 2', 0x3d, bytes(field('a'), [0, 0], 'x'), 'packet identifier 0'],
];

for (const [what, first, body, malformed] of REFUSED_PUBLISHES) {
  test(`a PUBLISH is refused for: ${what}`, () => {
    equal(decode(first, body), malformed);
  });
}

test('wildcards, U+0000 and bad UTF-8 are the business of a payload alone', () => {
  const decoded = decode(0x30, bytes(field('a'), '+/#', 0x00, 0xff, 0xed, 0xa0, 0x80));
  deepEqual(decoded, { topicStart: 5, topicEnd: 6, id: 0, payloadStart: 6 });
});

test('a sequence of UTF-8 is not completed by the bytes behind the topic', () => {
  equal(decode(0x30, bytes([0, 1], 0xc3, 0xa4)), 'UTF-8');
});

test('what lies around a body makes no difference, and no field leaves the body', () => {
  const first = fc.constantFrom(0x30, 0x31, 0x32, 0x34, 0x3b);
  const random = fc.uint8Array({ minLength: 5, maxLength: 40 });
  const plausible = fc
    .tuple(fc.nat(40), fc.uint8Array({ minLength: 3, maxLength: 40, max: 0x7f }))
    .map(([length, rest]) => bytes([0, length], rest));
  fc.assert(
    fc.property(first, fc.oneof(random, plausible), (flags, body) => {
      const decoded = decode(flags, body, 0x61);
      deepEqual(decode(flags, body, 0x00), decoded);
      if (typeof decoded === 'string') return;
      const { topicStart, topicEnd, payloadStart } = decoded;
      equal(topicStart, 5);
      equal(topicEnd - topicStart, decodeId(body, 0));
      equal(payloadStart - topicEnd, flags & 0x06 ? 2 : 0);
      equal(payloadStart <= 3 + body.length, true);
      equal(text(body.subarray(topicStart - 3, topicEnd - 3)).includes('\0'), false);
    }),
    { numRuns: 500 },
  );
});

test('CONNACK may say that a session is present, and nothing else, in its flags', () => {
  for (let flags = 0; flags < 256; flags++) {
    equal(checkConnack(bytes(0xff, flags, 0), 1), flags < 2 ? undefined : 'reserved flags');
  }
});

test('SUBACK knows the return codes 0, 1, 2 and 0x80 only [MQTT-3.9.3-2]', () => {
  for (let code = 0; code < 256; code++) {
    const expected = code < 3 || code === 0x80 ? undefined : 'return code';
    equal(checkSuback(bytes(0xff, [0, 1], code, 0xff), 1, 4), expected, `code ${code}`);
  }
});

test('SUBACK is refused when any of its return codes is unknown', () => {
  equal(checkSuback(bytes([0, 1], 0, 1, 2, 0x80), 0, 6), undefined);
  equal(checkSuback(bytes([0, 1], 3, 1, 2, 0x80), 0, 6), 'return code');
  equal(checkSuback(bytes([0, 1], 0, 1, 2, 0x81), 0, 6), 'return code');
});

test('SUBACK is refused with packet identifier 0 [MQTT-2.3.1-7]', () => {
  equal(checkSuback(bytes([0, 0], 0), 0, 3), 'packet identifier 0');
  equal(checkSuback(bytes([1, 0], 0), 0, 3), undefined);
});
