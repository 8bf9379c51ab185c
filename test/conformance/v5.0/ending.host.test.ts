/** DISCONNECT both ways, and AUTH: MQTT 5.0 clauses 3.14, 3.15 and 4.12. */

import type { Authentication } from '../../../firmware/mqtt/v5/options';
import { deepEqual, equal, fail } from '../../kit/assert';
import { bytes, field, type Part } from '../../kit/bytes';
import { test } from '../../kit/test';
import { packet, two } from '../kit/layout';
import { DISCONNECT, QOS0, QOS1 } from '../kit/version';
import { begun5, connack, Conversation5, four, properties } from './conversation';
import { V5_0 } from './version';

/** The least that a server can take. */
const SMALLEST = bytes(39, four(5)); // Maximum Packet Size

test('a goodbye says that all is well, or asks for the will, and nothing in words [MQTT-3.14.2-1, MQTT-3.14.2-3, MQTT-3.14.2-4]', async () => {
  for (const [options, expected] of [
    [{}, DISCONNECT],
    [{ withWill: true }, [0xe0, 1, 0x04]], // Disconnect with Will Message
  ] as const) {
    const { mqtt5, broker, socket } = await begun5([SMALLEST]);
    await mqtt5.disconnect(options);
    deepEqual(broker.take(), bytes(expected));
    equal(socket.closed, true);
  }
});

test('a violation is answered with its reason alone, which fits the smallest server, and nothing follows [MQTT-3.14.2-1, MQTT-3.14.2-3, MQTT-3.14.2-4, MQTT-3.14.4-1, MQTT-3.14.4-2, MQTT-4.13.2-1]', async () => {
  for (const [wrong, reason] of [
    [packet(0x36, field('t'), two(5), 0), 0x81], // QoS 3: Malformed Packet
    [V5_0.connack(false), 0x82], // Protocol Error
    [packet(QOS0, field('t'), properties(35, two(9))), 0x94], // Topic Alias invalid
  ] as const) {
    const conversation = await begun5([SMALLEST]);
    const { client, session, broker, socket } = conversation;
    await conversation.receive(wrong, V5_0.publish(QOS1, 't', 7, 'behind'));
    client.publish('t', 'late');
    session.deliver('t', 'late', { qos: 1 });
    await conversation.pass(100_000);
    deepEqual(broker.take(), bytes(0xe0, 1, reason));
    deepEqual(conversation.received, []);
    equal(socket.closed, true);
  }
});

test('a goodbye may set the session’s expiry, as a field of its own [MQTT-3.14.2-1]', async () => {
  const { mqtt5, broker } = await begun5([]);
  await mqtt5.disconnect({ sessionExpiryS: 60 });
  deepEqual(
    broker.take(),
    packet(
      0xe0, // DISCONNECT
      0x00, // Disconnect Reason Code
      properties(17, four(60)), // Session Expiry Interval
    ),
  );
});

/** The codes of a server's DISCONNECT, table 3-10. */
const GOODBYES: readonly number[] = [
  0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95, 0x96,
  0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2,
];

test('each goodbye of a server closes the connection, and nothing is said to it [MQTT-4.13.2-1]', async () => {
  for (const code of GOODBYES) {
    for (const goodbye of [packet(0xe0, code), packet(0xe0, code, properties(31, field('why')))]) {
      const conversation = await begun5([]);
      await conversation.receive(goodbye, V5_0.publish(QOS1, 't', 7, 'behind'));
      equal(conversation.socket.closed, true);
      deepEqual(conversation.broker.take(), bytes());
      deepEqual(conversation.received, []);
      equal(conversation.client.state(), code === 0 ? -1 : code);
    }
  }
});

// ---- AUTH

const CONTINUE = 0x18;
const AGAIN = 0x19;

/** An AUTH with its method and data, and nothing in words. */
function auth(reason: number, data: Part, method = 'SCRAM'): Uint8Array {
  return packet(
    0xf0, // AUTH
    reason, // Authenticate Reason Code
    properties(
      21, // Authentication Method
      field(method),
      22, // Authentication Data
      field(data),
    ),
  );
}

/** A CONNACK that names the method. */
const ACCEPTED = connack(0, 0, 21, field('SCRAM'));

const echo: Authentication = {
  method: 'SCRAM',
  data: () => bytes('first'),
  respond: (data) => bytes('to ', data),
};

/** A conversation whose CONNECT has gone out; the server says nothing by itself. */
async function asking(
  authentication?: Authentication,
  onFault = (error: unknown): void => fail(String(error)),
): Promise<Conversation5> {
  const conversation = new Conversation5(authentication ? { authentication } : {}, {
    pipelined: true,
  });
  const { client, network, broker } = conversation;
  client.setClient({ ...network.client, onFault });
  broker.connack = undefined;
  void conversation.login();
  await conversation.pass();
  return conversation;
}

async function authenticated(
  authentication = echo,
  onFault?: (error: unknown) => void,
): Promise<Conversation5> {
  const conversation = await asking(authentication, onFault);
  await conversation.receive(ACCEPTED);
  equal(conversation.client.connected(), true);
  conversation.broker.takePackets();
  return conversation;
}

