/** What the client sends in MQTT 5.0 beside CONNECT, byte by byte. */

import { NO_ROOM, TOO_LONG } from '../../../../firmware/mqtt/encode';
import { Dialect5 } from '../../../../firmware/mqtt/v5/dialect';
import { ServerLimits } from '../../../../firmware/mqtt/v5/limits';
import { publishProperties } from '../../../../firmware/mqtt/v5/properties';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { checkWrites, type Encode, writes } from '../../../kit/encoders';
import { four, packet, properties, publish5, two } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

type Limits = { -readonly [Name in keyof ServerLimits]?: ServerLimits[Name] };

/** A dialect on a connection to a server with these limits. */
function dialect(limits: Limits = {}, topicAliases = 8): Dialect5 {
  const made = new Dialect5({ topicAliases });
  made.connect(new Uint8Array(100), 0, 100, { id: 'esp' }, 15);
  made.accepted(Object.assign(new ServerLimits(), limits));
  return made;
}

/** What an encoder writes where there is enough room. */
function written(encode: Encode): Uint8Array {
  const out = new Uint8Array(2048);
  const end = encode(out, 0, out.length);
  return end < 0 ? bytes() : out.slice(0, end);
}

const TOPIC = bytes('home/door');
const OPEN = bytes('open');
const TYPE = publishProperties({ contentType: 'text' });

function message(
  of: Dialect5,
  { first = 0x30, topic = TOPIC, id = 0, payload = OPEN, ...extras } = {},
  more?: { properties?: Uint8Array; expiryS?: number },
): Encode {
  return (out, at, end) =>
    of.publish(out, at, end, first, topic, id, payload, { ...extras, ...more });
}

writes(
  'a PUBLISH at QoS 0 has no identifier, and a Property Length of 0 [MQTT-2.2.1-2, MQTT-2.2.2-1]',
  message(dialect()),
  packet(
    0x30, // PUBLISH
    field('home/door'), // Topic Name
    0, // Property Length
    'open', // Payload
  ),
);

writes(
  'a PUBLISH with properties and expiry',
  message(dialect(), { first: 0x3b, id: 0x0102 }, { properties: TYPE, expiryS: 0x01020304 }),
  packet(
    0x3b, // PUBLISH: DUP, QoS 1, RETAIN
    field('home/door'), // Topic Name
    two(0x0102), // Packet Identifier
    properties(
      3, // Content Type
      field('text'),
      2, // Message Expiry Interval
      four(0x01020304),
    ),
    'open', // Payload
  ),
);

test('a PUBLISH to a topic gets an alias with its first message, and only the alias from then on', () => {
  const of = dialect({ topicAliasMaximum: 1 });
  deepEqual(
    written(message(of, { first: 0x32, id: 1 })),
    packet(
      0x32, // PUBLISH, QoS 1
      field('home/door'), // Topic Name
      two(1), // Packet Identifier
      properties(
        35, // Topic Alias
        two(1),
      ),
      'open', // Payload
    ),
  );
  deepEqual(
    written(message(of, { first: 0x32, id: 2 }, { properties: TYPE })),
    packet(
      0x32, // PUBLISH, QoS 1
      field(''), // Topic Name: the alias stands for it
      two(2), // Packet Identifier
      properties(3, field('text'), 35, two(1)),
      'open', // Payload
    ),
  );
});

test('with no alias left a topic is sent in full [MQTT-3.2.2-17]', () => {
  const of = dialect({ topicAliasMaximum: 1 });
  written(message(of));
  const other = { topic: bytes('home/window') };
  deepEqual(written(message(of, other)), publish5(0x30, 'home/window', 0, 'open'));
  deepEqual(written(message(of)), publish5(0x30, '', 0, 'open', 35, two(1)));
});

test('a server that takes no aliases gets none [MQTT-3.2.2-18], nor does one when the program wants none', () => {
  for (const of of [dialect({ topicAliasMaximum: 0 }), dialect({ topicAliasMaximum: 9 }, 0)]) {
    written(message(of));
    deepEqual(written(message(of)), publish5(0x30, 'home/door', 0, 'open'));
  }
});

