/** CONNECT of MQTT 5.0, clause 3.1, byte by byte. */

import type { ConnectOptions } from '../../../../firmware/mqtt/connect-options';
import { NO_ROOM } from '../../../../firmware/mqtt/encode';
import { Dialect5 } from '../../../../firmware/mqtt/v5/dialect';
import { Mqtt5 } from '../../../../firmware/mqtt/v5/mqtt5';
import type { Mqtt5Options } from '../../../../firmware/mqtt/v5/options';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { checkWrites } from '../../../kit/encoders';
import { four, packet, properties, two } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

const ID = { id: 'esp' };
/** What is said unless the program says otherwise. */
const DEFAULTS = bytes(33, two(10), 34, two(8)); // Receive Maximum, Topic Alias Maximum

/** CONNECT as the dialect writes it. */
function connect(options: ConnectOptions, mqtt5: Mqtt5Options = {}): Uint8Array {
  const out = new Uint8Array(1024);
  const end = new Dialect5(mqtt5).connect(out, 0, out.length, options, 15);
  return out.slice(0, Math.max(0, end));
}

test('a CONNECT says level 5, and what the client takes', () => {
  deepEqual(
    connect(ID),
    packet(
      0x10, // CONNECT
      field('MQTT'), // Protocol Name
      5, // Protocol Version
      0x02, // Connect Flags: Clean Start
      two(15), // Keep Alive
      properties(
        33, // Receive Maximum
        two(10),
        34, // Topic Alias Maximum
        two(8),
      ),
      field('esp'), // Client Identifier
    ),
  );
});

test('every field of a CONNECT is in its place [MQTT-3.1.3-1, MQTT-3.1.2-9, MQTT-3.1.2-17, MQTT-3.1.2-19]', () => {
  const login: ConnectOptions = {
    id: 'esp',
    cleanSession: false,
    keepAliveS: 0x0102,
    user: 'user',
    password: bytes(0, 0xff),
    will: { topic: 'esp/status', payload: 'gone', qos: 2, retain: true },
  };
  const mqtt5: Mqtt5Options = {
    sessionExpiryS: 3600,
    receiveMaximum: 5,
    maximumPacketSize: 0x01020304,
    topicAliasMaximum: 6,
    requestResponseInformation: true,
    requestProblemInformation: false,
    userProperties: [
      ['a', '1'],
      ['a', '2'],
    ],
    authentication: { method: 'SCRAM', data: () => bytes(7), respond: (data) => data },
    will: {
      delayS: 30,
      expiryS: 60,
      isText: true,
      contentType: 'text/plain',
      responseTopic: 'answer',
      correlationData: bytes(9),
      userProperties: [['why', 'gone']],
    },
  };
  deepEqual(
    connect(login, mqtt5),
    packet(
      0x10, // CONNECT
      field('MQTT'), // Protocol Name
      5, // Protocol Version
      0b1111_0100, // Connect Flags: User Name, Password, Will Retain, Will QoS 2, Will
      two(0x0102), // Keep Alive
      properties(
        17, // Session Expiry Interval
        four(3600),
        33, // Receive Maximum
        two(5),
        39, // Maximum Packet Size
        four(0x01020304),
        34, // Topic Alias Maximum
        two(6),
        [25, 1], // Request Response Information
        [23, 0], // Request Problem Information
        38, // User Property
        field('a'),
        field('1'),
        38, // User Property
        field('a'),
        field('2'),
        21, // Authentication Method
        field('SCRAM'),
        22, // Authentication Data
        field(7),
      ),
      field('esp'), // Client Identifier
      properties(
        // Will Properties
        [1, 1], // Payload Format Indicator
        3, // Content Type
        field('text/plain'),
        8, // Response Topic
        field('answer'),
        9, // Correlation Data
        field(9),
        38, // User Property
        field('why'),
        field('gone'),
        24, // Will Delay Interval
        four(30),
        2, // Message Expiry Interval
        four(60),
      ),
      field('esp/status'), // Will Topic
      field('gone'), // Will Payload
      field('user'), // User Name
      field(0, 0xff), // Password
    ),
  );
});

test('a will without properties has a Property Length of 0 [MQTT-2.2.2-1]', () => {
  deepEqual(
    connect({ ...ID, will: { topic: 'w', payload: '' } }),
    packet(
      0x10, // CONNECT
      field('MQTT'), // Protocol Name
      5, // Protocol Version
      0x06, // Connect Flags: Will, Clean Start
      two(15), // Keep Alive
      properties(DEFAULTS),
      field('esp'), // Client Identifier
      0, // Will Properties: none
      field('w'), // Will Topic
      field(''), // Will Payload
    ),
  );
});

test('a password may come without a user name, as 3.1.1 has it not', () => {
  const login = bytes(connect({ ...ID, password: 'token' }));
  equal(login[9], 0x42); // Connect Flags: Password, Clean Start
  deepEqual(login.slice(-7), field('token'));
});