test('with a method nothing but AUTH goes between CONNECT and CONNACK, whatever a program wants to send [MQTT-3.1.2-30]', async () => {
  const conversation = new Conversation5({ authentication: echo }, { pipelined: true });
  const { client, session, broker } = conversation;
  broker.connack = undefined;
  session.deliver('t', 'a', { qos: 1 });
  void session.subscribe('t', 1);
  void conversation.login();
  await conversation.pass();
  client.publish('t', 'b');
  client.subscribe('t');
  session.deliver('t', 'c', { qos: 1 });
  session.unsubscribe('u');
  await conversation.receive(auth(CONTINUE, 'one'), auth(CONTINUE, 'two'));
  const [login, ...rest] = broker.takePackets();
  equal(login![0], 0x10); // CONNECT
  deepEqual(bytes(...rest), bytes(auth(CONTINUE, 'to one'), auth(CONTINUE, 'to two')));
  await conversation.receive(ACCEPTED);
  equal(broker.takePackets().length, 3); // SUBSCRIBE and both messages
});

test('without a method what waits does follow the CONNECT at once', async () => {
  const conversation = new Conversation5({}, { pipelined: true });
  conversation.broker.connack = undefined;
  conversation.session.deliver('t', 'a', { qos: 1 });
  void conversation.login();
  await conversation.pass();
  equal(conversation.broker.takePackets().length, 2);
});

test('every AUTH has flags 0000, one of its reason codes, and the method of the CONNECT [MQTT-3.15.1-1, MQTT-3.15.2-1, MQTT-4.12.0-3, MQTT-4.12.0-5, MQTT-4.12.1-1]', async () => {
  const conversation = await asking(echo);
  const [login] = conversation.broker.takePackets();
  const named = bytes(21, field('SCRAM'), 22, field('first')); // Authentication Method and Data
  equal(hex(login!).includes(hex(named)), true);
  await conversation.receive(auth(CONTINUE, 'one'));
  deepEqual(conversation.broker.take(), auth(CONTINUE, 'to one'));
  await conversation.receive(ACCEPTED);
  for (let time = 0; time < 2; time++) {
    equal(conversation.mqtt5.authenticateAgain(), true);
    deepEqual(conversation.broker.take(), auth(AGAIN, 'first'));
    await conversation.receive(auth(CONTINUE, 'two'));
    deepEqual(conversation.broker.take(), auth(CONTINUE, 'to two'));
    await conversation.receive(auth(0, ''));
  }
  equal(conversation.client.connected(), true);
});

test('an AUTH has neither a reason nor anything else in words, and does not go where it is too large [MQTT-3.15.2-2, MQTT-3.15.2-3, MQTT-3.2.2-15]', async () => {
  const { length } = auth(AGAIN, 'first');
  for (const [most, expected] of [
    [length, auth(AGAIN, 'first')],
    [length - 1, bytes()],
  ] as const) {
    const conversation = await asking(echo);
    await conversation.receive(connack(0, 0, 21, field('SCRAM'), 39, four(most)));
    conversation.broker.takePackets();
    equal(conversation.mqtt5.authenticateAgain(), most === length);
    deepEqual(conversation.broker.take(), expected);
  }
});

test('a client without a method sends no AUTH, and ends a connection on which one comes [MQTT-4.12.0-7, MQTT-4.12.0-6]', async () => {
  const conversation = await begun5([]);
  equal(conversation.mqtt5.authenticateAgain(), false);
  deepEqual(conversation.broker.take(), bytes());
  await conversation.receive(auth(CONTINUE, 'x'));
  deepEqual(conversation.broker.take(), bytes(0xe0, 1, 0x82)); // Protocol Error
  equal(conversation.socket.closed, true);
  const early = await asking();
  await early.receive(auth(CONTINUE, 'x'));
  equal(early.client.connected(), false);
  equal(early.broker.takePackets().length, 1); // CONNECT
});

test('an AUTH with another method, or with none, ends the connection [MQTT-4.12.0-5]', async () => {
  for (const wrong of [
    auth(CONTINUE, 'x', 'PLAIN'),
    packet(0xf0, CONTINUE, properties(22, field('x'))),
    packet(0xf0, CONTINUE, properties()),
    packet(0xf0, CONTINUE),
  ]) {
    const before = await asking(echo);
    before.broker.takePackets();
    await before.receive(wrong);
    equal(before.socket.closed, true);
    deepEqual(before.broker.take(), bytes());
    const again = await authenticated();
    again.mqtt5.authenticateAgain();
    again.broker.takePackets();
    await again.receive(wrong);
    equal(again.socket.closed, true);
    deepEqual(again.broker.take(), bytes(0xe0, 1, 0x82)); // Protocol Error
  }
});

test('authenticating again that the client cannot go on with is told to the server, and closes [MQTT-4.12.1-2]', async () => {
  const faults: unknown[] = [];
  const respond = (): Uint8Array => {
    throw new Error('no key');
  };
  const conversation = await authenticated({ ...echo, respond }, (error) => faults.push(error));
  conversation.mqtt5.authenticateAgain();
  conversation.broker.takePackets();
  await conversation.receive(auth(CONTINUE, 'x'));
  deepEqual(conversation.broker.take(), bytes(0xe0, 1, 0x80)); // Unspecified error
  equal(conversation.socket.closed, true);
  equal(faults.length, 1);
});

test('authenticating again that the server refuses closes [MQTT-4.12.1-2]', async () => {
  const conversation = await authenticated();
  conversation.mqtt5.authenticateAgain();
  conversation.broker.takePackets();
  await conversation.receive(packet(0xe0, 0x87)); // DISCONNECT: Not authorized
  deepEqual(conversation.broker.take(), bytes());
  equal(conversation.socket.closed, true);
});

function hex(from: Uint8Array): string {
  return Array.from(from, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
