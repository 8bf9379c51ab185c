/** MQTT 5 on real sockets, against Mosquitto, with mqtt.js at the other end. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import { publishProperties } from '../../firmware/mqtt/v5/properties';
import { Requests } from '../../firmware/mqtt/v5/requests';
import { SeededRandom } from '../../host-sim/board/random';
import { deepEqual, equal, ok } from '../kit/assert';
import { text } from '../kit/bytes';
import { Device, type DeviceOptions } from '../kit/device';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import '../kit/test'; // gives this realm the chip's text conversions
import { until } from '../kit/until';

interface World {
  readonly broker: Mosquitto;
  readonly device: Device;
  readonly peer: MqttClient;
  /** What the peer has heard. */
  readonly packets: mqtt.IPublishPacket[];
}

async function inWorld(
  options: DeviceOptions,
  run: (world: World) => Promise<void>,
  config: readonly string[] = [],
): Promise<void> {
  const broker = await Mosquitto.start(undefined, config);
  const peer = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    protocolVersion: 5,
    reconnectPeriod: 0,
  });
  const packets: mqtt.IPublishPacket[] = [];
  peer.on('message', (_topic, _payload, packet) => packets.push(packet));
  const device = new Device(broker.port, 'board', options);
  try {
    await run({ broker, device, peer, packets });
  } finally {
    await device.end();
    await peer.endAsync();
    await broker.stop();
  }
}

const mosquitto5 = (
  sentence: string,
  options: DeviceOptions,
  run: (world: World) => Promise<void>,
  config: readonly string[] = [],
): void => {
  test(`Mosquitto, MQTT 5: ${sentence}`, { skip: noMosquitto }, () =>
    inWorld(options, run, config),
  );
};

mosquitto5('what the server takes and offers is known', { mqtt5: {} }, async ({ device }) => {
  await device.connect();
  const { version, server } = device.mqtt5;
  equal(version, 5);
  equal(server.receiveMaximum, 20);
  equal(server.topicAliasMaximum, 10);
});

mosquitto5(
  'the properties of a message arrive, also by a topic alias',
  { mqtt5: {} },
  async ({ device, peer, packets }) => {
    await peer.subscribeAsync('home/#', { qos: 1 });
    await device.connect();
    const properties = publishProperties({
      isText: true,
      contentType: 'application/json',
      responseTopic: 'home/answer',
      correlationData: Uint8Array.of(1, 2, 3),
      userProperties: [
        ['unit', '°C'],
        ['unit', '°F'],
      ],
    });
    for (const payload of ['1', '2', '3']) {
      const receipt = device.session.deliver('home/kitchen/temperature', payload, {
        properties,
        expiryS: 60,
      });
      equal((await receipt.settled).state, 'acknowledged');
    }
    await until('all have come', () => packets.length === 3);
    for (const [i, { topic, payload, properties: received }] of packets.entries()) {
      equal(topic, 'home/kitchen/temperature');
      equal(payload.toString(), `${i + 1}`);
      equal(received?.payloadFormatIndicator, true);
      equal(received?.contentType, 'application/json');
      equal(received?.responseTopic, 'home/answer');
      deepEqual(Array.from(received?.correlationData ?? []), [1, 2, 3]);
      deepEqual(received?.userProperties, { unit: ['°C', '°F'] });
      ok((received?.messageExpiryInterval ?? 0) > 50, 'the expiry is handed on');
    }
  },
);

mosquitto5(
  'the properties of a message that comes in are read, with the identifier of its subscription',
  { mqtt5: {} },
  async ({ device, peer }) => {
    await device.connect();
    equal(await device.session.subscribe('home/#', { qos: 1, identifier: 300 }), 1);
    await peer.publishAsync('home/door', 'open', {
      qos: 1,
      properties: {
        contentType: 'text/plain',
        messageExpiryInterval: 100,
        userProperties: { a: ['1', '2'], b: '3' },
      },
    });
    await device.harness.until('it has come', () => device.messages.length === 1);
    const [{ properties } = { properties: undefined }] = device.messages;
    equal(properties?.contentType, 'text/plain');
    equal(properties?.expiryS, 100);
    deepEqual(properties?.subscriptionIdentifiers, [300]);
    deepEqual(properties?.userProperties, [
      ['a', '1'],
      ['a', '2'],
      ['b', '3'],
    ]);
  },
);

