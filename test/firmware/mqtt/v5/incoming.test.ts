/** What the server sends in MQTT 5.0 on a connection: messages, aliases, limits, and what is wrong. */

import { readProperties } from '../../../../firmware/mqtt/v5/properties';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field, text } from '../../../kit/bytes';
import {
  ack5,
  connected5,
  disconnect5,
  type Fixture5,
  four,
  NEW5,
  packet,
  properties,
  PUBACK,
  PUBCOMP,
  publish5,
  PUBREC,
  PUBREL,
  two,
} from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

function heard({ messages }: Fixture5): string[] {
  return messages.map(({ topic, payload }) => `${topic}: ${text(payload)}`);
}

const alias = (number: number): Uint8Array => bytes(35, two(number));

test('messages of every QoS come to the callback, with their properties, and are acknowledged', async () => {
  const fixture = await connected5({ session: {} });
  const seen: (string | undefined)[] = [];
  fixture.client.setCallback(() => {
    seen.push(fixture.mqtt5.properties.contentType);
  });
  await fixture.receive(
    publish5(0x30, 'a', 0, 'x', 3, field('zero')),
    publish5(0x32, 'a', 7, 'x', 3, field('one')),
    publish5(0x34, 'a', 8, 'x', 3, field('two')),
    publish5(0x30, 'a', 0, 'x'),
  );
  deepEqual(seen, ['zero', 'one', 'two', undefined]);
  deepEqual(fixture.socket.take(), bytes(ack5(PUBACK, 7), ack5(PUBREC, 8)));
  deepEqual(fixture.mqtt5.properties, { userProperties: [], subscriptionIdentifiers: [] });
});

test('a handler of the session gets the properties as they stand on the wire', async () => {
  const fixture = await connected5({ session: {} });
  const seen: unknown[] = [];
  fixture.session.setHandler(({ properties: all }) => {
    seen.push(readProperties(all));
  });
  await fixture.receive(publish5(0x32, 'a', 7, 'x', 2, four(9), 11, 5, 38, field('a'), field('b')));
  deepEqual(seen, [{ expiryS: 9, subscriptionIdentifiers: [5], userProperties: [['a', 'b']] }]);
});

test('a handler that is asynchronous gets a copy of them', async () => {
  const fixture = await connected5({ session: {} });
  const seen: (string | undefined)[] = [];
  fixture.session.setHandler(
    async ({ properties: all }) => {
      await Promise.resolve();
      seen.push(readProperties(all).contentType);
    },
    { asynchronous: true },
  );
  await fixture.receive(publish5(0x32, 'a', 7, 'x', 3, field('kept')));
  await fixture.receive(publish5(0x30, 'a', 0, 'y'));
  deepEqual(seen, ['kept']);
});

test('without a session QoS 1 is acknowledged all the same', async () => {
  const fixture = await connected5();
  await fixture.receive(publish5(0x32, 'a', 7, 'x'));
  deepEqual(fixture.socket.take(), ack5(PUBACK, 7));
});

test('an alias stands for its topic from the message on that brings both [MQTT-3.3.2-10]', async () => {
  const fixture = await connected5();
  await fixture.receive(
    publish5(0x30, 'a', 0, '1', alias(8)),
    publish5(0x30, '', 0, '2', alias(8)),
    publish5(0x30, 'b', 0, '3', alias(8)),
    publish5(0x30, '', 0, '4', alias(8)),
  );
  deepEqual(heard(fixture), ['a: 1', 'a: 2', 'b: 3', 'b: 4']);
});

/** The connection has ended for this, and the server was told so. */
function endedBy({ client, socket, closes }: Fixture5, what: string, reason: number): void {
  equal(client.failure(), `malformed: ${what}`);
  deepEqual(socket.take(), disconnect5(reason));
  equal(socket.closed, true);
  deepEqual(closes, [[-1, `malformed: ${what}`]]);
}

test('aliases do not outlast the connection [MQTT-3.3.2-7]', async () => {
  const fixture = await connected5();
  await fixture.receive(publish5(0x30, 'a', 0, '1', alias(1)));
  await fixture.lose();
  await fixture.login(NEW5);
  fixture.closes.length = 0;
  await fixture.receive(publish5(0x30, '', 0, '2', alias(1)));
  endedBy(fixture, 'unknown topic alias', 0x82);
});

