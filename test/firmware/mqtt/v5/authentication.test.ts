/** Enhanced authentication, MQTT 5.0 clause 4.12. */

import type { Authentication } from '../../../../firmware/mqtt/v5/options';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field, type Part } from '../../../kit/bytes';
import { connack5, Fixture5, NEW5, packet, properties, publish5 } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

const METHOD = field('SCRAM');

/** An AUTH: its reason, the method, and data. */
function auth(reason: number, data: string, method: Part = METHOD): Uint8Array {
  return packet(0xf0, reason, properties(21, method, 22, field(data)));
}

/** The server accepts, and names the method [MQTT-4.12.0-5]. */
const ACCEPTED = connack5(0, 0, 21, METHOD);

const echo: Authentication = {
  method: 'SCRAM',
  data: () => bytes('first'),
  respond: (data) => bytes('answer to ', data),
};

async function asking(authentication: Authentication): Promise<{
  fixture: Fixture5;
  connecting: Promise<boolean>;
}> {
  const fixture = new Fixture5({ mqtt5: { authentication }, session: {} });
  const connecting = fixture.client.connect({ id: 'client_test1', cleanSession: false });
  await fixture.pass();
  fixture.socket.take();
  return { fixture, connecting };
}

async function authenticated(authentication = echo): Promise<Fixture5> {
  const { fixture, connecting } = await asking(authentication);
  await fixture.receive(ACCEPTED);
  equal(await connecting, true);
  fixture.socket.take();
  return fixture;
}

test('a conversation before the CONNACK: each question gets its answer [MQTT-4.12.0-3]', async () => {
  const { fixture, connecting } = await asking(echo);
  await fixture.receive(auth(0x18, 'one'));
  deepEqual(
    fixture.socket.take(),
    packet(
      0xf0, // AUTH
      0x18, // Authenticate Reason Code: Continue authentication
      properties(
        21, // Authentication Method
        field('SCRAM'),
        22, // Authentication Data
        field('answer to one'),
      ),
    ),
  );
  await fixture.receive(auth(0x18, 'two'));
  deepEqual(fixture.socket.take(), auth(0x18, 'answer to two'));
  await fixture.receive(ACCEPTED);
  equal(await connecting, true);
});

test('a question without data is one of no bytes', async () => {
  const { fixture } = await asking(echo);
  await fixture.receive(packet(0xf0, 0x18, properties(21, METHOD)));
  deepEqual(fixture.socket.take(), auth(0x18, 'answer to '));
});

test('an answer may take its time', async () => {
  let settle: (data: Uint8Array) => void = () => undefined;
  const respond = (): Promise<Uint8Array> => new Promise((resolve) => (settle = resolve));
  const { fixture, connecting } = await asking({ method: 'SCRAM', respond });
  await fixture.receive(auth(0x18, 'one'));
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1_000);
  settle(bytes('late'));
  await fixture.pass();
  deepEqual(fixture.socket.take(), auth(0x18, 'late'));
  await fixture.receive(ACCEPTED);
  equal(await connecting, true);
});

test('an answer that comes when its connection is over is not sent on the next one', async () => {
  let settle: (data: Uint8Array) => void = () => undefined;
  const respond = (): Promise<Uint8Array> => new Promise((resolve) => (settle = resolve));
  const { fixture } = await asking({ method: 'SCRAM', respond });
  await fixture.receive(auth(0x18, 'one'));
  await fixture.lose();
  settle(bytes('late'));
  await fixture.pass();
  equal(await fixture.login(ACCEPTED), true);
  deepEqual(fixture.socket.take(), bytes());
});

test('a failure that comes when the connection is over changes nothing about how it ended', async () => {
  let reject: (error: Error) => void = () => undefined;
  const respond = (): Promise<Uint8Array> => new Promise((_, no) => (reject = no));
  const { fixture, connecting } = await asking({ method: 'SCRAM', respond });
  await fixture.receive(auth(0x18, 'one'));
  await fixture.lose();
  equal(await connecting, false);
  reject(new Error('no key'));
  await fixture.pass();
  equal(fixture.client.failure(), 'connection lost');
  equal(fixture.faults.length, 1);
});

