/** From Arduino's forms of connect to options, and what options may not say. */

import {
  type ConnectArguments,
  type ConnectOptions,
  connectOptions,
} from '../../../firmware/mqtt/connect-options';
import { encodeConnect } from '../../../firmware/mqtt/encode-connect';
import { deepEqual, equal, throws } from '../../kit/assert';
import { test } from '../../kit/test';

function encode(options: ConnectOptions): number {
  return encodeConnect(new Uint8Array(256), 0, 256, options, 15);
}

const WILL = { topic: 'w', payload: 'gone', qos: 1, retain: true };

/** What it shows, the arguments, and the options that they stand for. */
const FORMS: readonly (readonly [string, ConnectArguments, ConnectOptions])[] = [
  ['an id', ['esp'], { id: 'esp' }],
  ['the empty id', [''], { id: '' }],
  ['id, user and password', ['esp', 'u', 'p'], { id: 'esp', user: 'u', password: 'p' }],
  ['an empty user and password', ['esp', '', ''], { id: 'esp', user: '', password: '' }],
  [
    'a user without a password (null)',
    ['esp', 'u', null],
    { id: 'esp', user: 'u', password: undefined },
  ],
  [
    'a user without a password (undefined)',
    ['esp', 'u', undefined],
    { id: 'esp', user: 'u', password: undefined },
  ],
  ['a password without a user, which is left out', ['esp', null, 'p'], { id: 'esp' }],
  ['neither user nor password', ['esp', undefined, undefined], { id: 'esp' }],
  ['id and will', ['esp', 'w', 1, true, 'gone'], { id: 'esp', will: WILL }],
  [
    'id and a will without a message',
    ['esp', 'w', 0, false, null],
    { id: 'esp', will: { topic: 'w', payload: '', qos: 0, retain: false } },
  ],
  ['id and no will topic', ['esp', null, 1, true, 'gone'], { id: 'esp', will: undefined }],
  [
    'id, user, password and will',
    ['esp', 'u', 'p', 'w', 1, true, 'gone'],
    { id: 'esp', user: 'u', password: 'p', will: WILL },
  ],
  ['id, will, and no user', ['esp', null, null, 'w', 1, true, 'gone'], { id: 'esp', will: WILL }],
  [
    'id, user and password, and no will',
    ['esp', 'u', 'p', null, 0, false, null],
    { id: 'esp', user: 'u', password: 'p', will: undefined },
  ],
  [
    'all, with a clean session',
    ['esp', 'u', 'p', 'w', 1, true, 'gone', true],
    { id: 'esp', user: 'u', password: 'p', will: WILL, cleanSession: true },
  ],
  [
    'all, without a clean session',
    ['esp', 'u', 'p', 'w', 1, true, 'gone', false],
    { id: 'esp', user: 'u', password: 'p', will: WILL, cleanSession: false },
  ],
  [
    'a session that is kept, and nothing else',
    ['esp', null, null, null, 0, false, null, false],
    { id: 'esp', will: undefined, cleanSession: false },
  ],
];

for (const [what, form, expected] of FORMS) {
  test(`connect takes ${what}`, () => {
    deepEqual(connectOptions(form), expected);
  });
}

test('connect takes options as they are', () => {
  const options: ConnectOptions = { id: 'esp', keepAliveS: 0 };
  equal(connectOptions([options]), options);
});

for (const wrong of [5, true, undefined, null]) {
  test(`connect(${wrong}) throws and says what that is`, () => {
    const misuse = (): unknown => encode(connectOptions([wrong as never]));
    const error = throws(misuse, `connect: id: ${typeof wrong}, not a string`);
    equal(error instanceof TypeError, true);
  });
}

type ErrorKind = typeof Error | typeof TypeError | typeof RangeError;

/** What is misused, the options, the words that must be in the message, and the kind of error. */
const MISUSES: readonly (readonly [string, ConnectOptions, string, ErrorKind])[] = [
  ['a password without a user [MQTT-3.1.2-22]', { id: 'a', password: 'p' }, 'password', TypeError],
  ['U+0000 in the id [MQTT-1.5.3-2]', { id: 'a\0' }, 'connect: id', TypeError],
  ['half a surrogate pair in the id [MQTT-1.5.3-1]', { id: '\ud800' }, 'connect: id', TypeError],
  ['U+0000 in the user', { id: 'a', user: '\0' }, 'connect: user', TypeError],
  ['half a surrogate pair in the user', { id: 'a', user: 'x\udc00' }, 'connect: user', TypeError],
  ['an empty will topic', { id: 'a', will: { ...WILL, topic: '' } }, "will's topic", TypeError],
  ['# in the will topic', { id: 'a', will: { ...WILL, topic: 'a/#' } }, "will's topic", TypeError],
  ['+ in the will topic', { id: 'a', will: { ...WILL, topic: '+' } }, "will's topic", TypeError],
  [
    'U+0000 in the will topic',
    { id: 'a', will: { ...WILL, topic: '\0' } },
    "will's topic",
    TypeError,
  ],
  ['a will of QoS 3 [MQTT-3.1.2-14]', { id: 'a', will: { ...WILL, qos: 3 } }, 'QoS', RangeError],
  ['a will of QoS -1', { id: 'a', will: { ...WILL, qos: -1 } }, 'QoS', RangeError],
  ['a will of QoS 0.5', { id: 'a', will: { ...WILL, qos: 0.5 } }, 'QoS', RangeError],
  ['version 5', { id: 'a', version: 5 }, 'version', RangeError],
  ['version 0', { id: 'a', version: 0 }, 'version', RangeError],
  ['a keep alive below 0', { id: 'a', keepAliveS: -1 }, 'keepAlive', RangeError],
  ['a keep alive above 65535', { id: 'a', keepAliveS: 65_536 }, 'keepAlive', RangeError],
  ['a keep alive of 1.5 s', { id: 'a', keepAliveS: 1.5 }, 'keepAlive', RangeError],
  [
    'an empty id that keeps its session [MQTT-3.1.3-7]',
    { id: '', cleanSession: false },
    'id',
    Error,
  ],
];

for (const [what, options, word, kind] of MISUSES) {
  test(`connect throws and names the field for: ${what}`, () => {
    const error = throws(() => encode(options));
    equal(error.message.includes(word), true, `"${error.message}" does not say ${word}`);
    equal(error instanceof kind, true, 'the kind of error');
  });
}

test('secrets do not stand in messages', () => {
  const secret = 'correct-horse';
  for (const misuse of [
    { id: 'a', password: secret },
    { id: 'a', user: 'u\0', password: secret },
    { id: 'a', user: 'u', password: secret, will: { ...WILL, qos: 7 } },
  ]) {
    equal(throws(() => encode(misuse)).message.includes(secret), false);
  }
});

for (const form of [[], [null], [5], [{}], ['a', 5, 'p'], ['a', 'u', 1234]]) {
  test(`connect(${JSON.stringify(form).slice(1, -1)}) is a mistake that is named`, () => {
    const error = throws(
      () => encode(connectOptions(form as unknown as ConnectArguments)),
      'connect: ',
    );
    equal(error instanceof TypeError, true);
  });
}

test('a will whose topic or payload is a number is a mistake that is named', () => {
  for (const [will, word] of [
    [{ topic: 5, payload: '' }, "the will's topic"],
    [{ topic: 't', payload: 5 }, "the will's payload"],
    [{ topic: 't' }, "the will's payload"],
  ] as const) {
    const error = throws(() => encode({ id: 'a', will: will as never }), word);
    equal(error instanceof TypeError, true);
  }
});