test('an alias above the maximum that was said closes the connection [MQTT-3.3.2-11]', async () => {
  for (const topicAliasMaximum of [0, 3]) {
    const fixture = await connected5({ mqtt5: { topicAliasMaximum } });
    await fixture.receive(publish5(0x30, 'a', 0, '1', alias(topicAliasMaximum + 1)));
    endedBy(fixture, 'topic alias', 0x94);
    deepEqual(fixture.messages, []);
  }
});

test('more messages under way than the receive maximum close the connection [MQTT-3.3.4-9]', async () => {
  const fixture = await connected5({ mqtt5: { receiveMaximum: 2 }, session: {} });
  fixture.session.setHandler(() => new Promise(() => undefined), { asynchronous: true });
  await fixture.receive(publish5(0x32, 'a', 1, ''), publish5(0x34, 'a', 2, ''));
  await fixture.receive(publish5(0x30, 'a', 0, ''));
  equal(fixture.client.connected(), true);
  await fixture.receive(publish5(0x32, 'a', 3, ''));
  endedBy(fixture, 'receive maximum', 0x93);
});

test('what is acknowledged to the end does not count to the receive maximum', async () => {
  const fixture = await connected5({ mqtt5: { receiveMaximum: 1 }, session: {} });
  for (let id = 1; id < 20; id++) {
    await fixture.receive(publish5(0x32, 'a', id, ''));
    await fixture.receive(publish5(0x34, 'a', id, ''));
    await fixture.receive(ack5(PUBREL, id));
  }
  equal(fixture.client.connected(), true);
  await fixture.receive(publish5(0x34, 'a', 1, ''));
  await fixture.receive(publish5(0x34, 'a', 2, '')); // the first one is not released yet
  equal(fixture.client.failure(), 'malformed: receive maximum');
});

test('with a new connection the receive maximum counts anew', async () => {
  const fixture = await connected5({ mqtt5: { receiveMaximum: 1 }, session: {} });
  await fixture.receive(publish5(0x34, 'a', 1, ''));
  await fixture.lose();
  await fixture.login(packet(0x20, 1, 0, 0));
  await fixture.receive(publish5(0x3c, 'a', 1, ''));
  equal(fixture.client.connected(), true);
});

