/** CONNECT as it leaves, MQTT 3.1.1 clause 3.1. */

import fc from 'fast-check';
import type { ConnectOptions } from '../../../firmware/mqtt/connect-options';
import { encodeConnect } from '../../../firmware/mqtt/encode-connect';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { checkWrites, writes } from '../../kit/encoders';
import { test } from '../../kit/test';

const NOTHING = new Uint8Array(0);

function connect(options: Partial<ConnectOptions>) {
  return (out: Uint8Array, at: number, end: number): number =>
    encodeConnect(out, at, end, { id: '', ...options }, 15);
}

function encoded(options: Partial<ConnectOptions>): Uint8Array {
  const out = new Uint8Array(600);
  return out.slice(0, connect(options)(out, 0, out.length));
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
    id: 'esp',
    will: { topic: 'w/t', payload: 'gone', qos: 1, retain: true },
    user: 'u',
    password: 'pw',
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
  connect({ version: 3, id: 'a' }),
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
  connect({ will: { topic: 'w', payload: NOTHING } }),
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
  connect({ user: '', password: '' }),
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
  connect({ id: 'a'.repeat(116) }),
  bytes(0x10, [0x80, 0x01], field('MQTT'), 4, 0x02, [0, 15], field('a'.repeat(116))),
);

test('every combination of the flags stands in its bit, and each flag brings its field', () => {
  const topic = 't';
  const payload = 'm';
  for (const cleanSession of [false, true]) {
    for (const login of ['none', 'user', 'both']) {
      for (const will of [-1, 0, 1, 2, 10, 11, 12]) {
        const hasWill = will >= 0;
        const qos = will % 10;
        const retain = will >= 10;
        const user = login === 'none' ? undefined : 'u';
        const password = login === 'both' ? 'p' : undefined;

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
            id: 'id',
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

writes(
  'texts beyond ASCII have the lengths of their UTF-8',
  connect({
    id: 'küche',
    will: { topic: 'tür/😀', payload: '✓' },
    user: 'jürgen',
    password: 'pß',
  }),
  bytes(
    0x10, // CONNECT
    48, // Remaining Length
    field('MQTT'),
    4, // Protocol Level
    0b1100_0110, // User Name, Password, Will Flag, Clean Session
    [0, 15], // Keep Alive
    [0, 6], // length of the Client Identifier
    'küche',
    [0, 9], // length of the Will Topic
    'tür/😀',
    [0, 3], // length of the Will Message
    '✓',
    [0, 7], // length of the User Name
    'jürgen',
    [0, 3], // length of the Password
    'pß',
  ),
);

test('will message and password may be any bytes, and any text', () => {
  const data = bytes(0x00, 0xff, 0xed, 0xa0, 0x80);
  const will = { topic: 'w', payload: data };
  const head = (length: number) => bytes(0x10, length, field('MQTT'), 4, 0b1100_0110, [0, 15]);
  deepEqual(
    encoded({ id: 'e', user: 'u', password: data, will }),
    bytes(head(33), field('e'), field('w'), field(data), field('u'), field(data)),
  );
  deepEqual(
    encoded({ id: 'e', user: 'u', password: 'a\0b', will: { topic: 'w', payload: '\0+#ä' } }),
    bytes(head(31), field('e'), field('w'), field('\0+#ä'), field('u'), field('a\0b')),
  );
});

test('a keep alive of 0 in the options is not taken for a missing one', () => {
  deepEqual(encoded({ keepAliveS: 0 }).slice(10, 12), bytes(0, 0));
});

test('a client identifier that is not given is a mistake that is named', () => {
  throws(() => connect({ id: undefined as never })(new Uint8Array(99), 0, 99), 'connect: id');
});

test('every CONNECT is laid out as its fields are, whatever their characters', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((any) => !any.includes('\0'));
  const data = fc.oneof(text, fc.uint8Array({ maxLength: 200 }));
  const topic = text.map((any) => any.split('+').join('').split('#').join('') || 't');
  const options = fc.record({
    version: fc.constantFrom(3, 4),
    cleanSession: fc.boolean(),
    keepAliveS: fc.nat(0xffff),
    id: text.map((any) => any || 'i'),
    will: fc.option(fc.record({ topic, payload: data, qos: fc.nat(2), retain: fc.boolean() }), {
      nil: undefined,
    }),
    login: fc.option(fc.tuple(text, fc.option(data, { nil: undefined })), { nil: undefined }),
  });
  fc.assert(
    fc.property(options, ({ login, ...rest }) => {
      const { will, version, keepAliveS } = rest;
      const [user, password] = login ?? [];
      let flags = rest.cleanSession ? 0x02 : 0;
      if (will) flags |= 0x04 | (will.qos << 3) | (will.retain ? 0x20 : 0);
      if (user !== undefined) flags |= 0x80;
      if (password !== undefined) flags |= 0x40;
      const body = bytes(
        field(version === 3 ? 'MQIsdp' : 'MQTT'),
        version,
        flags,
        [keepAliveS >> 8, keepAliveS & 0xff],
        field(rest.id),
        will ? bytes(field(will.topic), field(will.payload)) : [],
        user === undefined ? [] : field(user),
        password === undefined ? [] : field(password),
      );
      const length =
        body.length < 0x80 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
      deepEqual(encoded({ ...rest, user, password }), bytes(0x10, length, body));
    }),
    { seed: 20_264 },
  );
});

test('what does not fit is written nowhere, and is no mistake', () => {
  const out = new Uint8Array(20);
  equal(connect({ id: 'much too long' })(out, 0, 20), -1);
});
