/** CONNACK and DISCONNECT from the server, MQTT 5.0 clauses 3.2 and 3.14. */

import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import {
  connack5,
  connected5,
  Fixture5,
  four,
  NEW5,
  packet,
  properties,
  publish5,
  two,
} from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

const PINGREQ = bytes(0xc0, 0);

test('what a CONNACK says of the server is known, and holds', async () => {
  const fixture = new Fixture5();
  const said = connack5(
    0, // Connect Acknowledge Flags
    0, // Connect Reason Code
    [37, 0], // Retain Available
    bytes(39, four(40)), // Maximum Packet Size
    bytes(34, two(1)), // Topic Alias Maximum
    bytes(31, field('welcome')), // Reason String
  );
  equal(await fixture.login(said), true);
  const { client, mqtt5, socket } = fixture;
  equal(mqtt5.server.retainAvailable, false);
  equal(mqtt5.server.maximumPacketSize, 40);
  equal(mqtt5.reasonString, 'welcome');
  equal(client.publish('home/a', 'x'.repeat(40)), false);
  equal(client.failure(), 'too long');
  for (const payload of ['1', '2']) equal(client.publish('home/a', payload, true), true);
  deepEqual(
    socket.take(),
    bytes(
      publish5(0x30, 'home/a', 0, '1', 35, two(1)), // without RETAIN, with the alias
      publish5(0x30, '', 0, '2', 35, two(1)),
    ),
  );
});

test('what one connection was told does not hold for the next', async () => {
  const fixture = await connected5({}, connack5(0, 0, [37, 0], bytes(34, two(1))));
  await fixture.lose();
  await fixture.login(NEW5);
  equal(fixture.mqtt5.server.retainAvailable, true);
  equal(fixture.client.publish('home/a', 'x', true), true);
  deepEqual(fixture.socket.take(), publish5(0x31, 'home/a', 0, 'x'));
});

test("the server's keep-alive takes the place of the client's [MQTT-3.1.2-21, MQTT-3.2.2-21]", async () => {
  const fixture = await connected5({}, connack5(0, 0, 19, two(3)));
  await fixture.pass(2_999);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1);
  deepEqual(fixture.socket.take(), PINGREQ);
  await fixture.lose();
  await fixture.login(NEW5);
  await fixture.pass(14_999);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1);
  deepEqual(fixture.socket.take(), PINGREQ, 'the own one, when none is said');
});

test('a server keep-alive of 0 switches pings off', async () => {
  const fixture = await connected5({}, connack5(0, 0, 19, two(0)));
  await fixture.pass(100_000);
  deepEqual(fixture.socket.take(), bytes());
  equal(fixture.client.connected(), true);
});

test('a refusal has its code, and what the server says of it', async () => {
  const fixture = new Fixture5();
  const refusal = connack5(0, 0x9d, 31, field('moved'), 28, field('other:1883'));
  equal(await fixture.login(refusal), false);
  equal(fixture.client.failure(), 'refused');
  equal(fixture.client.state(), 0x9d);
  equal(fixture.mqtt5.reasonString, 'moved');
  equal(fixture.mqtt5.serverReference, 'other:1883');
  equal(fixture.socket.closed, true);
});

test('what was said at one refusal is not said of the next failure', async () => {
  const fixture = new Fixture5();
  await fixture.login(connack5(0, 0x97, 31, field('quota')));
  equal(fixture.mqtt5.reasonString, 'quota');
  fixture.network.accepts = false;
  const connecting = fixture.client.connect('a');
  await fixture.pass(20_000);
  equal(await connecting, false);
  equal(fixture.client.failure(), 'unreachable');
  equal(fixture.mqtt5.reasonString, undefined);
});

const WRONG: readonly (readonly [string, Uint8Array, string])[] = [
  ['reserved flags [MQTT-3.2.2-1]', connack5(2, 0), 'reserved flags'],
  ['a reason code that it has not [MQTT-3.2.2-8]', connack5(0, 0x8e), 'reason code'],
  ['a session with a refusal [MQTT-3.2.2-6]', connack5(1, 0x87), 'session present'],
  ['no properties', packet(0x20, 0, 0), 'property length'],
  ['properties beyond it', packet(0x20, 0, 0, 5), 'property length'],
  ['bytes behind its properties', packet(0x20, 0, 0, 0, 0), 'property length'],
  ['a property of PUBLISH', connack5(0, 0, 1, 1), 'property'],
  ['a property twice', connack5(0, 0, 36, 1, 36, 1), 'property twice'],
  ['Receive Maximum 0', connack5(0, 0, 33, two(0)), 'property value'],
  ['bad UTF-8', connack5(0, 0, 31, field(0xff)), 'UTF-8'],
  ['one byte', packet(0x20, 0), 'wrong length'],
  [
    'a method that nobody asked for [MQTT-4.12.0-6]',
    connack5(0, 0, 21, field('x')),
    'authentication method',
  ],
  ['flags in its first byte', bytes(0x21, 3, 0, 0, 0), 'reserved flags'],
];

for (const [what, connack, failure] of WRONG) {
  test(`a CONNACK with ${what} is no connection, and nothing is said to that`, async () => {
    const fixture = new Fixture5({ mqtt5: { fallBack: false } });
    const connecting = fixture.client.connect('client_test1');
    await fixture.pass();
    fixture.socket.take();
    await fixture.receive(connack);
    equal(await connecting, false);
    equal(fixture.client.failure(), `malformed: ${failure}`);
    deepEqual(fixture.socket.take(), bytes());
    equal(fixture.network.sockets.length, 1);
  });
}

test('nothing comes before the CONNACK [MQTT-3.2.0-1, MQTT-3.14.0-1]', async () => {
  for (const early of [publish5(0x30, 'a', 0, ''), packet(0xe0), packet(0xd0)]) {
    const fixture = new Fixture5();
    equal(await fixture.login(early), false);
    equal(fixture.client.failure(), 'malformed: not a CONNACK');
    deepEqual(fixture.messages, []);
  }
});

test("a server's goodbye is told with its code, and what it says", async () => {
  const fixture = await connected5();
  await fixture.receive(packet(0xe0, 0x9c, properties(31, field('full'), 28, field('b'))));
  deepEqual(fixture.closes, [[0x9c, 'closed by server']]);
  equal(fixture.client.state(), 0x9c);
  equal(fixture.client.failure(), 'closed by server');
  equal(fixture.mqtt5.reasonString, 'full');
  equal(fixture.mqtt5.serverReference, 'b');
  deepEqual(fixture.socket.take(), bytes());
  equal(fixture.socket.closed, true);
});

test('a goodbye with a code alone, and one without, are goodbyes', async () => {
  for (const [goodbye, state] of [
    [packet(0xe0, 0x8b), 0x8b],
    [packet(0xe0), -1],
    [packet(0xe0, 0), -1],
    [packet(0xe0, 0x8d, 0), 0x8d],
  ] as const) {
    const fixture = await connected5();
    await fixture.receive(goodbye);
    deepEqual(fixture.closes, [[state, 'closed by server']]);
  }
});

test('what follows a goodbye in the same piece is not handled', async () => {
  const fixture = await connected5();
  await fixture.receive(packet(0xe0, 0x8b), publish5(0x30, 'a', 0, 'late'));
  deepEqual(fixture.messages, []);
  equal(fixture.closes.length, 1);
});

test('a message behind the CONNACK in the same piece is heard', async () => {
  const fixture = await connected5({}, bytes(NEW5, publish5(0x30, 'a', 0, 'early')));
  equal(fixture.messages.length, 1);
});