mosquitto5(
  'a message that nobody subscribes to is acknowledged, and the receipt says so',
  { mqtt5: {} },
  async ({ device }) => {
    await device.connect();
    const receipt = await device.session.deliver('nobody/listens', 'x').settled;
    equal(receipt.state, 'acknowledged');
    equal(receipt.code, 0x10); // No matching subscribers
  },
);

test(
  'Mosquitto, MQTT 5: a message that is not allowed is refused, with the reason, and not sent again',
  { skip: noMosquitto },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
    const rules = join(folder, 'acl');
    writeFileSync(rules, 'topic readwrite open\n');
    await inWorld(
      { mqtt5: {} },
      async ({ device }) => {
        await device.connect();
        for (const qos of [1, 2]) {
          const receipt = await device.session.deliver('closed', 'x', { qos }).settled;
          equal(receipt.state, 'refused');
          equal(receipt.code, 0x87); // Not authorized
          equal((await device.session.deliver('open', 'x', { qos }).settled).state, 'acknowledged');
        }
        equal(device.session.pending, 0);
      },
      [`acl_file ${rules}`],
    );
    rmSync(folder, { recursive: true });
  },
);

mosquitto5(
  "the server's limits hold for queued messages: none is larger, and the QoS is what it takes",
  { mqtt5: {} },
  async ({ device, peer, packets }) => {
    await peer.subscribeAsync('t', { qos: 2 });
    const large = device.session.deliver('t', 'x'.repeat(100), { qos: 2 });
    const small = device.session.deliver('t', 'small', { qos: 2 });
    await device.connect();
    equal(device.mqtt5.server.maximumPacketSize, 100);
    equal(device.mqtt5.server.maximumQos, 1);
    deepEqual([(await large.settled).state, large.reason], ['dropped', 'too long']);
    equal((await small.settled).state, 'acknowledged');
    await until('it has come', () => packets.length === 1);
    equal(packets[0]?.qos, 1);
  },
  ['max_packet_size 100', 'max_qos 1'],
);

mosquitto5(
  'where nothing is retained, messages go out without RETAIN',
  { mqtt5: {} },
  async ({ device, peer, packets }) => {
    await peer.subscribeAsync('t', { qos: 1, rap: true });
    await device.connect();
    equal(device.mqtt5.server.retainAvailable, false);
    equal((await device.session.deliver('t', 'x', { retain: true }).settled).state, 'acknowledged');
    equal(device.client.publish('t', 'y', true), true);
    await until('both have come', () => packets.length === 2);
    deepEqual(
      packets.map(({ retain }) => retain),
      [false, false],
    );
  },
  ['retain_available false'],
);

mosquitto5(
  "the server's keep-alive is used, and the client says so",
  { mqtt5: {} },
  async ({ device }) => {
    await device.connect();
    equal(device.mqtt5.server.keepAliveS, 10);
  },
  ['max_keepalive 10'],
);

mosquitto5('no-local spares a client its own messages', { mqtt5: {} }, async ({ device, peer }) => {
  await device.connect();
  equal(await device.session.subscribe('t', { qos: 1, noLocal: true }), 1);
  device.session.deliver('t', 'own');
  await peer.publishAsync('t', 'other', { qos: 1 });
  await device.harness.until('it has come', () => device.messages.length > 0);
  deepEqual(device.heard, ['1 other']);
});

