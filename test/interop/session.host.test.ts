/** Sessions on real sockets, against Mosquitto and aedes, with mqtt.js at the other end. */

import { test } from 'node:test';
import { MemoryStore } from '../../firmware/mqtt/session/memory-store';
import { Session } from '../../firmware/mqtt/session/session';
import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import type { MessageStore } from '../../firmware/mqtt/session/store';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { join } from '../firmware/ports/contract';
import { makeNodeHarness } from '../host-sim/board/node-harness';
import { deepEqual, equal } from '../kit/assert';
import { text } from '../kit/bytes';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import '../kit/test'; // gives this realm the chip's text conversions
import { Witness } from '../kit/witness';

/** A board with a client and a session; what it has heard. */
class Device {
  readonly harness = makeNodeHarness();
  readonly session: Session;
  readonly client: PubSubClient;
  readonly heard: string[] = [];
  readonly #id: string;
  readonly #clean: boolean;

  constructor(port: number, id: string, clean = false, store: MessageStore = new MemoryStore()) {
    this.#id = id;
    this.#clean = clean;
    const { TCP, Resolver, clock } = this.harness.ports;
    this.session = new Session({ store });
    this.session.setHandler(({ qos, payload }) => {
      this.heard.push(`${qos} ${text(payload)}`);
    });
    this.client = new PubSubClient('127.0.0.1', port, {
      io: TCP,
      dns: { io: Resolver },
      clock,
    });
    this.client.use(this.session);
  }

  async connect(): Promise<void> {
    await join(this.harness);
    const { client, harness } = this;
    let connected = false;
    // The broker may be on its way up.
    while (!connected) {
      connected = await client.connect({ id: this.#id, cleanSession: this.#clean });
      if (!connected) await harness.until('a moment passes', () => true);
    }
  }

  /** The Wi-Fi goes, and comes back: nobody says goodbye. */
  async loseWiFi(): Promise<void> {
    new this.harness.ports.WiFi({}).disconnect();
    await this.harness.until('the connection is lost', () => !this.client.connected());
  }

  async end(): Promise<void> {
    await this.client.disconnect();
    this.harness.close();
  }
}

const BROKERS = [
  {
    name: 'Mosquitto',
    skip: noMosquitto,
    start: async () => {
      const broker = await Mosquitto.start();
      return { port: broker.port, stop: () => broker.stop() };
    },
  },
  {
    name: 'aedes',
    skip: false as string | false,
    start: async () => {
      const broker = await startBroker(0);
      return { port: broker.port, stop: () => broker.close() };
    },
  },
];

for (const { name, skip, start } of BROKERS) {
  test(`${name}: QoS 0, 1 and 2 go out and are acknowledged`, { skip }, async () => {
    const broker = await start();
    const witness = await Witness.at(broker.port);
    const device = new Device(broker.port, 'sender');
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
      const durable = new Device(broker.port, 'durable');
      const clean = new Device(broker.port, 'clean', true);
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
      const device = new Device(broker.port, 'roamer');
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
