/** What each form of `connect` writes. */

import { MQTT_CONNECTED, MQTT_VERSION_3_1 } from '../../../firmware/mqtt/constants';
import type { ConnectOptions } from '../../../firmware/mqtt/connect-options';
import type { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { ClientFixture, CONNACK, connectPacket, ID } from '../../kit/client';
import { test } from '../../kit/test';

/** What `connect` writes; the server then accepts. */
async function written(connect: (client: PubSubClient) => Promise<boolean>): Promise<Uint8Array> {
  const fixture = new ClientFixture();
  const connecting = connect(fixture.client);
  await fixture.pass();
  const packet = fixture.socket.take();
  fixture.socket.send(CONNACK);
  await fixture.pass();
  equal(await connecting, true);
  equal(fixture.client.state(), MQTT_CONNECTED);
  return packet;
}

const FORMS: readonly (readonly [
  string,
  (client: PubSubClient) => Promise<boolean>,
  Uint8Array,
])[] = [
  ['id', (client) => client.connect('client_test1'), connectPacket(0x02, ID)],
  [
    'user and password',
    (client) => client.connect('client_test1', 'user', 'pass'),
    connectPacket(0xc2, ID, field('user'), field('pass')),
  ],
  [
    'user and no password',
    (client) => client.connect('client_test1', 'user', null),
    connectPacket(0x82, ID, field('user')),
  ],
  [
    'user and blank password',
    (client) => client.connect('client_test1', 'user', ''),
    connectPacket(0xc2, ID, field('user'), field()),
  ],
  [
    'password and no user, which is left out',
    (client) => client.connect('client_test1', null, 'pass'),
    connectPacket(0x02, ID),
  ],
  [
    'will',
    (client) => client.connect('client_test1', 'willTopic', 1, false, 'willMessage'),
    connectPacket(0x0e, ID, field('willTopic'), field('willMessage')),
  ],
  [
    'retained will',
    (client) => client.connect('client_test1', 'willTopic', 2, true, 'willMessage'),
    connectPacket(0x36, ID, field('willTopic'), field('willMessage')),
  ],
  [
    'will, user and password',
    (client) =>
      client.connect('client_test1', 'user', 'password', 'willTopic', 1, false, 'willMessage'),
    connectPacket(
      0xce,
      ID,
      field('willTopic'),
      field('willMessage'),
      field('user'),
      field('password'),
    ),
  ],
  [
    'all arguments, session kept',
    (client) => client.connect('client_test1', null, null, null, 0, false, null, false),
    connectPacket(0x00, ID),
  ],
];

for (const [form, connect, expected] of FORMS) {
  test(`connect with ${form} sends PubSubClient's bytes`, async () => {
    deepEqual(await written(connect), expected);
  });
}

test('every field of CONNECT can be given by name', async () => {
  const options: ConnectOptions = {
    id: 'client_test1',
    user: 'user',
    password: Uint8Array.of(0, 0xff),
    will: { topic: 'willTopic', payload: Uint8Array.of(1, 2, 3), qos: 1, retain: true },
    cleanSession: false,
    keepAliveS: 0x1234,
  };
  deepEqual(
    await written((client) => client.connect(options)),
    bytes(
      0x10, // CONNECT
      10 + 14 + 11 + 5 + 6 + 4, // Remaining Length
      field('MQTT'), // Protocol Name
      4, // Protocol Level
      0xec, // User, Password, Will Retain, Will QoS 1, Will
      [0x12, 0x34], // Keep Alive
      ID, // Client Identifier
      field('willTopic'), // Will Topic
      field(1, 2, 3), // Will Message
      field('user'), // User Name
      field(0, 0xff), // Password
    ),
  );
});

test('MQTT 3.1 can be spoken, as by MQTT_VERSION on Arduino', async () => {
  const packet = await written((client) => client.connect({ id: 'a', version: MQTT_VERSION_3_1 }));
  deepEqual(
    packet,
    bytes(
      0x10, // CONNECT
      15, // Remaining Length
      field('MQIsdp'), // Protocol Name
      3, // Protocol Level
      0x02, // Clean Session
      [0, 15], // Keep Alive
      field('a'), // Client Identifier
    ),
  );
});

test('setKeepAlive goes into the next CONNECT', async () => {
  const packet = await written((client) => client.setKeepAlive(300).connect('client_test1'));
  deepEqual(packet.subarray(10, 12), bytes(0x01, 0x2c));
});
