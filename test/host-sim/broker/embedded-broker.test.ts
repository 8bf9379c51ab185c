import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import mqtt from 'mqtt';
import { type EmbeddedBroker, startBroker } from '../../../host-sim/broker/embedded-broker';
import { deepEqual, equal, ok } from '../../kit/assert';
import { freePort } from '../../kit/mosquitto';
import { until } from '../../kit/until';
import { Witness } from '../../kit/witness';

test('the broker listens on the loopback interface, on the port that was asked for', async () => {
  const port = await freePort();
  const broker = await startBroker(port);
  equal(broker.url, `mqtt://127.0.0.1:${port}`);
  equal(broker.taken, undefined);
  await broker.close();
});

test('a port that is taken is passed over, and told', async () => {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  const broker = await startBroker(port);
  ok(broker.port > port);
  equal(broker.taken, port);
  await broker.close();
  other.close();
});

/** Runs `body` with a broker on any port, and closes it whatever happens. */
async function withBroker(body: (broker: EmbeddedBroker) => Promise<void>): Promise<void> {
  const broker = await startBroker(0);
  try {
    await body(broker);
  } finally {
    await broker.close();
  }
}

test('messages reach a subscriber, all of them and in the order of their QoS, whether retained or not', async () => {
  await withBroker(async (broker) => {
    const witness = await Witness.at(broker.port);
    const clients = await Promise.all([1, 2, 3].map(() => mqtt.connectAsync(broker.url)));
    const kinds = [
      { qos: 0, retain: true },
      { qos: 0, retain: false },
      { qos: 1, retain: true },
      { qos: 1, retain: false },
    ] as const;
    // All at once: what one client sends shares its chunks, and the clients overtake each other.
    await Promise.all(
      clients.flatMap((client, c) =>
        Array.from({ length: 40 }, (_, i) => {
          const kind = kinds[i % kinds.length]!;
          return client.publishAsync(`${c}/${kind.qos}`, String(i), kind);
        }),
      ),
    );
    for (const c of clients.keys()) {
      for (const qos of [0, 1]) {
        const sent = Array.from({ length: 40 }, (_, i) => i).filter(
          (i) => kinds[i % kinds.length]!.qos === qos,
        );
        deepEqual((await witness.wait(`${c}/${qos}`, sent.length)).map(Number), sent);
      }
    }
    await Promise.all(clients.map((client) => client.endAsync()));
    await witness.close();
  });
});

test('thousands of messages of one turn are handed on, in order', async () => {
  await withBroker(async (broker) => {
    const got: number[] = [];
    const count = 5_000;
    const packet = { cmd: 'publish', topic: 't', qos: 0, retain: false, dup: false } as const;
    await new Promise<void>((resolve) => {
      broker.aedes.subscribe(
        't',
        (heard, done) => {
          got.push(Number(heard.payload));
          done();
        },
        resolve,
      );
    });
    // A retained message is stored first; meanwhile the others wait.
    broker.aedes.publish({ ...packet, topic: 'r', retain: true, payload: 'x' }, () => {});
    for (let i = 0; i < count; i++) {
      broker.aedes.publish({ ...packet, payload: String(i) }, () => {});
    }
    await until('all have come', () => got.length === count);
    deepEqual(
      got,
      Array.from({ length: count }, (_, i) => i),
    );
  });
});

test('a subscription with a wildcard is sent no more QoS than it was granted', async () => {
  await withBroker(async (broker) => {
    const client = await mqtt.connectAsync(broker.url);
    const got: string[] = [];
    client.on('message', (topic, _payload, { qos }) => got.push(`${topic} ${qos}`));
    await client.subscribeAsync('zero/#', { qos: 0 });
    await client.subscribeAsync('one/+', { qos: 1 });
    await client.publishAsync('zero/x', '', { qos: 2 });
    await client.publishAsync('one/x', '', { qos: 2 });
    await client.publishAsync('one/y', '', { qos: 0 });
    await until('all have come', () => got.length === 3);
    deepEqual(got.sort(), ['one/x 1', 'one/y 0', 'zero/x 0']);
    await client.endAsync();
  });
});

test('closing waits until the last client is gone and its words are with everybody', async () => {
  const broker = await startBroker(0);
  const witness = await Witness.at(broker.port);
  const client = await mqtt.connectAsync(broker.url, { clientId: 'last' });
  client.publish('goodbye', 'all', { retain: true });
  void client.endAsync();
  await broker.close('last');
  deepEqual(witness.heard('goodbye'), ['all']);
  await witness.close();
});

test('closing does not wait for a client that does not go', async () => {
  const broker = await startBroker(0);
  const client = await mqtt.connectAsync(broker.url, { clientId: 'stays', reconnectPeriod: 0 });
  await broker.close('stays');
  await until('the client has lost its connection', () => !client.connected);
  await client.endAsync();
});