const FAILING: readonly (readonly [string, Authentication['respond']])[] = [
  [
    'throws',
    () => {
      throw new Error('no key');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no key'))],
  ['returns nothing', () => undefined as never],
  ['promises something that is no bytes', () => Promise.resolve(7 as never)],
  ['returns more than a property holds', () => new Uint8Array(0x10000)],
  ['promises more than a property holds', () => Promise.resolve(new Uint8Array(0x10000))],
  ['returns more than the buffer holds', () => new Uint8Array(1_000)],
];

for (const [what, respond] of FAILING) {
  test(`a respond that ${what} ends the connection, and its error is reported`, async () => {
    const { fixture, connecting } = await asking({ method: 'SCRAM', respond });
    await fixture.receive(auth(0x18, 'one'));
    equal(await connecting, false);
    equal(fixture.client.failure(), 'authentication failed');
    equal(fixture.client.state(), -2); // MQTT_CONNECT_FAILED
    equal(fixture.faults.length, 1);
    deepEqual(fixture.socket.take(), bytes());
  });
}

test('a conversation is not repeated with MQTT 3.1.1', async () => {
  const { fixture, connecting } = await asking(echo);
  await fixture.receive(connack5(0, 0x84));
  equal(await connecting, false);
  equal(fixture.client.state(), 0x84);
  equal(fixture.network.sockets.length, 1);
});

const WRONG: readonly (readonly [string, Uint8Array, string])[] = [
  ['another method [MQTT-4.12.0-5]', auth(0x18, 'x', field('PLAIN')), 'authentication method'],
  ['no method', packet(0xf0, 0x18, properties(22, field('x'))), 'authentication method'],
  ['a reason code that a server has not [MQTT-3.15.2-1]', auth(0x19, 'x'), 'reason code'],
  ['success in place of a CONNACK', auth(0, 'x'), 'unexpected packet'],
  ['a property of CONNACK', packet(0xf0, 0x18, properties(36, 1)), 'property'],
  ['a CONNACK without the method [MQTT-4.12.0-5]', NEW5, 'authentication method'],
  ['a CONNACK with another method', connack5(0, 0, 21, field('PLAIN')), 'authentication method'],
];

for (const [what, answer, failure] of WRONG) {
  test(`before the CONNACK: ${what} ends it`, async () => {
    const { fixture, connecting } = await asking(echo);
    await fixture.receive(answer);
    equal(await connecting, false);
    equal(fixture.client.failure(), `malformed: ${failure}`);
    deepEqual(fixture.socket.take(), bytes());
  });
}

test('a refusal need not name the method', async () => {
  const { fixture, connecting } = await asking(echo);
  await fixture.receive(connack5(0, 0x8c));
  equal(await connecting, false);
  equal(fixture.client.state(), 0x8c);
});

test('the client may authenticate again, one time after the other [MQTT-4.12.1-1]', async () => {
  const fixture = await authenticated();
  const { mqtt5, socket } = fixture;
  for (let time = 0; time < 2; time++) {
    equal(mqtt5.authenticateAgain(), true);
    equal(mqtt5.authenticateAgain(), false, 'while it is under way');
    deepEqual(socket.take(), auth(0x19, 'first'));
    await fixture.receive(auth(0x18, 'more'), publish5(0x30, 'a', 0, 'meanwhile'));
    deepEqual(socket.take(), auth(0x18, 'answer to more'));
    await fixture.receive(auth(0, ''));
  }
  equal(fixture.messages.length, 2);
  equal(fixture.client.connected(), true);
});

test('it does not authenticate again without a connection, or without a method [MQTT-4.12.0-7]', async () => {
  equal(new Fixture5({ mqtt5: { authentication: echo } }).mqtt5.authenticateAgain(), false);
  const fixture = new Fixture5();
  await fixture.login(NEW5);
  equal(fixture.mqtt5.authenticateAgain(), false);
  deepEqual(fixture.socket.take(), bytes());
});

test('a question, and a success, that nobody has asked for end the connection', async () => {
  for (const unasked of [auth(0x18, 'x'), auth(0, 'x')]) {
    const fixture = await authenticated();
    await fixture.receive(unasked);
    equal(fixture.client.failure(), 'malformed: unexpected packet');
    deepEqual(fixture.socket.take(), bytes(0xe0, 1, 0x82));
  }
});

test('behind a DISCONNECT no answer follows [MQTT-3.14.4-1]', async () => {
  let settle: (data: Uint8Array) => void = () => undefined;
  const respond = (): Promise<Uint8Array> => new Promise((resolve) => (settle = resolve));
  const fixture = new Fixture5({ mqtt5: { authentication: { method: 'SCRAM', respond } } });
  fixture.network.window = 200;
  equal(await fixture.login(ACCEPTED), true);
  equal(fixture.mqtt5.authenticateAgain(), true);
  await fixture.receive(auth(0x18, 'x'));
  // The window is used up: the DISCONNECT has to wait.
  while (fixture.client.publish('t', 'x'.repeat(20)));
  const goodbye = fixture.client.disconnect();
  settle(bytes('late'));
  await fixture.pass();
  fixture.socket.open(1_000);
  await fixture.pass();
  await goodbye;
  deepEqual(fixture.socket.take().slice(-2), bytes(0xe0, 0));
});
