/** The properties of messages as objects, MQTT 5.0 clause 3.3.2.3. */

import {
  type MessageProperties,
  PropertyWriter,
  publishProperties,
  readProperties,
} from '../../../../firmware/mqtt/v5/properties';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { four, properties, two, variable } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

const ALL: MessageProperties = {
  isText: true,
  contentType: 'application/json',
  responseTopic: 'esp32/antwort/ü',
  correlationData: bytes(0, 0xff, 1),
  userProperties: [
    ['unit', '°C'],
    ['', ''],
    ['unit', '°F'],
  ],
};

test('properties are laid out with their identifiers, in a fixed order', () => {
  deepEqual(
    publishProperties(ALL),
    bytes(
      [1, 1], // Payload Format Indicator
      3, // Content Type
      field('application/json'),
      8, // Response Topic
      field('esp32/antwort/ü'),
      9, // Correlation Data
      field(0, 0xff, 1),
      38, // User Property
      field('unit'),
      field('°C'),
      38,
      field(''),
      field(''),
      38,
      field('unit'),
      field('°F'),
    ),
  );
});

test('what was written is read back, user properties in their order [MQTT-3.3.2-18]', () => {
  deepEqual(readProperties(publishProperties(ALL)), { ...ALL, subscriptionIdentifiers: [] });
});

test('each property alone is read back', () => {
  const none = { userProperties: [], subscriptionIdentifiers: [] };
  deepEqual(readProperties(publishProperties({ isText: false })), { ...none, isText: false });
  const contentType = '';
  deepEqual(readProperties(publishProperties({ contentType })), { ...none, contentType });
  deepEqual(readProperties(publishProperties({ correlationData: 'ä' })), {
    ...none,
    correlationData: bytes('ä'),
  });
});

test('none are no bytes, and no bytes are none', () => {
  deepEqual(publishProperties({}), bytes());
  const none = { userProperties: [], subscriptionIdentifiers: [] };
  deepEqual(readProperties(undefined), none);
  deepEqual(readProperties(bytes()), none);
});

test('what only a server adds is read: expiry, and the identifiers of subscriptions', () => {
  const received = bytes(11, variable(1), 2, four(0xffff_fffe), 11, variable(268_435_455));
  deepEqual(readProperties(received), {
    userProperties: [],
    expiryS: 0xffff_fffe,
    subscriptionIdentifiers: [1, 268_435_455],
  });
});

test('correlation data is a copy: it outlasts the message', () => {
  const received = bytes(9, field('abc'));
  const { correlationData } = readProperties(received);
  received.fill(0xaa);
  deepEqual(correlationData, bytes('abc'));
});

const MISUSE: readonly (readonly [string, MessageProperties, string])[] = [
  ['a content type with U+0000', { contentType: 'a\0' }, 'contentType: '],
  ['a content type of 65,536 bytes', { contentType: 'x'.repeat(0x10000) }, 'contentType: '],
  ['an empty response topic', { responseTopic: '' }, 'responseTopic "": empty'],
  ['a wildcard in it [MQTT-3.3.2-14]', { responseTopic: 'a/+' }, 'responseTopic "a/+"'],
  ['U+0000 in it', { responseTopic: 'a\0' }, 'responseTopic'],
  ['a response topic of 65,536 bytes', { responseTopic: 'x'.repeat(0x10000) }, 'responseTopic'],
  ['correlation data that is a number', { correlationData: 7 as never }, 'correlationData: number'],
  ['correlation data of 65,536 bytes', { correlationData: new Uint8Array(0x10000) }, '65,535'],
  ['half a surrogate pair', { userProperties: [['a', '\ud800']] }, 'a user property: '],
  ['U+0000 in a name', { userProperties: [['\0', 'a']] }, 'a user property: '],
  ['a number for text', { contentType: 7 as never }, 'contentType: number, not a string'],
  ['a value left out', { userProperties: [['a'] as never] }, 'a user property: undefined'],
];

for (const [what, wrong, message] of MISUSE) {
  test(`${what} throws, and the message names it`, () => {
    throws(() => publishProperties(wrong), message);
  });
}

test('65,535 bytes are not too many', () => {
  const contentType = 'x'.repeat(0xffff);
  equal(readProperties(publishProperties({ contentType })).contentType, contentType);
  const correlationData = new Uint8Array(0xffff);
  equal(readProperties(publishProperties({ correlationData })).correlationData?.length, 0xffff);
});

test('a writer collects numbers of 1, 2 and 4 bytes, and leaves out what is not said', () => {
  const writer = new PropertyWriter()
    .number(36, 1, 1)
    .number(33, 2, 0xfffe)
    .number(39, 4, 0xffff_fffe)
    .number(34, 2, undefined)
    .text(31, undefined, 'x')
    .binary(22, undefined, 'x')
    .users();
  const expected = properties(36, 1, 33, two(0xfffe), 39, four(0xffff_fffe));
  const out = new Uint8Array(writer.size);
  equal(writer.write(out, 0), expected.length);
  deepEqual(out, expected);
});

test('a length of 128 bytes and more takes two bytes', () => {
  const writer = new PropertyWriter().text(31, 'x'.repeat(125), 'text');
  equal(writer.length, 128);
  equal(writer.size, 130);
  const out = new Uint8Array(130);
  equal(writer.write(out, 0), 130);
  deepEqual(out.slice(0, 5), bytes(0x80, 1, 31, 0, 125));
});