test('a topic that is no longer than an alias gets none', () => {
  const of = dialect({ topicAliasMaximum: 8 });
  deepEqual(written(message(of, { topic: bytes('abc') })), publish5(0x30, 'abc', 0, 'open'));
  const four = { topic: bytes('abcd') };
  deepEqual(written(message(of, four)), publish5(0x30, 'abcd', 0, 'open', 35, two(1)));
});

test('where a new alias does not fit the message goes without, and the next one makes it known', () => {
  const of = dialect({ topicAliasMaximum: 8 });
  const plain = publish5(0x30, 'home/door', 0, 'open');
  checkWrites(message(of), plain);
  deepEqual(written(message(of)), publish5(0x30, 'home/door', 0, 'open', 35, two(1)));
});

test('where a new alias makes the packet too large for the server the message goes without', () => {
  const plain = publish5(0x30, 'home/door', 0, 'open');
  const of = dialect({ topicAliasMaximum: 8, maximumPacketSize: plain.length + 2 });
  deepEqual(written(message(of)), plain);
});

test('aliases do not outlast the connection [MQTT-3.3.2-7]', () => {
  const of = dialect({ topicAliasMaximum: 8 });
  written(message(of));
  of.connect(new Uint8Array(100), 0, 100, { id: 'esp' }, 15);
  deepEqual(written(message(of)), publish5(0x30, 'home/door', 0, 'open'), 'before the CONNACK');
  of.accepted(Object.assign(new ServerLimits(), { topicAliasMaximum: 8 }));
  deepEqual(written(message(of)), publish5(0x30, 'home/door', 0, 'open', 35, two(1)));
});

test('a server that retains nothing gets no RETAIN [MQTT-3.2.2-14]', () => {
  const of = dialect({ retainAvailable: false });
  equal(written(message(of, { first: 0x3b, id: 1 }))[0], 0x3a);
  equal(written(message(dialect(), { first: 0x3b, id: 1 }))[0], 0x3b);
});

/** Encoders of all packets that can be too large, and their sizes. */
const SIZED: readonly (readonly [string, (of: Dialect5) => Encode])[] = [
  ['PUBLISH', (of) => message(of)],
  ['a PUBLISH with properties', (of) => message(of, {}, { properties: TYPE, expiryS: 1 })],
  ['a PUBLISH of 200 bytes', (of) => message(of, { payload: new Uint8Array(200) })],
  ['SUBSCRIBE', (of) => (out, at, end) => of.subscribe(out, at, end, 1, bytes('a/filter'), 1, 300)],
  ['UNSUBSCRIBE', (of) => (out, at, end) => of.unsubscribe(out, at, end, 1, bytes('a/filter'))],
];

for (const [what, encode] of SIZED) {
  test(`${what} as large as the server takes goes, one byte more does not [MQTT-3.2.2-15]`, () => {
    const { length } = written(encode(dialect()));
    equal(written(encode(dialect({ maximumPacketSize: length }))).length, length);
    const out = new Uint8Array(300);
    equal(encode(dialect({ maximumPacketSize: length - 1 }))(out, 0, 300), TOO_LONG);
    deepEqual(out, new Uint8Array(300));
  });

  test(`${what} leaves its neighbours alone, and nothing is written where it does not fit`, () => {
    checkWrites(encode(dialect()), written(encode(dialect())));
  });
}

test('a message that no packet holds is too long', () => {
  const of = dialect();
  const out = new Uint8Array(64);
  const most = 268_435_455 - 12;
  equal(of.publishHead(out, 0, 64, 0x30, TOPIC, 0, most + 1), TOO_LONG);
  equal(of.publishHead(out, 0, 64, 0x30, TOPIC, 0, most), 17);
});