const WRONG: readonly (readonly [string, Uint8Array, string, number])[] = [
  ['PUBREL with flags 0000 [MQTT-3.6.1-1]', packet(0x60, two(1)), 'reserved flags', 0x81],
  ['PUBACK with flags', packet(0x41, two(1)), 'reserved flags', 0x81],
  ['PUBLISH at QoS 3 [MQTT-3.3.1-4]', packet(0x36, field('a'), two(1), 0), 'QoS 3', 0x81],
  ['DUP at QoS 0 [MQTT-3.3.1-2]', packet(0x38, field('a'), 0), 'DUP at QoS 0', 0x81],
  ['a PUBLISH without properties', packet(0x30, field('a')), 'wrong length', 0x81],
  ['a PUBLISH without an identifier', packet(0x32, field('abc')), 'wrong length', 0x81],
  ['a topic beyond the packet', packet(0x30, two(9), 'abc', 0), 'wrong length', 0x81],
  ['identifier 0 [MQTT-2.2.1-4]', publish5(0x32, 'a', 0, ''), 'packet identifier 0', 0x81],
  ['no topic and no alias', publish5(0x30, '', 0, 'x'), 'empty topic', 0x82],
  ['a wildcard [MQTT-3.3.2-2]', publish5(0x30, 'a/#', 0, 'x'), 'wildcard in topic', 0x81],
  ['bad UTF-8 [MQTT-3.3.2-1]', packet(0x30, field(0xff), 0), 'UTF-8', 0x81],
  ['an unknown property', publish5(0x30, 'a', 0, '', 99, 0), 'property', 0x81],
  ['a property of CONNACK', publish5(0x30, 'a', 0, '', 33, two(1)), 'property', 0x81],
  ['a property twice', publish5(0x30, 'a', 0, '', 1, 0, 1, 0), 'property twice', 0x82],
  ['an alias twice', publish5(0x30, 'a', 0, '', alias(1), alias(1)), 'property twice', 0x82],
  ['alias 0 [MQTT-3.3.2-8]', publish5(0x30, 'a', 0, '', alias(0)), 'property value', 0x82],
  ['properties beyond the packet', packet(0x30, field('a'), 5, 1), 'property length', 0x81],
  ['a property that is cut', publish5(0x30, 'a', 0, '', 2, 0), 'property length', 0x81],
  ['PUBACK of identifier 0', ack5(PUBACK, 0), 'packet identifier 0', 0x81],
  ['PUBACK of one byte', packet(PUBACK, 1), 'wrong length', 0x81],
  ['a reason that PUBACK has not [MQTT-3.4.2-1]', ack5(PUBACK, 1, 0x92), 'reason code', 0x81],
  ['a reason that PUBREC has not [MQTT-3.5.2-1]', ack5(PUBREC, 1, 0x92), 'reason code', 0x81],
  ['a reason that PUBREL has not [MQTT-3.6.2-1]', ack5(PUBREL, 1, 0x80), 'reason code', 0x81],
  ['a reason that PUBCOMP has not [MQTT-3.7.2-1]', ack5(PUBCOMP, 1, 0x80), 'reason code', 0x81],
  [
    'bytes behind the properties of PUBACK',
    packet(PUBACK, two(1), 0, 0, 0),
    'property length',
    0x81,
  ],
  ['an unfinished length in PUBACK', packet(PUBACK, two(1), 0, 0x80), 'property length', 0x81],
  ['a SUBACK without a code', packet(0x90, two(1), 0), 'wrong length', 0x81],
  ['two codes for one filter [MQTT-3.8.4-6]', packet(0x90, two(1), 0, 0, 0), 'wrong length', 0x81],
  ['a SUBACK of identifier 0', packet(0x90, two(0), 0, 0), 'packet identifier 0', 0x81],
  ['SUBACK 0x11 [MQTT-3.9.3-2]', packet(0x90, two(1), 0, 0x11), 'reason code', 0x81],
  ['UNSUBACK 0x97 [MQTT-3.11.3-2]', packet(0xb0, two(1), 0, 0x97), 'reason code', 0x81],
  ['properties of SUBACK beyond it', packet(0x90, two(1), 9, 0), 'wrong length', 0x81],
  ['a wrong property in SUBACK', packet(0x90, two(1), properties(1, 1), 0), 'property', 0x81],
  ['a second CONNACK [MQTT-3.2.0-2]', NEW5, 'unexpected packet', 0x82],
  ['a SUBSCRIBE', packet(0x80, two(1), 0, field('a'), 0), 'unexpected packet', 0x82],
  ['packet type 0', packet(0x00), 'unexpected packet', 0x82],
  ['a PINGRESP with a body', packet(0xd0, 1), 'wrong length', 0x81],
  ['AUTH that was not asked for [MQTT-4.12.0-6]', packet(0xf0), 'unexpected packet', 0x82],
  ['AUTH with flags [MQTT-3.15.1-1]', packet(0xf1), 'reserved flags', 0x81],
  ['DISCONNECT with flags [MQTT-3.14.1-1]', packet(0xe1), 'reserved flags', 0x81],
  ['DISCONNECT with a client’s reason', packet(0xe0, 0x04), 'reason code', 0x81],
  [
    'DISCONNECT with an expiry [MQTT-3.14.2-2]',
    packet(0xe0, 0, properties(17, four(1))),
    'property',
    0x81,
  ],
  ['a fifth byte of length', bytes(0x30, 0xff, 0xff, 0xff, 0xff, 1), 'remaining length', 0x81],
];

for (const [what, wrong, failure, reason] of WRONG) {
  test(`${what}: the server is told 0x${reason.toString(16)}, and the connection closed [MQTT-4.13.1-1]`, async () => {
    const fixture = await connected5({ session: {} });
    await fixture.receive(wrong);
    endedBy(fixture, failure, reason);
    deepEqual(fixture.messages, []);
  });
}

test('acknowledgements with reason and properties are taken, whomever they are for', async () => {
  const fixture = await connected5({ session: {} });
  const said = properties(31, field('why'), 38, field('a'), field('b'));
  for (const first of [PUBACK, PUBREC, PUBREL, PUBCOMP]) {
    await fixture.receive(packet(first, two(9), first < 0x60 ? 0x10 : 0x92, said));
    await fixture.receive(packet(first, two(9), 0));
  }
  await fixture.receive(packet(0x90, two(9), said, 0x87), packet(0xb0, two(9), said, 0x11));
  await fixture.receive(packet(0xd0)); // PINGRESP
  equal(fixture.client.failure(), undefined);
});

test('without a session an answer to nothing closes the connection', async () => {
  const fixture = await connected5();
  await fixture.receive(packet(0x90, two(9), 0, 0));
  endedBy(fixture, 'unknown packet identifier', 0x82);
});
