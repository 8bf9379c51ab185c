/** Properties where they lie: what each is, and where it may stand. MQTT 5.0 clause 2.2.2. */

import { PropertyReader } from '../../../../firmware/mqtt/v5/property-reader';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field, text } from '../../../kit/bytes';
import { four, properties, two, variable } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

const CONNACK = 2;
const PUBLISH = 3;
const PUBACK = 4;
const PUBREC = 5;
const PUBREL = 6;
const PUBCOMP = 7;
const SUBACK = 9;
const UNSUBACK = 11;
const DISCONNECT = 14;
const AUTH = 15;
const ACKS: readonly number[] = [PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK];
/** What a server sends that has properties. */
const TYPES: readonly number[] = [CONNACK, PUBLISH, ...ACKS, DISCONNECT, AUTH];

type Kind = 'byte' | 'two' | 'four' | 'variable' | 'text' | 'bytes' | 'pair';

/** Table 2-4, for what a server sends. */
const PROPERTIES: readonly (readonly [number, string, Kind, readonly number[]])[] = [
  [1, 'Payload Format Indicator', 'byte', [PUBLISH]],
  [2, 'Message Expiry Interval', 'four', [PUBLISH]],
  [3, 'Content Type', 'text', [PUBLISH]],
  [8, 'Response Topic', 'text', [PUBLISH]],
  [9, 'Correlation Data', 'bytes', [PUBLISH]],
  [11, 'Subscription Identifier', 'variable', [PUBLISH]],
  [17, 'Session Expiry Interval', 'four', [CONNACK]],
  [18, 'Assigned Client Identifier', 'text', [CONNACK]],
  [19, 'Server Keep Alive', 'two', [CONNACK]],
  [21, 'Authentication Method', 'text', [CONNACK, AUTH]],
  [22, 'Authentication Data', 'bytes', [CONNACK, AUTH]],
  [23, 'Request Problem Information', 'byte', []],
  [24, 'Will Delay Interval', 'four', []],
  [25, 'Request Response Information', 'byte', []],
  [26, 'Response Information', 'text', [CONNACK]],
  [28, 'Server Reference', 'text', [CONNACK, DISCONNECT]],
  [31, 'Reason String', 'text', [CONNACK, ...ACKS, DISCONNECT, AUTH]],
  [33, 'Receive Maximum', 'two', [CONNACK]],
  [34, 'Topic Alias Maximum', 'two', [CONNACK]],
  [35, 'Topic Alias', 'two', [PUBLISH]],
  [36, 'Maximum QoS', 'byte', [CONNACK]],
  [37, 'Retain Available', 'byte', [CONNACK]],
  [38, 'User Property', 'pair', TYPES],
  [39, 'Maximum Packet Size', 'four', [CONNACK]],
  [40, 'Wildcard Subscription Available', 'byte', [CONNACK]],
  [41, 'Subscription Identifier Available', 'byte', [CONNACK]],
  [42, 'Shared Subscription Available', 'byte', [CONNACK]],
];

const VALUES: Readonly<Record<Kind, Uint8Array>> = {
  byte: bytes(1),
  two: bytes(two(0x0102)),
  four: bytes(four(0xfedcba98)),
  variable: variable(300),
  text: field('°C'),
  bytes: field(0, 0xff),
  pair: bytes(field('unit'), field('°C')),
};
const NUMBERS: Readonly<Partial<Record<Kind, number>>> = {
  byte: 1,
  two: 0x0102,
  four: 0xfedcba98,
  variable: 300,
};

/** What is wrong with properties, read to their end. */
function problem(type: number, block: Uint8Array): string | undefined {
  const reader = new PropertyReader();
  const whole = bytes([7, 7], block, 7);
  if (reader.begin(type, whole, 2, 2 + block.length)) while (reader.next());
  return reader.malformed;
}

