/** PUBLISH as it leaves, MQTT 3.1.1 clause 3.3, and the borders of the Remaining Length. */

import fc from 'fast-check';
import {
  DUP,
  encodePublish,
  encodePublishHead,
  LARGEST_REMAINING_LENGTH,
  NO_ROOM,
  packetSize,
  RETAIN,
} from '../../../firmware/mqtt/encode';
import { MQTTPUBLISH, MQTTQOS1, MQTTQOS2 } from '../../../firmware/mqtt/constants';
import { deepEqual, equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { type Encode, writes } from '../../kit/encoders';
import { test } from '../../kit/test';

function publish(first: number, topic: string, id: number, payload: string): Encode {
  return (out, at, end) => encodePublish(out, at, end, first, bytes(topic), id, bytes(payload));
}

writes(
  'a PUBLISH at QoS 0 has no packet identifier [MQTT-2.3.1-5]',
  publish(MQTTPUBLISH, 'a/b', 0x1234, 'hi'),
  bytes(
    0x30, // PUBLISH, QoS 0
    7, // Remaining Length
    [0, 3], // length of the Topic Name
    'a/b',
    'hi', // payload
  ),
);

writes(
  'a PUBLISH at QoS 1 has its packet identifier between topic and payload',
  publish(MQTTPUBLISH | MQTTQOS1, 'a/b', 0x1234, 'hi'),
  bytes(
    0x32, // PUBLISH, QoS 1
    9, // Remaining Length
    [0, 3], // length of the Topic Name
    'a/b',
    [0x12, 0x34], // Packet Identifier, most significant byte first
    'hi', // payload
  ),
);

writes(
  'a PUBLISH at QoS 2 has its packet identifier between topic and payload',
  publish(MQTTPUBLISH | MQTTQOS2, 'a/b', 0xffff, 'hi'),
  bytes(
    0x34, // PUBLISH, QoS 2
    9, // Remaining Length
    [0, 3], // length of the Topic Name
    'a/b',
    [0xff, 0xff], // Packet Identifier
    'hi', // payload
  ),
);

writes(
  'a retained PUBLISH has bit 0 of its first byte set',
  publish(MQTTPUBLISH | RETAIN, 'a', 0, 'x'),
  bytes(
    0x31, // PUBLISH, QoS 0, RETAIN
    4, // Remaining Length
    [0, 1], // length of the Topic Name
    'a',
    'x', // payload
  ),
);

writes(
  'a PUBLISH that is sent again has bit 3 of its first byte set [MQTT-3.3.1-1]',
  publish(MQTTPUBLISH | MQTTQOS2 | DUP, 'a', 1, 'x'),
  bytes(
    0x3c, // PUBLISH, DUP, QoS 2
    6, // Remaining Length
    [0, 1], // length of the Topic Name
    'a',
    [0, 1], // Packet Identifier
    'x', // payload
  ),
);

writes(
  'a payload may be empty',
  publish(MQTTPUBLISH | RETAIN, 'a', 0, ''),
  bytes(
    0x31, // PUBLISH, QoS 0, RETAIN
    3, // Remaining Length
    [0, 1], // length of the Topic Name
    'a',
  ),
);

writes(
  'text is UTF-8, and lengths count bytes [MQTT-3.3.2-1]',
  publish(MQTTPUBLISH, 'größe', 0, '🌡'),
  bytes(
    0x30, // PUBLISH, QoS 0
    13, // Remaining Length
    [0, 7], // length of the Topic Name
    [0x67, 0x72, 0xc3, 0xb6, 0xc3, 0x9f, 0x65],
    [0xf0, 0x9f, 0x8c, 0xa1], // payload
  ),
);

writes(
  'a PUBLISH of 127 bytes behind the header has one length byte',
  publish(MQTTPUBLISH, 'a', 0, 'x'.repeat(124)),
  bytes(0x30, 0x7f, [0, 1], 'a', 'x'.repeat(124)),
);

writes(
  'a PUBLISH of 128 bytes behind the header has two',
  publish(MQTTPUBLISH, 'a', 0, 'x'.repeat(125)),
  bytes(0x30, [0x80, 0x01], [0, 1], 'a', 'x'.repeat(125)),
);

/** Remaining Length and its bytes: the borders of table 2.4. */
const BORDERS: readonly (readonly [number, readonly number[]])[] = [
  [127, [0x7f]],
  [128, [0x80, 0x01]],
  [16_383, [0xff, 0x7f]],
  [16_384, [0x80, 0x80, 0x01]],
  [2_097_151, [0xff, 0xff, 0x7f]],
  [2_097_152, [0x80, 0x80, 0x80, 0x01]],
  [268_435_455, [0xff, 0xff, 0xff, 0x7f]],
];

for (const [remaining, length] of BORDERS) {
  writes(
    `the head of a PUBLISH with ${remaining} bytes behind the header needs room for itself only`,
    (out, at, end) => encodePublishHead(out, at, end, MQTTPUBLISH, bytes('a'), 0, remaining - 3),
    bytes(
      0x30, // PUBLISH, QoS 0
      length, // Remaining Length
      [0, 1], // length of the Topic Name
      'a',
    ),
  );
}

writes(
  'the packet identifier counts among the bytes behind the header',
  (out, at, end) => encodePublishHead(out, at, end, 0x32, bytes('a'), 0x0102, 123),
  bytes(0x32, [0x80, 0x01], [0, 1], 'a', [0x01, 0x02]),
);

test('a PUBLISH that four length bytes cannot say is refused, and nothing is written', () => {
  const out = new Uint8Array(32).fill(0xa5);
  const largest = LARGEST_REMAINING_LENGTH - 3;
  equal(encodePublishHead(out, 0, 32, MQTTPUBLISH, bytes('a'), 0, largest + 1), NO_ROOM);
  equal(encodePublishHead(out, 0, 32, 0x32, bytes('a'), 1, largest - 1), NO_ROOM);
  deepEqual(out, new Uint8Array(32).fill(0xa5));
  equal(encodePublishHead(out, 0, 32, 0x32, bytes('a'), 1, largest - 2), 10);
});

test('a topic of 65,535 bytes goes out whole', () => {
  const topic = new Uint8Array(65_535).fill(0x74);
  const out = new Uint8Array(65_541);
  equal(encodePublish(out, 0, out.length, MQTTPUBLISH, topic, 0, new Uint8Array(0)), out.length);
  deepEqual(out.subarray(0, 6), bytes(0x30, [0x81, 0x80, 0x04], [0xff, 0xff]));
  equal(
    out.subarray(6).every((byte) => byte === 0x74),
    true,
  );
});

test('an empty payload from inside a larger buffer brings nothing of that buffer', () => {
  const large = new Uint8Array(64).fill(0x78);
  const out = new Uint8Array(16);
  equal(encodePublish(out, 0, 16, MQTTPUBLISH, bytes('a'), 0, large.subarray(8, 8)), 5);
  equal(encodePublish(out, 0, 16, MQTTPUBLISH, large.subarray(1, 3), 0, large.subarray(8, 9)), 7);
  deepEqual(out.subarray(0, 8), bytes(0x30, 5, [0, 2], 'xx', 'x', 0));
});

test('head and payload together are the whole packet, whatever the fields', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x3a, 0x3d),
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 0xffff }),
      fc.uint8Array({ maxLength: 300 }),
      (first, topic, id, payload) => {
        const whole = new Uint8Array(700);
        const end = encodePublish(whole, 0, 700, first, topic, id, payload);
        const parts = new Uint8Array(700);
        const head = encodePublishHead(parts, 0, 700, first, topic, id, payload.length);
        parts.set(payload, head);
        equal(end, head + payload.length);
        equal(end, packetSize((first & 6 ? 4 : 2) + topic.length + payload.length));
        deepEqual(whole, parts);
      },
    ),
  );
});