test('how much longer a message gets is known before', () => {
  const of = dialect();
  const plain = written(message(of)).length;
  const bodies = [0, 120, 122, 123, 127, 128].map((length) => new Uint8Array(length));
  for (const properties of bodies) {
    for (const extras of [{ properties }, { properties, expiryS: 7 }]) {
      const length = written(message(of, {}, extras)).length;
      const header = length >= 130 ? 1 : 0; // Remaining Length takes one byte more
      equal(of.extraLength(extras), length - plain - header);
    }
  }
});

writes(
  'a SUBSCRIBE with options and an identifier [MQTT-3.8.1-1]',
  (out, at, end) => dialect().subscribe(out, at, end, 0x0102, bytes('home/#'), 0b0010_1101, 300),
  packet(
    0x82, // SUBSCRIBE
    two(0x0102), // Packet Identifier
    properties(
      11, // Subscription Identifier
      [0xac, 0x02],
    ),
    field('home/#'), // Topic Filter
    0b0010_1101, // Subscription Options: Retain Handling 2, Retain As Published, No Local, QoS 1
  ),
);

writes(
  'a SUBSCRIBE without',
  (out, at, end) => dialect().subscribe(out, at, end, 1, bytes('a'), 2),
  bytes(
    [0x82, 7], // SUBSCRIBE
    two(1), // Packet Identifier
    0, // Property Length
    field('a'), // Topic Filter
    2, // Subscription Options
  ),
);

test('a server without subscription identifiers gets none', () => {
  const of = dialect({ subscriptionIdentifiers: false });
  const request = written((out, at, end) => of.subscribe(out, at, end, 1, bytes('a'), 0, 300));
  deepEqual(request, packet(0x82, two(1), 0, field('a'), 0));
});

writes(
  'an UNSUBSCRIBE',
  (out, at, end) => dialect().unsubscribe(out, at, end, 0xfffe, bytes('a/+')),
  bytes(
    [0xa2, 8], // UNSUBSCRIBE
    two(0xfffe), // Packet Identifier
    0, // Property Length
    field('a/+'), // Topic Filter
  ),
);

for (const [name, first] of [
  ['PUBACK', 0x40],
  ['PUBREC', 0x50],
  ['PUBREL', 0x62],
  ['PUBCOMP', 0x70],
] as const) {
  writes(
    `a ${name} says nothing when all is well`,
    (out, at, end) => dialect().ack(out, at, end, first, 0x0102),
    bytes(first, 2, two(0x0102)),
  );
  writes(
    `a ${name} with its reason`,
    (out, at, end) => dialect().ack(out, at, end, first, 0x0102, 0x92),
    bytes(first, 3, two(0x0102), 0x92),
  );
}

writes(
  'a DISCONNECT without a reason is a normal one',
  (out, at, end) => dialect().disconnect(out, at, end),
  bytes(0xe0, 0),
);

writes(
  'a DISCONNECT with its reason',
  (out, at, end) => dialect().disconnect(out, at, end, 0x04),
  bytes(0xe0, 1, 0x04),
);

test('a DISCONNECT may say how long the session is to be kept, and leaves that out where it does not fit', () => {
  const of = dialect();
  of.goodbyeExpiryS = 0xffff_fffe;
  deepEqual(
    written((out, at, end) => of.disconnect(out, at, end)),
    bytes(
      [0xe0, 7], // DISCONNECT
      0, // Disconnect Reason Code
      5, // Property Length
      17, // Session Expiry Interval
      four(0xffff_fffe),
    ),
  );
  const out = new Uint8Array(9);
  equal(of.disconnect(out, 0, 8, 4), 3);
  deepEqual(out.slice(0, 3), bytes(0xe0, 1, 4));
  equal(of.disconnect(out, 0, 1), NO_ROOM);
});

test('what was said at the last goodbye is not said at the next', () => {
  const of = dialect();
  of.goodbyeExpiryS = 60;
  of.connect(new Uint8Array(100), 0, 100, { id: 'esp' }, 15);
  deepEqual(
    written((out, at, end) => of.disconnect(out, at, end)),
    bytes(0xe0, 0),
  );
});
