/** CONNECT as it leaves, MQTT 3.1.1 clause 3.1. */

import fc from 'fast-check';
import {
  type ConnectFields,
  connectLength,
  encodeConnect,
  packetSize,
} from '../../../firmware/mqtt/encode';
import { equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { checkWrites, writes } from '../../kit/encoders';
import { test } from '../../kit/test';

const NOTHING = new Uint8Array(0);

const MINIMAL: ConnectFields = {
  version: 4,
  cleanSession: true,
  keepAliveS: 15,
  id: NOTHING,
  will: undefined,
  user: undefined,
  password: undefined,
};

function connect(fields: Partial<ConnectFields>) {
  return (out: Uint8Array, at: number, end: number): number =>
    encodeConnect(out, at, end, { ...MINIMAL, ...fields });
}

writes(
  'the smallest CONNECT has an empty client identifier and a clean session',
  connect({}),
  bytes(
    0x10, // CONNECT
    12, // Remaining Length
    [0, 4], // length of the Protocol Name [MQTT-3.1.2-1]
    'MQTT',
    4, // Protocol Level
    0b0000_0010, // Connect Flags: Clean Session
    [0, 15], // Keep Alive
    [0, 0], // Client Identifier: empty
  ),
);

writes(
  'the payload fields follow in the order id, will topic, will message, user, password [MQTT-3.1.3-1]',
  connect({
    cleanSession: false,
    keepAliveS: 0x1234,
    id: bytes('esp'),
    will: { topic: bytes('w/t'), payload: bytes('gone'), qos: 1, retain: true },
    user: bytes('u'),
    password: bytes('pw'),
  }),
  bytes(
    0x10, // CONNECT
    33, // Remaining Length
    [0, 4], // length of the Protocol Name
    'MQTT',
    4, // Protocol Level
    0b1110_1100, // User Name, Password, Will Retain, Will QoS 1, Will Flag
    [0x12, 0x34], // Keep Alive, most significant byte first
    [0, 3], // length of the Client Identifier
    'esp',
    [0, 3], // length of the Will Topic
    'w/t',
    [0, 4], // length of the Will Message
    'gone',
    [0, 1], // length of the User Name
    'u',
    [0, 2], // length of the Password
    'pw',
  ),
);

writes(
  'MQTT 3.1 is named MQIsdp, level 3',
  connect({ version: 3, id: bytes('a') }),
  bytes(
    0x10, // CONNECT
    15, // Remaining Length
    [0, 6], // length of the Protocol Name
    'MQIsdp',
    3, // Protocol Level
    0b0000_0010, // Connect Flags: Clean Session
    [0, 15], // Keep Alive
    [0, 1], // length of the Client Identifier
    'a',
  ),
);

writes(
  'an empty will message is still a field, of no length',
  connect({ will: { topic: bytes('w'), payload: NOTHING, qos: 0, retain: false } }),
  bytes(
    0x10, // CONNECT
    17, // Remaining Length
    [0, 4], // length of the Protocol Name
    'MQTT',
    4, // Protocol Level
    0b0000_0110, // Connect Flags: Will Flag, Clean Session
    [0, 15], // Keep Alive
    [0, 0], // Client Identifier: empty
    [0, 1], // length of the Will Topic
    'w',
    [0, 0], // Will Message: empty
  ),
);

writes(
  'an empty user name and an empty password are still fields, of no length',
  connect({ user: NOTHING, password: NOTHING }),
  bytes(
    0x10, // CONNECT
    16, // Remaining Length
    [0, 4], // length of the Protocol Name
    'MQTT',
    4, // Protocol Level
    0b1100_0010, // Connect Flags: User Name, Password, Clean Session
    [0, 15], // Keep Alive
    [0, 0], // Client Identifier: empty
    [0, 0], // User Name: empty
    [0, 0], // Password: empty
  ),
);

/** Keep Alive in seconds, and its two bytes. */
const KEEP_ALIVES: readonly (readonly [number, readonly number[]])[] = [
  [0, [0x00, 0x00]],
  [1, [0x00, 0x01]],
  [255, [0x00, 0xff]],
  [256, [0x01, 0x00]],
  [65_535, [0xff, 0xff]],
];

for (const [keepAliveS, expected] of KEEP_ALIVES) {
  writes(
    `a keep alive of ${keepAliveS} s stands in two bytes`,
    connect({ keepAliveS }),
    bytes(0x10, 12, field('MQTT'), 4, 0x02, expected, field('')),
  );
}

writes(
  'a CONNECT of 128 bytes behind the header has two length bytes',
  connect({ id: new Uint8Array(116).fill(0x61) }),
  bytes(0x10, [0x80, 0x01], field('MQTT'), 4, 0x02, [0, 15], field('a'.repeat(116))),
);

test('every combination of the flags stands in its bit, and each flag brings its field', () => {
  const topic = bytes('t');
  const payload = bytes('m');
  for (const cleanSession of [false, true]) {
    for (const login of ['none', 'user', 'both']) {
      for (const will of [-1, 0, 1, 2, 10, 11, 12]) {
        const hasWill = will >= 0;
        const qos = will % 10;
        const retain = will >= 10;
        const user = login === 'none' ? undefined : bytes('u');
        const password = login === 'both' ? bytes('p') : undefined;

        let flags = 0; // table 3.4 of the standard, bit by bit
        if (user) flags += 128;
        if (password) flags += 64;
        if (hasWill) flags += (retain ? 32 : 0) + qos * 8 + 4;
        if (cleanSession) flags += 2;
        const rest = bytes(
          field('id'),
          hasWill ? bytes(field(topic), field(payload)) : [],
          user ? field(user) : [],
          password ? field(password) : [],
        );
        checkWrites(
          connect({
            cleanSession,
            id: bytes('id'),
            will: hasWill ? { topic, payload, qos, retain } : undefined,
            user,
            password,
          }),
          bytes(0x10, 10 + rest.length, field('MQTT'), 4, flags, [0, 15], rest),
        );
      }
    }
  }
});

test('connectLength is the Remaining Length of what encodeConnect writes', () => {
  const data = fc.uint8Array({ maxLength: 200 });
  const fields = fc.record({
    version: fc.constantFrom(3, 4),
    cleanSession: fc.boolean(),
    keepAliveS: fc.nat(0xffff),
    id: data,
    will: fc.option(
      fc.record({ topic: data, payload: data, qos: fc.nat(2), retain: fc.boolean() }),
      { nil: undefined },
    ),
    user: fc.option(data, { nil: undefined }),
    password: fc.option(data, { nil: undefined }),
  });
  fc.assert(
    fc.property(fields, (connectFields) => {
      const out = new Uint8Array(1200);
      const end = encodeConnect(out, 0, out.length, connectFields);
      equal(end, packetSize(connectLength(connectFields)));
    }),
  );
});
