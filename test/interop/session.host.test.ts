/** Sessions on real sockets, against Mosquitto and aedes, with mqtt.js at the other end. */

import { test } from 'node:test';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { deepEqual, equal } from '../kit/assert';
import { Device, type DeviceOptions } from '../kit/device';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import '../kit/test'; // gives this realm the chip's text conversions
import { Witness } from '../kit/witness';

interface Broker {
  readonly name: string;
  readonly skip: string | false;
  readonly start: () => Promise<{ readonly port: number; stop(): Promise<void> }>;
  readonly options: DeviceOptions;
}

const BROKERS: readonly Broker[] = [
  {
    name: 'Mosquitto, MQTT 3.1.1',
    skip: noMosquitto,
    start: () => Mosquitto.start(),
    options: {},
  },
  {
    name: 'Mosquitto, MQTT 5',
    skip: noMosquitto,
    start: () => Mosquitto.start(),
    options: { mqtt5: {} },
  },
  {
    name: 'Mosquitto, MQTT 5, pipelined',
    skip: noMosquitto,
    start: () => Mosquitto.start(),
    options: { mqtt5: {}, pipelined: true },
  },
  {
    name: 'aedes, MQTT 5 falling back',
    skip: false,
    start: async () => {
      const broker = await startBroker(0);
      return { port: broker.port, stop: () => broker.close() };
    },
    options: { mqtt5: {} },
  },
  {
    name: 'aedes, pipelined',
    skip: false,
    start: async () => {
      const broker = await startBroker(0);
      return { port: broker.port, stop: () => broker.close() };
    },
    options: { pipelined: true },
  },
  {
    name: 'aedes',
    skip: false,
    start: async () => {
      const broker = await startBroker(0);
      return { port: broker.port, stop: () => broker.close() };
    },
    options: {},
  },
];

for (const { name, skip, start, options } of BROKERS) {
  test(`${name}: QoS 0, 1 and 2 go out and are acknowledged`, { skip }, async () => {
    const broker = await start();
    const witness = await Witness.at(broker.port);
    const device = new Device(broker.port, 'sender', options);
    try {
      await device.connect();
      const receipts = [0, 1, 2].map((qos) => device.session.deliver('t', `${qos}`, { qos }));
      const states = await Promise.all(receipts.map(async ({ settled }) => (await settled).state));
      deepEqual(states, ['on the wire', 'acknowledged', 'acknowledged']);
      // Order is kept within a QoS only [MQTT-4.6.0-6].
      deepEqual((await witness.wait('t', 3)).sort(), ['0', '1', '2']);
    } finally {
      await device.end();
      await witness.close();
      await broker.stop();
    }
  });

  test(
    `${name}: a durable subscription gets what came meanwhile, a clean one does not`,
    { skip },
    async () => {
      const broker = await start();
      const witness = await Witness.at(broker.port, 'nothing');
      const durable = new Device(broker.port, 'durable', options);
      const clean = new Device(broker.port, 'clean', { ...options, clean: true });
      try {
        for (const device of [durable, clean]) {
          await device.connect();
          equal(await device.session.subscribe('news/#', 2), 2);
          await device.client.disconnect();
        }
        await witness.client.publishAsync('news/one', 'first', { qos: 1 });
        await witness.client.publishAsync('news/two', 'second', { qos: 2 });
        for (const device of [durable, clean]) await device.connect();
        await witness.client.publishAsync('news/three', 'third', { qos: 2 });
        await durable.harness.until('all has come', () => durable.heard.length >= 3);
        await clean.harness.until('the last has come', () => clean.heard.length >= 1);
        deepEqual(durable.heard, ['1 first', '2 second', '2 third']);
        deepEqual(clean.heard, ['2 third']);
      } finally {
        await durable.end();
        await clean.end();
        await witness.close();
        await broker.stop();
      }
    },
  );

  test(
    `${name}: messages given while the Wi-Fi is gone arrive, each once at QoS 2`,
    { skip },
    async () => {
      const broker = await start();
      const witness = await Witness.at(broker.port);
      const device = new Device(broker.port, 'roamer', options);
      try {
        await device.connect();
        const receipts = [device.session.deliver('t', 'before', { qos: 2 })];
        await device.loseWiFi();
        receipts.push(device.session.deliver('t', 'meanwhile', { qos: 2 }));
        await device.connect();
        receipts.push(device.session.deliver('t', 'after', { qos: 2 }));
        for (const { settled } of receipts) equal((await settled).state, 'acknowledged');
        deepEqual(await witness.wait('t', 3), ['before', 'meanwhile', 'after']);
      } finally {
        await device.end();
        await witness.close();
        await broker.stop();
      }
    },
  );
}

test(
  'Mosquitto restarts without its sessions: subscriptions are renewed, and what was open is sent anew',
  { skip: noMosquitto },
  async () => {
    const broker = await Mosquitto.start();
    const device = new Device(broker.port, 'phoenix');
    try {
      await device.connect();
      equal(await device.session.subscribe('orders', 1), 1);
      await broker.halt();
      await device.harness.until('the connection is lost', () => !device.client.connected());
      const receipt = device.session.deliver('orders', 'echo', { qos: 1 });
      await broker.run();
      await device.connect();
      equal(device.client.sessionPresent(), false);
      equal((await receipt.settled).state, 'acknowledged');
      await device.harness.until('its own message has come', () => device.heard.length > 0);
      deepEqual(device.heard, ['1 echo']);
    } finally {
      await device.end();
      await broker.stop();
    }
  },
);