/** The Session Expiry Interval of a CONNECT, which is its first property. */
function expiryOf(login: Uint8Array): Uint8Array {
  return login[13] === 17 ? login.slice(14, 18) : bytes();
}

test('the session is kept for ever without a clean session, and not at all with one, as in 3.1.1', () => {
  deepEqual(expiryOf(connect(ID)), bytes());
  deepEqual(expiryOf(connect({ ...ID, cleanSession: false })), bytes(four(0xffff_ffff)));
  const hour = { sessionExpiryS: 3600 };
  deepEqual(expiryOf(connect({ ...ID, cleanSession: true }, hour)), bytes(four(3600)));
  deepEqual(expiryOf(connect({ ...ID, cleanSession: false }, { sessionExpiryS: 0 })), bytes());
});

test('without aliases for what comes in, none are offered', () => {
  const login = connect(ID, { topicAliasMaximum: 0 });
  deepEqual(login.slice(12, 16), properties(33, two(10)));
});

test('without its own, the keep-alive of setKeepAlive is said', () => {
  const out = new Uint8Array(100);
  new Dialect5({}).connect(out, 0, 100, ID, 0xfffe);
  deepEqual(out.slice(10, 12), bytes(two(0xfffe)));
});

test('a CONNECT of 128 bytes and more has two bytes of Remaining Length, and of Property Length', () => {
  const userProperties: Mqtt5Options['userProperties'] = [['name', 'x'.repeat(150)]];
  const login = connect(ID, { userProperties });
  deepEqual(
    login,
    packet(
      0x10,
      field('MQTT'),
      5,
      0x02,
      two(15),
      properties(DEFAULTS, 38, field('name'), field('x'.repeat(150))),
      field('esp'),
    ),
  );
});

test('a CONNECT leaves its neighbours alone, and nothing is written where it does not fit', () => {
  const login = { ...ID, user: 'u', will: { topic: 'w', payload: 'x' } };
  const expected = connect(login);
  checkWrites((out, at, end) => new Dialect5({}).connect(out, at, end, login, 15), expected);
  equal(new Dialect5({}).connect(new Uint8Array(0), 0, 0, login, 15), NO_ROOM);
});

const MISUSE: readonly (readonly [string, ConnectOptions, string])[] = [
  ['an id that is no text', { id: 7 as never }, 'connect: id: number, not a string'],
  ['U+0000 in the id', { id: '\0' }, 'connect: id'],
  ['half a surrogate pair in the user', { ...ID, user: '\ud800' }, 'connect: user'],
  ['a password that is a number', { ...ID, password: 1 as never }, 'connect: password: number'],
  ['a keep-alive of 65,536', { ...ID, keepAliveS: 65_536 }, 'connect: keepAliveS 65536'],
  ['a negative keep-alive', { ...ID, keepAliveS: -1 }, 'connect: keepAliveS -1'],
  [
    'will QoS 3 [MQTT-3.1.2-12]',
    { ...ID, will: { topic: 'w', payload: '', qos: 3 } },
    "connect: the will's QoS 3",
  ],
  [
    'a wildcard in the will topic',
    { ...ID, will: { topic: '#', payload: '' } },
    "connect: the will's topic",
  ],
  [
    'a will payload that is a number',
    { ...ID, will: { topic: 'w', payload: 1 as never } },
    "connect: the will's payload",
  ],
];

for (const [what, options, message] of MISUSE) {
  test(`${what} throws, and the message names the field`, () => {
    throws(() => connect(options), message);
  });
}

const OPTIONS: readonly (readonly [Mqtt5Options, string])[] = [
  [{ sessionExpiryS: -1 }, 'Mqtt5: sessionExpiryS -1'],
  [{ sessionExpiryS: 2 ** 32 }, 'Mqtt5: sessionExpiryS'],
  [{ receiveMaximum: 0 }, 'Mqtt5: receiveMaximum 0: must be a whole number from 1 to 65535'],
  [{ receiveMaximum: 65_536 }, 'Mqtt5: receiveMaximum'],
  [{ maximumPacketSize: 0 }, 'Mqtt5: maximumPacketSize'],
  [{ topicAliasMaximum: 65_536 }, 'Mqtt5: topicAliasMaximum'],
  [{ topicAliases: -1 }, 'Mqtt5: topicAliases'],
  [{ will: { delayS: 0.5 } }, "Mqtt5: the will's delayS"],
  [{ will: { expiryS: NaN } }, "Mqtt5: the will's expiryS"],
];

test('options out of their range throw a RangeError that names them', () => {
  for (const [options, message] of OPTIONS) {
    equal(throws(() => new Mqtt5(options), message) instanceof RangeError, true, message);
  }
});
