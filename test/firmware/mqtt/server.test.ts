/** The other end: what a server sends, and how it reads a client's packets. */

import fc from 'fast-check';
import { encodeConnect } from '../../../firmware/mqtt/encode-connect';
import {
  checkClientHeader,
  decodeConnect,
  decodeSubscribe,
  decodeUnsubscribe,
  encodeConnack,
  encodeSuback,
  encodeUnsuback,
  type ServerMalformed,
} from '../../../firmware/mqtt/server';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field, type Part } from '../../kit/bytes';
import { writes } from '../../kit/encoders';
import { test } from '../../kit/test';

writes(
  'CONNACK says whether a session is present, and the return code',
  (out, at, end) => encodeConnack(out, at, end, true, 0),
  bytes(
    0x20, // CONNACK
    2, // Remaining Length
    1, // Session Present
    0, // return code: accepted
  ),
);

writes(
  'a CONNACK that refuses has no session [MQTT-3.2.2-4]',
  (out, at, end) => encodeConnack(out, at, end, false, 4),
  bytes(0x20, 2, 0, 4),
);

writes(
  'SUBACK has a return code for each filter, in order [MQTT-3.8.4-5]',
  (out, at, end) => encodeSuback(out, at, end, 0x1234, bytes(0, 1, 2, 0x80)),
  bytes(
    0x90, // SUBACK
    6, // Remaining Length
    [0x12, 0x34], // Packet Identifier
    [0, 1, 2, 0x80], // return codes
  ),
);

writes(
  'SUBACK with 128 bytes behind the header has two length bytes',
  (out, at, end) => encodeSuback(out, at, end, 1, new Uint8Array(126)),
  bytes(0x90, [0x80, 0x01], [0, 1], new Uint8Array(126)),
);

writes(
  'UNSUBACK carries the identifier that it acknowledges [MQTT-3.10.4-4]',
  (out, at, end) => encodeUnsuback(out, at, end, 0xff00),
  bytes(
    0xb0, // UNSUBACK
    2, // Remaining Length
    [0xff, 0x00], // Packet Identifier
  ),
);

/** First bytes of the packets that only clients send, and the shortest and longest body. */
const ACCEPTED: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0x10, [12, Infinity]], // CONNECT
  [0x82, [5, Infinity]], // SUBSCRIBE
  [0xa2, [5, Infinity]], // UNSUBSCRIBE
  [0xc0, [0, 0]], // PINGREQ
  [0xe0, [0, 0]], // DISCONNECT
]);

test("of all 256 first bytes only those of a client's own packets are accepted", () => {
  for (let first = 0; first < 256; first++) {
    const range = ACCEPTED.get(first);
    for (const remaining of [0, 1, 2, 4, 5, 6, 11, 12, 13, 127, 268_435_455]) {
      const accepted = range !== undefined && remaining >= range[0] && remaining <= range[1];
      const what = `first byte ${first}, remaining length ${remaining}`;
      equal(checkClientHeader(first, remaining) === undefined, accepted, what);
    }
  }
  equal(checkClientHeader(0x80, 6), 'reserved flags');
  equal(checkClientHeader(0x11, 12), 'reserved flags');
  equal(checkClientHeader(0x10, 11), 'wrong length');
  equal(checkClientHeader(0x82, 4), 'wrong length');
  equal(checkClientHeader(0xe0, 1), 'wrong length');
  equal(checkClientHeader(0x20, 2), 'unexpected packet');
});

/** The body of a CONNECT with these flags and payload. */
function connectBody(flags: number, ...payload: Part[]): Uint8Array {
  return bytes(field('MQTT'), 4, flags, [0, 15], ...payload);
}

/** Decodes a body that lies in the midst of other bytes. */
function decode(body: Uint8Array): ReturnType<typeof decodeConnect> {
  return decodeConnect(bytes(0, 0, body, 0, 0), 2, 2 + body.length);
}

