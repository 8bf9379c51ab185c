/** The packets that a client sends beside CONNECT and PUBLISH, and the parts they are made of. */

import { MQTTPUBACK } from '../../../firmware/mqtt/constants';
import {
  encodeAck,
  encodeDisconnect,
  encodePingreq,
  encodePingresp,
  encodePuback,
  encodeSubscribe,
  encodeUnsubscribe,
  packetSize,
  writeField,
  writeHeader,
} from '../../../firmware/mqtt/encode';
import { deepEqual, equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { writes } from '../../kit/encoders';
import { test } from '../../kit/test';

for (const qos of [0, 1, 2]) {
  writes(
    `SUBSCRIBE asks for its filter with QoS ${qos} [MQTT-3.8.1-1]`,
    (out, at, end) => encodeSubscribe(out, at, end, 0x0a0b, bytes('a/#'), qos),
    bytes(
      0x82, // SUBSCRIBE, reserved flags 0010
      8, // Remaining Length
      [0x0a, 0x0b], // Packet Identifier
      [0, 3], // length of the Topic Filter
      'a/#',
      qos, // Requested QoS
    ),
  );
}

writes(
  'SUBSCRIBE with 128 bytes behind the header has two length bytes',
  (out, at, end) => encodeSubscribe(out, at, end, 0xffff, new Uint8Array(123).fill(0x66), 1),
  bytes(0x82, [0x80, 0x01], [0xff, 0xff], [0, 123], 'f'.repeat(123), 1),
);

writes(
  'UNSUBSCRIBE names its filter [MQTT-3.10.1-1]',
  (out, at, end) => encodeUnsubscribe(out, at, end, 2, bytes('+/ä')),
  bytes(
    0xa2, // UNSUBSCRIBE, reserved flags 0010
    8, // Remaining Length
    [0, 2], // Packet Identifier
    [0, 4], // length of the Topic Filter
    '+/ä',
  ),
);

writes(
  'UNSUBSCRIBE with 128 bytes behind the header has two length bytes',
  (out, at, end) => encodeUnsubscribe(out, at, end, 0x0100, new Uint8Array(124).fill(0x66)),
  bytes(0xa2, [0x80, 0x01], [1, 0], [0, 124], 'f'.repeat(124)),
);

writes(
  'PUBACK carries the identifier that it acknowledges [MQTT-2.3.1-6]',
  (out, at, end) => encodePuback(out, at, end, 0xfe01),
  bytes(
    0x40, // PUBACK
    2, // Remaining Length
    [0xfe, 0x01], // Packet Identifier
  ),
);

writes(
  'an acknowledgement begins with the byte it is given',
  (out, at, end) => encodeAck(out, at, end, MQTTPUBACK, 1),
  bytes(0x40, 2, [0, 1]),
);

writes(
  'PINGREQ is two bytes',
  encodePingreq,
  bytes(
    0xc0, // PINGREQ
    0, // Remaining Length
  ),
);

writes(
  'PINGRESP is two bytes',
  encodePingresp,
  bytes(
    0xd0, // PINGRESP
    0, // Remaining Length
  ),
);

writes(
  'DISCONNECT is two bytes [MQTT-3.14.1-1]',
  encodeDisconnect,
  bytes(
    0xe0, // DISCONNECT
    0, // Remaining Length
  ),
);

test('the examples of clause 2.2.3: each length has the fewest bytes', () => {
  const cases: readonly (readonly [number, readonly number[]])[] = [
    [0, [0x00]],
    [64, [0x40]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [321, [0xc1, 0x02]],
    [16_383, [0xff, 0x7f]],
    [16_384, [0x80, 0x80, 0x01]],
    [2_097_151, [0xff, 0xff, 0x7f]],
    [2_097_152, [0x80, 0x80, 0x80, 0x01]],
    [268_435_455, [0xff, 0xff, 0xff, 0x7f]],
  ];
  for (const [remaining, length] of cases) {
    const out = new Uint8Array(8).fill(0xa5);
    equal(writeHeader(out, 1, 0x30, remaining), 2 + length.length);
    deepEqual(out, bytes(0xa5, 0x30, length, new Uint8Array(6 - length.length).fill(0xa5)));
    equal(packetSize(remaining), 1 + length.length + remaining);
  }
});

test('a field is its length in two bytes, most significant first, and its bytes', () => {
  for (const [size, length] of [
    [0, [0x00, 0x00]],
    [1, [0x00, 0x01]],
    [255, [0x00, 0xff]],
    [256, [0x01, 0x00]],
    [65_535, [0xff, 0xff]],
  ] as const) {
    const out = new Uint8Array(size + 4).fill(0xa5);
    equal(writeField(out, 1, new Uint8Array(size).fill(0x66)), size + 3);
    deepEqual(out.subarray(0, 3), bytes(0xa5, length));
    equal(
      out.subarray(3, -1).every((byte) => byte === 0x66),
      true,
    );
    equal(out[size + 3], 0xa5);
  }
});
