/** CONNECT, MQTT 5.0 clause 3.1: flags, fields and texts, by hand. */

import type { ConnectOptions } from '../../../firmware/mqtt/connect-options';
import type { Mqtt5Options } from '../../../firmware/mqtt/v5/options';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';
import { packet, two } from '../kit/layout';
import { QOS1, QOS2 } from '../kit/version';
import { Conversation5, four, properties } from './conversation';
import { V5_0 } from './version';

/** The CONNECT that the client sends for these options. */
async function connectOf(
  options: Partial<ConnectOptions>,
  mqtt5?: Mqtt5Options,
): Promise<Uint8Array> {
  const conversation = new Conversation5(mqtt5);
  await conversation.login(false, options);
  return conversation.broker.takePackets()[0]!;
}

/** A CONNECT by hand; one without Clean Start asks for a session without end. */
function connect(flags: number, ...payload: Uint8Array[]): Uint8Array {
  return packet(
    0x10, // CONNECT
    field('MQTT'), // Protocol Name
    5, // Protocol Version
    flags, // Connect Flags
    two(15), // Keep Alive
    properties(
      flags & 0x02 ? [] : bytes(17, four(0xffff_ffff)), // Session Expiry Interval
      33, // Receive Maximum
      two(10),
      34, // Topic Alias Maximum
      two(8),
    ),
    ...payload,
  );
}

const NO_WILL_PROPERTIES = bytes(0);
const BOOLEANS: readonly boolean[] = [false, true];
const WILLS = [
  undefined,
  ...[0, 1, 2].flatMap((qos) => BOOLEANS.map((retain) => ({ qos, retain }))),
];