mosquitto5(
  'a shared subscription gets each message once among its members',
  { mqtt5: {} },
  async ({ broker, device, peer }) => {
    const other = new Device(broker.port, 'other', { mqtt5: {} });
    for (const member of [device, other]) {
      await member.connect();
      equal(await member.session.subscribe('$share/group/work/#', 1), 1);
    }
    for (let i = 0; i < 10; i++) await peer.publishAsync('work/item', `${i}`, { qos: 1 });
    await device.harness.until(
      'all have come',
      () => device.messages.length + other.messages.length === 10,
    );
    deepEqual(
      [...device.messages, ...other.messages].map(({ payload }) => payload).sort(),
      Array.from({ length: 10 }, (_, i) => `${i}`),
    );
    await other.end();
  },
);

mosquitto5(
  'a will with a delay is not published when the client is back in time',
  { mqtt5: { will: { delayS: 5, userProperties: [['why', 'gone']] } } },
  async ({ broker, device, peer, packets }) => {
    await peer.subscribeAsync('will', { qos: 1 });
    const { client } = device;
    await device.connect();
    await client.disconnect();
    const login = { id: 'board', cleanSession: false, will: { topic: 'will', payload: 'gone' } };
    equal(await client.connect(login), true);
    await device.loseWiFi();
    await device.connect();
    await client.disconnect();
    // With the delay over at once, it is published: sent as a goodbye that asks for it.
    const hasty = new Device(broker.port, 'hasty', {
      mqtt5: { will: { userProperties: [['why', 'asked']] } },
    });
    await hasty.connect();
    await hasty.client.disconnect();
    equal(
      await hasty.client.connect({ id: 'hasty', will: { topic: 'will', payload: 'bye' } }),
      true,
    );
    await hasty.mqtt5.disconnect({ withWill: true });
    await until('the will has come', () => packets.length > 0);
    deepEqual(
      packets.map(({ payload }) => payload.toString()),
      ['bye'],
    );
    deepEqual(packets[0]?.properties?.userProperties, { why: 'asked' });
    await hasty.end();
  },
);

mosquitto5(
  'an assigned client identifier is used again',
  { mqtt5: { sessionExpiryS: 60 } },
  async ({ device, broker }) => {
    const { client, mqtt5 } = device;
    await device.connect();
    await client.disconnect();
    equal(await client.connect({ id: '', cleanSession: false }), true);
    const id = mqtt5.assignedId ?? '';
    ok(id.length > 0, 'an id was assigned');
    await client.disconnect();
    equal(await client.connect({ id: '', cleanSession: false }), true);
    equal(mqtt5.assignedId, id);
    equal(client.sessionPresent(), true);
    ok(broker.log.includes(id), 'the server knows it');
  },
);

mosquitto5(
  'a request gets its response, and one that nobody answers is told',
  { mqtt5: {} },
  async ({ device, peer, packets }) => {
    await peer.subscribeAsync('service/#', { qos: 1 });
    peer.on('message', (topic, payload, { properties }) => {
      if (topic !== 'service/time' || !properties?.responseTopic) return;
      void peer.publishAsync(properties.responseTopic, `${payload.toString()} o'clock`, {
        properties: { correlationData: properties.correlationData as Buffer },
      });
    });
    await device.connect();
    const { clock } = device.harness.ports;
    const random = new SeededRandom(1, 'requests');
    const requests = new Requests(device.session, clock, random, 'board/response');
    equal(await requests.listen(), 1);
    device.session.setHandler((message) => void requests.take(message));
    device.client.setCallback((topic, payload) => {
      const { correlationData } = device.mqtt5.properties;
      requests.answered(topic, payload, correlationData);
    });
    const [four, five] = [requests.send('service/time', '4'), requests.send('service/time', '5')];
    deepEqual(
      [await four, await five].map((answer) =>
        typeof answer === 'string' ? answer : text(answer),
      ),
      ["4 o'clock", "5 o'clock"],
    );
    equal(await requests.send('service/nothing', 'x', { timeoutMs: 50 }), 'timeout');
    equal(packets.length >= 3, true);
  },
);
