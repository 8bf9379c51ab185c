/** Subscribers that share their work by MQTT 5's shared subscriptions, on Mosquitto 2. */

import mqtt, { type MqttClient } from 'mqtt';
import { test } from 'node:test';
import { deepEqual, equal, ok } from '../kit/assert';
import { Device } from '../kit/device';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import '../kit/test'; // gives this realm the chip's text conversions
import { until } from '../kit/until';

const WORK = '$share/workers/work/#';
const EACH = 30;

interface Scene {
  readonly broker: Mosquitto;
  readonly publisher: MqttClient;
  readonly workers: readonly [Device, Device, Device];
}

/** Three workers of one group; with `sessionExpiryS` their sessions outlast their connections. */
async function inScene(
  sessionExpiryS: number,
  body: (scene: Scene) => Promise<void>,
): Promise<void> {
  const broker = await Mosquitto.start();
  const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    reconnectPeriod: 0,
  });
  const options = { mqtt5: { sessionExpiryS }, clean: sessionExpiryS === 0 };
  const worker = (name: string): Device => new Device(broker.port, name, options);
  const workers = [worker('one'), worker('two'), worker('three')] as const;
  try {
    for (const device of workers) {
      await device.connect();
      equal(await device.session.subscribe(WORK, 1), 1);
    }
    await body({ broker, publisher, workers });
  } finally {
    for (const device of workers) await device.end();
    await publisher.endAsync();
    await broker.stop();
  }
}

async function publish(publisher: MqttClient, from: number): Promise<string[]> {
  const items = Array.from({ length: EACH }, (_, i) => `${from + i}`);
  for (const item of items) await publisher.publishAsync('work/item', item, { qos: 1 });
  return items;
}

/** What has come to all of them, in the order of its numbers. */
function heardBy(workers: readonly Device[]): string[] {
  const heard = workers.flatMap(({ messages }) => messages.map(({ payload }) => payload));
  return heard.sort((a, b) => Number(a) - Number(b));
}

test(
  'each message goes to one of three workers; when one is killed, the others have all that comes',
  { skip: noMosquitto },
  async () => {
    await inScene(0, async ({ broker, publisher, workers }) => {
      const first = await publish(publisher, 0);
      await until('all has come', () => heardBy(workers).length >= EACH);
      deepEqual(heardBy(workers), first);
      for (const { messages } of workers) ok(messages.length > EACH / 6, 'each has its share');

      const [, killed] = workers;
      const before = killed.messages.length;
      await killed.loseWiFi();
      await until('Mosquitto has noticed', () => broker.log.includes('Client two closed'));
      const second = await publish(publisher, EACH);
      await until('all has come', () => heardBy(workers).length >= 2 * EACH);
      deepEqual(heardBy(workers), [...first, ...second]);
      equal(killed.messages.length, before);

      await killed.connect();
      equal(await killed.session.subscribe(WORK, 1), 1);
      await publish(publisher, 2 * EACH);
      await until('all has come', () => heardBy(workers).length >= 3 * EACH);
      ok(killed.messages.length > before, 'the one that is back shares again');
    });
  },
);

test(
  'with a session that outlasts its connection a worker’s share waits for it, and nothing is lost',
  { skip: noMosquitto },
  async () => {
    await inScene(3600, async ({ broker, publisher, workers }) => {
      const [, killed] = workers;
      await killed.loseWiFi();
      await until('Mosquitto has noticed', () => broker.log.includes('Client two closed'));
      const items = await publish(publisher, 0);
      await killed.connect();
      await until('all has come', () => heardBy(workers).length >= EACH);
      deepEqual(heardBy(workers), items);
      ok(killed.messages.length > 0);
    });
  },
);