test('every CONNECT that the client can send is read back as it was', () => {
  const any = fc.uint8Array({ maxLength: 30 });
  const name = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0'));
  const topic = name.filter((text) => text !== '' && !/[+#]/.test(text));
  const fields = fc
    .record({
      version: fc.constantFrom(3, 4),
      cleanSession: fc.boolean(),
      keepAliveS: fc.nat(0xffff),
      id: name.filter((text) => text !== ''),
      will: fc.option(fc.record({ topic, payload: any, qos: fc.nat(2), retain: fc.boolean() }), {
        nil: undefined,
      }),
      user: fc.option(name, { nil: undefined }),
      password: fc.option(any, { nil: undefined }),
    })
    .map((all) => (all.user === undefined ? { ...all, password: undefined } : all));
  fc.assert(
    fc.property(fields, (sent) => {
      const out = new Uint8Array(300);
      const end = encodeConnect(out, 0, out.length, sent, 15);
      const start = out[1]! < 0x80 ? 2 : 3;
      const received = decodeConnect(out, start, end);
      deepEqual(
        { will: undefined, user: undefined, password: undefined, ...Object(received) },
        {
          ...sent,
          id: bytes(sent.id),
          will: sent.will && { ...sent.will, topic: bytes(sent.will.topic) },
          user: sent.user === undefined ? undefined : bytes(sent.user),
        },
      );
    }),
  );
});

const REFUSED_CONNECTS: readonly (readonly [string, Uint8Array, ServerMalformed])[] = [
  ['another protocol', bytes(field('HTTP'), 4, 2, [0, 0], field('')), 'protocol name'],
  ['a name in lower case', bytes(field('mqtt'), 4, 2, [0, 0], field('')), 'protocol name'],
  ['MQTT 5', bytes(field('MQTT'), 5, 2, [0, 0], field('')), 'protocol level'],
  ['MQTT 5 by the name of 3.1', bytes(field('MQIsdp'), 5, 2, [0, 0], field('')), 'protocol level'],
  [
    'the name of 3.1 with level 4',
    bytes(field('MQIsdp'), 4, 2, [0, 0], field('')),
    'protocol level',
  ],
  [
    'the name of 3.1.1 with level 3',
    bytes(field('MQTT'), 3, 2, [0, 0], field('')),
    'protocol level',
  ],
  ['the reserved flag [MQTT-3.1.2-3]', connectBody(0x03, field('')), 'connect flags'],
  ['will QoS without a will [MQTT-3.1.2-13]', connectBody(0x0a, field('')), 'connect flags'],
  ['will retain without a will [MQTT-3.1.2-15]', connectBody(0x22, field('')), 'connect flags'],
  [
    'will QoS 3 [MQTT-3.1.2-14]',
    connectBody(0x1e, field(''), field('t'), field('')),
    'connect flags',
  ],
  [
    'a password without a user [MQTT-3.1.2-22]',
    connectBody(0x42, field(''), field('p')),
    'connect flags',
  ],
  ['bytes behind the last field', connectBody(0x02, field(''), 0), 'wrong length'],
  ['an id that runs past the end', connectBody(0x02, [0, 2], 'a'), 'wrong length'],
  ['a will without its message', connectBody(0x06, field(''), field('t')), 'wrong length'],
  ['a user that is not there', connectBody(0x82, field('')), 'wrong length'],
  ['a password that is not there', connectBody(0xc2, field(''), field('u')), 'wrong length'],
  ['half a length', connectBody(0x82, field(''), 0), 'wrong length'],
  ['U+0000 in the id [MQTT-1.5.3-2]', connectBody(0x02, field('a\0')), 'UTF-8'],
  ['bad UTF-8 in the id [MQTT-3.1.3-4]', connectBody(0x02, field(0xff)), 'UTF-8'],
  ['bad UTF-8 in the user [MQTT-3.1.3-11]', connectBody(0x82, field(''), field(0xc3)), 'UTF-8'],
  [
    'bad UTF-8 in the will topic [MQTT-3.1.3-10]',
    connectBody(0x06, field(''), field(0xff), field('')),
    'UTF-8',
  ],
  [
    'a wildcard in the will topic',
    connectBody(0x06, field(''), field('a/+'), field('')),
    'wildcard in topic',
  ],
  [
    'an empty will topic [MQTT-4.7.3-1]',
    connectBody(0x06, field(''), field(''), field('')),
    'empty topic',
  ],
];

for (const [what, body, malformed] of REFUSED_CONNECTS) {
  test(`a CONNECT is refused for: ${what}`, () => {
    equal(decode(body), malformed);
  });
}

test('SUBSCRIBE has its filters and their QoS in order [MQTT-3.8.3-3]', () => {
  const body = bytes(
    [0, 1], // Packet Identifier
    [0, 3], // length of the Topic Filter
    'a/#',
    1, // Requested QoS
    [0, 1], // length of the Topic Filter
    '+',
    2, // Requested QoS
    [0, 1], // length of the Topic Filter
    'b',
    0, // Requested QoS
  );
  deepEqual(decodeSubscribe(bytes(9, body, 9), 1, 1 + body.length), [
    { filter: bytes('a/#'), qos: 1 },
    { filter: bytes('+'), qos: 2 },
    { filter: bytes('b'), qos: 0 },
  ]);
});

test('UNSUBSCRIBE has its filters in order', () => {
  const body = bytes([0, 1], field('a/#'), field('b'));
  deepEqual(decodeUnsubscribe(bytes(9, body, 9), 1, 1 + body.length), [bytes('a/#'), bytes('b')]);
});

test('SUBSCRIBE and UNSUBSCRIBE may have a single filter', () => {
  const filter = bytes('a');
  deepEqual(decodeSubscribe(bytes([1, 0], field('a'), 2), 0, 6), [{ filter, qos: 2 }]);
  deepEqual(decodeUnsubscribe(bytes([1, 0], field('a')), 0, 5), [filter]);
});

/** What is wrong, the body of a SUBSCRIBE, and whether the same holds for UNSUBSCRIBE. */
const REFUSED_SUBSCRIBES: readonly (readonly [string, Uint8Array, ServerMalformed])[] = [
  ['identifier 0', bytes([0, 0], field('a'), 0), 'packet identifier 0'],
  ['no filter', bytes([0, 1]), 'no filter'],
  ['QoS 3 [MQTT-3.8.3-4]', bytes([0, 1], field('a'), 3), 'requested QoS'],
  ['a reserved bit beside the QoS', bytes([0, 1], field('a'), 0x41), 'requested QoS'],
  ['an empty filter [MQTT-4.7.3-1]', bytes([0, 1], field(''), 0), 'bad filter'],
  ['a misplaced wildcard', bytes([0, 1], field('a#'), 0), 'bad filter'],
  ['bad UTF-8 [MQTT-3.8.3-1]', bytes([0, 1], field(0x80), 0), 'bad filter'],
  ['no QoS behind the filter', bytes([0, 1], field('a')), 'wrong length'],
  ['no QoS behind the second filter', bytes([0, 1], field('a'), 1, field('b')), 'wrong length'],
  ['a filter that runs past the end', bytes([0, 1], [0, 3], 'ab'), 'wrong length'],
  ['half a length', bytes([0, 1], field('a'), 1, 0), 'wrong length'],
];

for (const [what, body, malformed] of REFUSED_SUBSCRIBES) {
  test(`a SUBSCRIBE is refused for: ${what}`, () => {
    equal(decodeSubscribe(bytes(body, 0, 0), 0, body.length), malformed);
  });
}

const REFUSED_UNSUBSCRIBES: readonly (readonly [string, Uint8Array, ServerMalformed])[] = [
  ['identifier 0', bytes([0, 0], field('a')), 'packet identifier 0'],
  ['no filter [MQTT-3.10.3-2]', bytes([0, 1]), 'no filter'],
  ['an empty filter', bytes([0, 1], field('')), 'bad filter'],
  [
    'a misplaced wildcard in its second filter',
    bytes([0, 1], field('a'), field('+b')),
    'bad filter',
  ],
  ['bad UTF-8 [MQTT-3.10.3-1]', bytes([0, 1], field(0x80)), 'bad filter'],
  ['a filter that runs past the end', bytes([0, 1], [0, 3], 'ab'), 'wrong length'],
];

for (const [what, body, malformed] of REFUSED_UNSUBSCRIBES) {
  test(`an UNSUBSCRIBE is refused for: ${what}`, () => {
    equal(decodeUnsubscribe(bytes(body, 0, 0), 0, body.length), malformed);
  });
}