for (const will of WILLS) {
  const ids = will
    ? '[MQTT-3.1.2-1, MQTT-3.1.2-9, MQTT-3.1.2-12, MQTT-3.1.3-1]'
    : '[MQTT-3.1.2-1, MQTT-3.1.2-11, MQTT-3.1.2-13, MQTT-3.1.3-1]';
  const what = will ? `a will at QoS ${will.qos}${will.retain ? ', retained' : ''}` : 'no will';
  test(`flags and payload say ${what}, with and without the rest ${ids}`, async () => {
    for (const user of [undefined, 'jürgen']) {
      for (const password of user === undefined ? [undefined] : [undefined, 'geheim']) {
        for (const cleanSession of BOOLEANS) {
          const fields = [field('id')]; // Client Identifier
          let flags = cleanSession ? 0x02 : 0; // Clean Start
          if (will) {
            flags |= 0x04 | (will.qos << 3) | (will.retain ? 0x20 : 0); // Will Flag, Will QoS, Will Retain
            fields.push(NO_WILL_PROPERTIES, field('w/t'), field('gone')); // Will Properties, Topic, Payload
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

test('without user name and password there are no flags and no fields of them [MQTT-3.1.2-16, MQTT-3.1.2-18]', async () => {
  deepEqual(await connectOf({ id: 'id', cleanSession: true }), connect(0x02, field('id')));
});

test('a user name has its flag and its field, an empty one too, and needs no password [MQTT-3.1.2-17, MQTT-3.1.2-18]', async () => {
  for (const user of ['u', '']) {
    const sent = await connectOf({ id: 'id', cleanSession: true, user });
    deepEqual(sent, connect(0x82, field('id'), field(user)));
  }
});

test('a password has its flag and its field, an empty one too [MQTT-3.1.2-19]', async () => {
  for (const password of ['p', '', bytes(0, 0xff)]) {
    const sent = await connectOf({ id: 'id', cleanSession: true, user: 'u', password });
    deepEqual(sent, connect(0xc2, field('id'), field('u'), field(password)));
  }
});

test('a password needs no user name in MQTT 5.0 [MQTT-3.1.2-16, MQTT-3.1.2-19]', async () => {
  const conversation = new Conversation5();
  conversation.broker.judges = false; // the judge wants a user name, as in 3.1.1
  await conversation.login(false, { id: 'id', cleanSession: true, password: 'p' });
  deepEqual(conversation.broker.take(), connect(0x42, field('id'), field('p')));
});

test('the client identifier is the first field, in UTF-8, an empty one too [MQTT-3.1.3-3, MQTT-3.1.3-4]', async () => {
  for (const id of ['a', 'küche-😀', '']) {
    const will = { topic: 'w', payload: 'm' };
    const sent = await connectOf({ id, cleanSession: true, will });
    deepEqual(sent, connect(0x06, field(id), NO_WILL_PROPERTIES, field('w'), field('m')));
  }
});

for (const [what, options, ids] of [
  ['the client identifier', (text: string) => ({ id: text }), '[MQTT-3.1.3-4, MQTT-1.5.4-1]'],
  ['the user name', (user: string) => ({ id: 'a', user }), '[MQTT-3.1.3-12, MQTT-1.5.4-1]'],
  [
    'the will’s topic',
    (topic: string) => ({ id: 'a', will: { topic, payload: '' } }),
    '[MQTT-3.1.3-11, MQTT-1.5.4-1]',
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

test('the will’s topic and the user name go out in UTF-8 [MQTT-3.1.3-11, MQTT-3.1.3-12]', async () => {
  const will = { topic: 'tür/😀', payload: bytes(0xff, 0) };
  deepEqual(
    await connectOf({ id: 'i', cleanSession: true, user: '✓', will }),
    connect(
      0x86,
      field('i'),
      NO_WILL_PROPERTIES,
      field('t', [0xc3, 0xbc], 'r/', [0xf0, 0x9f, 0x98, 0x80]), // Will Topic
      field([0xff, 0]), // Will Payload, any bytes
      field([0xe2, 0x9c, 0x93]), // User Name
    ),
  );
});

test('the will’s properties stand before its topic, each once and in the form of its kind [MQTT-3.1.2-9, MQTT-3.1.3-1]', async () => {
  const sent = await connectOf(
    { id: 'i', cleanSession: true, will: { topic: 'w', payload: 'm' } },
    {
      will: {
        delayS: 30,
        expiryS: 60,
        isText: true,
        contentType: 'text/plain',
        responseTopic: 'answer',
        correlationData: bytes(9),
        userProperties: [
          ['a', '1'],
          ['a', '2'],
          ['b', '1'],
        ],
      },
    },
  );
  deepEqual(
    sent,
    connect(
      0x06,
      field('i'), // Client Identifier
      properties(
        [1, 1], // Payload Format Indicator
        3, // Content Type
        field('text/plain'),
        8, // Response Topic
        field('answer'),
        9, // Correlation Data
        field(9),
        bytes(38, field('a'), field('1')), // User Property
        bytes(38, field('a'), field('2')),
        bytes(38, field('b'), field('1')),
        24, // Will Delay Interval
        four(30),
        2, // Message Expiry Interval
        four(60),
      ),
      field('w'), // Will Topic
      field('m'), // Will Payload
    ),
  );
});

test('a will’s response topic has no wildcards, and its texts are UTF-8 [MQTT-3.3.2-13, MQTT-3.3.2-14, MQTT-3.3.2-19, MQTT-1.5.7-1]', () => {
  for (const will of [
    { responseTopic: 'a/#' },
    { responseTopic: '+' },
    { responseTopic: '\ud800' },
    { contentType: 'a\0' },
    { userProperties: [['a', '\udc00']] as const },
    { userProperties: [['\0', 'a']] as const },
  ]) {
    const { client, network } = new Conversation5({ will });
    const login = { id: 'a', will: { topic: 'w', payload: '' } };
    throws(() => void client.connect(login));
    equal(network.sockets.length, 0);
  }
});

test('will QoS 3 is never sent [MQTT-3.1.2-12]', async () => {
  const { client, broker, pass } = conversationAnd();
  throws(() => void client.connect({ id: 'a', will: { topic: 'w', payload: '', qos: 3 } }), 'QoS');
  throws(() => void client.connect('a', 'w', 3, false, ''), 'QoS');
  await pass();
  deepEqual(broker.take(), bytes());
});

test('every connection of a session names the same client identifier [MQTT-3.1.3-2]', async () => {
  const conversation = new Conversation5();
  for (let i = 0; i < 3; i++) {
    await conversation.login(i > 0);
    const sent = conversation.broker.takePackets()[0];
    deepEqual(sent, connect(0, field('conformance')));
    await conversation.lose();
  }
});

test('with another client identifier a session begins that has nothing of the one before [MQTT-3.1.3-2]', async () => {
  const conversation = new Conversation5();
  const { broker, session } = conversation;
  await conversation.login(false, { id: 'one' });
  session.deliver('t', 'a', { qos: 1 });
  const released = session.deliver('t', 'b', { qos: 2 });
  await conversation.receive(V5_0.pubrec(3), V5_0.publish(QOS2, 't', 7, 'for one'));
  await conversation.lose();
  broker.takePackets();
  await conversation.login(false, { id: 'two' });
  const [login, ...rest] = broker.takePackets();
  equal(login![9], 0x02); // Connect Flags: Clean Start
  deepEqual(bytes(...rest), V5_0.publish(QOS1, 't', 2, 'a'), 'as a new message');
  equal(released.isSettled, true);
  await conversation.receive(V5_0.publish(QOS2, 't', 7, 'for two'));
  deepEqual(conversation.received, ['for one', 'for two']);
  await conversation.lose();
  broker.takePackets();
  equal(await conversation.login(true, { id: 'two' }), true, 'from now on it is known');
  deepEqual(broker.takePackets()[0]![9], 0x00);
});

test('an identifier that the server has assigned names the session from then on [MQTT-3.1.3-2, MQTT-3.2.2-16]', async () => {
  const conversation = new Conversation5();
  conversation.says(18, field('given')); // Assigned Client Identifier
  for (const id of ['', 'given', 'given']) {
    conversation.broker.judges = id !== ''; // the judge wants an id with a session, as in 3.1.1
    await conversation.login(id !== '', { id: '' });
    const [sent, ...more] = conversation.broker.takePackets();
    deepEqual(sent, connect(0, field(id)));
    equal(more.length, 0);
    await conversation.lose();
  }
});

function conversationAnd() {
  const conversation = new Conversation5();
  const { client, broker, network } = conversation;
  return { client, broker, network, pass: () => conversation.pass() };
}