for (const [id, name, kind, allowed] of PROPERTIES) {
  const one = bytes(id, VALUES[kind]);

  test(`${name} (${id}) is read as ${kind}, where it lies`, () => {
    const type = allowed[0];
    if (type === undefined) return; // a client's
    const whole = bytes([7, 7], properties(one), 7);
    const reader = new PropertyReader();
    equal(reader.begin(type, whole, 2, whole.length), true);
    equal(reader.first, 3);
    equal(reader.last, whole.length - 1);
    equal(reader.next(), true);
    equal(reader.id, id);
    const number = NUMBERS[kind];
    if (number !== undefined) equal(reader.value, number);
    if (kind === 'text') equal(text(whole.slice(reader.start, reader.end)), '°C');
    if (kind === 'bytes') deepEqual(whole.slice(reader.start, reader.end), bytes(0, 0xff));
    if (kind === 'pair') {
      equal(text(whole.slice(reader.start, reader.end)), 'unit');
      equal(text(whole.slice(reader.secondStart, reader.secondEnd)), '°C');
    }
    equal(reader.next(), false);
    equal(reader.malformed, undefined);
  });

  test(`${name} stands in packets of type ${allowed.join(', ') || 'none'} only`, () => {
    for (const type of TYPES) {
      equal(
        problem(type, properties(one)),
        allowed.includes(type) ? undefined : 'property',
        `in type ${type}`,
      );
    }
  });

  test(`${name} ${kind === 'pair' || id === 11 ? 'may come twice' : 'comes once'}`, () => {
    const expected = kind === 'pair' || id === 11 ? undefined : 'property twice';
    for (const type of allowed) equal(problem(type, properties(one, one)), expected);
  });

  test(`${name} that is cut anywhere is refused`, () => {
    for (const type of allowed) {
      for (let length = 1; length < one.length; length++) {
        const cut = problem(type, properties(one.slice(0, length)));
        equal(cut, 'property length', `after ${length} bytes`);
      }
    }
  });

  if (kind !== 'text' && kind !== 'pair') continue;
  test(`${name} is well-formed UTF-8 without U+0000 [MQTT-1.5.4-1, MQTT-1.5.4-2, MQTT-1.5.7-1]`, () => {
    const wrong = [field(0xff), field(0), field(0xed, 0xa0, 0x80), field(0xc3)];
    for (const type of allowed) {
      for (const value of wrong) {
        const first = bytes(id, value, kind === 'pair' ? field('x') : []);
        equal(problem(type, properties(first)), 'UTF-8');
        const second = bytes(id, field('x'), value);
        if (kind === 'pair') equal(problem(type, properties(second)), 'UTF-8');
      }
    }
  });
}

test('U+FEFF in a text is kept [MQTT-1.5.4-3]', () => {
  equal(problem(PUBLISH, properties(3, field(0xef, 0xbb, 0xbf, 0x61))), undefined);
});

const RANGES: readonly (readonly [string, number, number, readonly number[]])[] = [
  ['Payload Format Indicator 2', PUBLISH, 1, [2]],
  ['Subscription Identifier 0', PUBLISH, 11, [0]],
  ['Topic Alias 0 [MQTT-3.3.2-8]', PUBLISH, 35, [0, 0]],
  ['Receive Maximum 0', CONNACK, 33, [0, 0]],
  ['Maximum QoS 2', CONNACK, 36, [2]],
  ['Retain Available 2', CONNACK, 37, [2]],
  ['Maximum Packet Size 0', CONNACK, 39, [0, 0, 0, 0]],
  ['Wildcard Subscription Available 2', CONNACK, 40, [2]],
  ['Subscription Identifier Available 2', CONNACK, 41, [2]],
  ['Shared Subscription Available 2', CONNACK, 42, [255]],
];

for (const [what, type, id, value] of RANGES) {
  test(`${what} is refused`, () => {
    equal(problem(type, properties(id, value)), 'property value');
  });
}

test('0 is a value where nothing says otherwise', () => {
  equal(problem(PUBLISH, properties(1, 0, 2, four(0))), undefined);
  const limits = bytes(17, four(0), 19, two(0), 34, two(0), 36, 0, 37, 0, 40, 0, 41, 0, 42, 0);
  equal(problem(CONNACK, properties(limits)), undefined);
});

test('identifiers that no property has are refused, 0 and those of two bytes among them', () => {
  const known = new Set(PROPERTIES.map(([id]) => id));
  for (let id = 0; id < 256; id++) {
    if (!known.has(id)) equal(problem(CONNACK, properties(id, 0)), 'property', `${id}`);
  }
});

test('a subscription identifier of five bytes, or longer than it needs to be, is malformed [MQTT-1.5.5-1]', () => {
  equal(problem(PUBLISH, properties(11, [0x80, 0x80, 0x80, 0x80, 1])), 'property length');
  equal(problem(PUBLISH, properties(11, [0x81, 0])), 'property length');
});

test('a Property Length beyond the packet, unfinished, or too long is refused', () => {
  equal(problem(PUBLISH, bytes(3, 1, 1)), 'property length');
  equal(problem(PUBLISH, bytes(0x80)), 'property length');
  equal(problem(PUBLISH, bytes()), 'property length');
  equal(problem(PUBLISH, bytes(0x80, 0)), 'property length');
});

test('no properties are a Property Length of 0 [MQTT-2.2.2-1]', () => {
  equal(problem(PUBLISH, bytes(0)), undefined);
});

test('a reader that met something wrong reads the next packet with a clear mind', () => {
  const reader = new PropertyReader();
  const wrong = properties(1, 1, 1, 1);
  reader.begin(PUBLISH, wrong, 0, wrong.length);
  while (reader.next());
  equal(reader.malformed, 'property twice');
  const right = properties(1, 1);
  equal(reader.begin(PUBLISH, right, 0, right.length), true);
  equal(reader.next(), true);
  equal(reader.next(), false);
  equal(reader.malformed, undefined);
});
