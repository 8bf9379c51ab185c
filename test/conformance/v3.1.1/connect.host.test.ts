/** CONNECT, MQTT 3.1.1 clause 3.1: every combination of its fields, by hand. */

import type { ConnectOptions } from '../../../firmware/mqtt/connect-options';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';
import { Conversation } from '../kit/conversation';
import { packet } from '../kit/layout';
import { V3_1_1 } from './version';

/** The CONNECT that the client sends for these options. */
async function connectOf(options: Partial<ConnectOptions>): Promise<Uint8Array> {
  const conversation = new Conversation(V3_1_1);
  await conversation.login(false, options);
  return conversation.broker.take();
}

/** A CONNECT by hand. */
function connect(flags: number, ...payload: Uint8Array[]): Uint8Array {
  return packet(
    0x10, // CONNECT
    field('MQTT'), // Protocol Name
    4, // Protocol Level
    flags, // Connect Flags
    [0, 15], // Keep Alive
    ...payload,
  );
}

const BOOLEANS: readonly boolean[] = [false, true];
const WILLS = [
  undefined,
  ...[0, 1, 2].flatMap((qos) => BOOLEANS.map((retain) => ({ qos, retain }))),
];

for (const will of WILLS) {
  const ids = will
    ? '[MQTT-3.1.2-9, MQTT-3.1.2-14, MQTT-3.1.3-1]'
    : '[MQTT-3.1.2-11, MQTT-3.1.2-13, MQTT-3.1.2-15, MQTT-3.1.3-1]';
  const what = will ? `a will at QoS ${will.qos}${will.retain ? ', retained' : ''}` : 'no will';
  test(`flags and payload say ${what}, with and without the rest ${ids}`, async () => {
    for (const user of [undefined, 'jürgen']) {
      for (const password of user === undefined ? [undefined] : [undefined, 'geheim']) {
        for (const cleanSession of BOOLEANS) {
          const fields = [field('id')]; // Client Identifier
          let flags = cleanSession ? 0x02 : 0; // Clean Session
          if (will) {
            flags |= 0x04 | (will.qos << 3) | (will.retain ? 0x20 : 0); // Will Flag, Will QoS, Will Retain
            fields.push(field('w/t'), field('gone')); // Will Topic, Will Message
          }
          if (user !== undefined) {
            flags |= 0x80; // User Name Flag
            fields.push(field(user)); // User Name
          }
          if (password !== undefined) {
            flags |= 0x40; // Password Flag
            fields.push(field(password)); // Password
          }
          deepEqual(
            await connectOf({
              id: 'id',
              cleanSession,
              user,
              password,
              will: will && { topic: 'w/t', payload: 'gone', ...will },
            }),
            connect(flags, ...fields),
          );
        }
      }
    }
  });
}

test('without a user name there is no flag and no field of one [MQTT-3.1.2-18, MQTT-3.1.2-20]', async () => {
  deepEqual(await connectOf({ id: 'id', cleanSession: true }), connect(0x02, field('id')));
});

test('a user name has its flag and its field, an empty one too [MQTT-3.1.2-19, MQTT-3.1.2-20]', async () => {
  for (const user of ['u', '']) {
    const sent = await connectOf({ id: 'id', cleanSession: true, user });
    deepEqual(sent, connect(0x82, field('id'), field(user)));
  }
});

test('a password has its flag and its field, an empty one too [MQTT-3.1.2-19, MQTT-3.1.2-21]', async () => {
  for (const password of ['p', '', bytes(0, 0xff)]) {
    const sent = await connectOf({ id: 'id', cleanSession: true, user: 'u', password });
    deepEqual(sent, connect(0xc2, field('id'), field('u'), field(password)));
  }
});

test('a password without a user name never goes out, in any form of connect [MQTT-3.1.2-22]', async () => {
  const { client, broker, pass } = conversationAnd();
  throws(() => void client.connect({ id: 'id', password: 'p' }), 'password');
  void client.connect('id', null, 'p');
  await pass();
  deepEqual(broker.take(), connect(0x02, field('id')));
});

test('the client identifier is the first field, in UTF-8, an empty one too [MQTT-3.1.3-3, MQTT-3.1.3-4]', async () => {
  for (const id of ['a', 'küche-😀', '']) {
    const will = { topic: 'w', payload: 'm' };
    const sent = await connectOf({ id, cleanSession: true, will });
    deepEqual(sent, connect(0x06, field(id), field('w'), field('m')));
  }
});

test('an empty client identifier that keeps its session is never sent [MQTT-3.1.3-7]', async () => {
  const { client, broker, pass, network } = conversationAnd();
  throws(() => void client.connect({ id: '', cleanSession: false }), 'empty id');
  await pass();
  equal(network.sockets.length, 0);
  deepEqual(broker.take(), bytes());
});

for (const [what, options, ids] of [
  ['the client identifier', (text: string) => ({ id: text }), '[MQTT-3.1.3-4]'],
  ['the user name', (user: string) => ({ id: 'a', user }), '[MQTT-3.1.3-11]'],
  [
    'the will’s topic',
    (topic: string) => ({ id: 'a', will: { topic, payload: '' } }),
    '[MQTT-3.1.3-10]',
  ],
] as const) {
  test(`${what} is never half a surrogate pair, nor has it U+0000 in it ${ids}`, async () => {
    const { client, broker, pass } = conversationAnd();
    for (const text of ['\ud800', 'a\udc00b', 'a\0'])
      throws(() => void client.connect(options(text)));
    await pass();
    deepEqual(broker.take(), bytes());
  });
}

test('the will’s topic and the user name go out in UTF-8 [MQTT-3.1.3-10, MQTT-3.1.3-11]', async () => {
  const will = { topic: 'tür/😀', payload: bytes(0xff, 0) };
  deepEqual(
    await connectOf({ id: 'i', cleanSession: true, user: '✓', will }),
    connect(
      0x86,
      field('i'),
      field('t', [0xc3, 0xbc], 'r/', [0xf0, 0x9f, 0x98, 0x80]), // Will Topic
      field([0xff, 0]), // Will Message, any bytes
      field([0xe2, 0x9c, 0x93]), // User Name
    ),
  );
});

test('will QoS 3 is never sent [MQTT-3.1.2-14]', async () => {
  const { client, broker, pass } = conversationAnd();
  throws(() => void client.connect({ id: 'a', will: { topic: 'w', payload: '', qos: 3 } }), 'QoS');
  throws(() => void client.connect('a', 'w', 3, false, ''), 'QoS');
  await pass();
  deepEqual(broker.take(), bytes());
});

test('every connection of a session names the same client identifier [MQTT-3.1.3-2]', async () => {
  const conversation = new Conversation(V3_1_1);
  for (let i = 0; i < 3; i++) {
    await conversation.login(i > 0);
    const sent = conversation.broker.takePackets()[0];
    deepEqual(sent, connect(0, field('conformance')));
    await conversation.lose();
  }
});

function conversationAnd() {
  const conversation = new Conversation(V3_1_1);
  const { client, broker, network } = conversation;
  return { client, broker, network, pass: () => conversation.pass() };
}
