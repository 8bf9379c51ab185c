/** The client on real sockets against brokers that are not ours, with mqtt.js at the other end. */

import { test } from 'node:test';
import '../kit/test'; // gives this realm the chip's text conversions
import type { Client } from '../../firmware/mqtt/client';
import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import type { Ports } from '../../firmware/ports/ports';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { join } from '../firmware/ports/contract';
import { makeNodeHarness } from '../host-sim/board/node-harness';
import { deepEqual, equal, ok } from '../kit/assert';
import { text } from '../kit/bytes';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import { until } from '../kit/until';
import { Witness } from '../kit/witness';

interface Scene {
  readonly client: PubSubClient;
  readonly witness: Witness;
  readonly ports: Ports;
  readonly port: number;
}

/** What Arduino calls a Client, on the board's ports. */
function networkOf({ TCP, Resolver, clock }: Ports): Client {
  return { io: TCP, dns: { io: Resolver }, clock };
}

async function scene(port: number, body: (scene: Scene) => Promise<void>): Promise<void> {
  const harness = makeNodeHarness();
  const witness = await Witness.at(port);
  await join(harness);
  const client = new PubSubClient('localhost', port, networkOf(harness.ports));
  try {
    await body({ client, witness, ports: harness.ports, port });
  } finally {
    await client.disconnect();
    harness.close();
    await witness.close();
  }
}

const BROKERS = [
  {
    name: 'aedes',
    skip: false as string | false,
    start: async () => {
      const broker = await startBroker(0);
      return { port: broker.port, stop: () => broker.close() };
    },
  },
  { name: 'Mosquitto', skip: noMosquitto, start: () => Mosquitto.start() },
] as const;

for (const { name, skip, start } of BROKERS) {
  const check = (what: string, body: (scene: Scene) => Promise<void>): void => {
    test(`${name}: ${what}`, { skip }, async () => {
      const broker = await start();
      try {
        await scene(broker.port, body);
      } finally {
        await broker.stop();
      }
    });
  };

  check('what is published arrives, retained or not', async ({ client, witness, port }) => {
    equal(await client.connect('client'), true);
    equal(client.publish('a/b', 'plain'), true);
    equal(client.publish('a/c', 'kept', true), true);
    equal(client.publish('a/ü', new Uint8Array([0, 255, 10]), 3), true);
    await witness.wait('a/ü');
    deepEqual(witness.heard('a/b'), ['plain']);
    const late = await Witness.at(port, 'a/+');
    await late.wait('a/c');
    deepEqual(
      late.messages.map(({ topic, retain }) => [topic, retain]),
      [['a/c', true]],
    );
    equal(client.publish('a/c', null, true), true); // clears it
    await witness.wait('a/c', 2);
    await late.close();
    const later = await Witness.at(port, 'a/+');
    await witness.client.publishAsync('a/end', '');
    await later.wait('a/end');
    deepEqual(later.heard('a/c'), []);
    await later.close();
  });

  check(
    'subscriptions with QoS 0 and 1 and wildcards receive, and unsubscribing ends that',
    async ({ client, witness }) => {
      const got: string[] = [];
      client.setCallback((topic, payload, length) => {
        got.push(`${topic}=${text(payload)}:${length}`);
      });
      await client.connect('client');
      client.subscribe('zero/#');
      client.subscribe('one/+/x', 1);
      client.publish('sync', '1'); // when it arrives, the subscriptions are made
      await witness.wait('sync');
      await witness.client.publishAsync('zero', 'a', { qos: 0 });
      await witness.client.publishAsync('zero/deep/er', '', { qos: 1 });
      await witness.client.publishAsync('one/two/x', 'c', { qos: 2 });
      await witness.client.publishAsync('one/two/y', 'no', { qos: 1 });
      await until('three messages have come', () => got.length >= 3);
      deepEqual(got.sort(), ['one/two/x=c:1', 'zero/deep/er=:0', 'zero=a:1']);
      client.unsubscribe('zero/#');
      client.publish('sync', '2');
      await witness.wait('sync', 2);
      await witness.client.publishAsync('zero', 'late', { qos: 1 });
      await witness.client.publishAsync('one/end/x', 'd', { qos: 1 });
      await until('the last has come', () => got.includes('one/end/x=d:1'));
      equal(got.includes('zero=late:4'), false);
    },
  );

  check('a hundred messages at QoS 1 are all acknowledged', async ({ client, witness }) => {
    let count = 0;
    client.setCallback(() => {
      count++;
    });
    await client.connect('client');
    client.subscribe('many', 1);
    client.publish('sync', '1');
    await witness.wait('sync');
    // More than any broker lets be unacknowledged (20 in Mosquitto).
    for (let i = 0; i < 100; i++) await witness.client.publishAsync('many', String(i), { qos: 1 });
    await until('all have come', () => count === 100);
  });

  check('messages of 100 KB go out and come in through 256 bytes', async ({ client, witness }) => {
    const large = new Uint8Array(100_000).map((_, i) => 32 + (i % 90));
    const received: number[] = [];
    let heard = '';
    client.setStream({ write: (piece) => void received.push(...piece) });
    client.setCallback((topic, _payload, length) => {
      heard = `${topic}:${length}`;
    });
    await client.connect('client');
    equal(await client.publish_P('large/out', large, false), true);
    const [arrived] = await witness.wait('large/out');
    equal(arrived, text(large));
    client.subscribe('large/in', 1);
    client.publish('sync', '1');
    await witness.wait('sync');
    await witness.client.publishAsync('large/in', Buffer.from(large), { qos: 1 });
    await until('the callback has run', () => heard !== '');
    deepEqual(Uint8Array.from(received), large);
    equal(heard, 'large/in:240'); // what of it fits behind 4 bytes of header, topic and identifier
  });

  check(
    'the last will comes when the connection is cut, and not after disconnect',
    async ({ client, witness, ports }) => {
      await client.connect('client', 'will', 1, true, 'gone');
      await client.disconnect();
      await client.connect('client', 'will', 1, true, 'gone');
      client.publish('sync', '1');
      await witness.wait('sync');
      deepEqual(witness.heard('will'), []);
      new ports.WiFi({}).disconnect();
      deepEqual(await witness.wait('will'), ['gone']);
    },
  );

  check(
    'keep-alive holds a connection that is silent, and pings are answered',
    async ({ client, witness }) => {
      client.setKeepAlive(1);
      await client.connect('client', 'will', 0, false, 'gone');
      const start = performance.now();
      await until('three and a half seconds are over', () => performance.now() - start > 3_500);
      equal(client.connected(), true);
      deepEqual(witness.heard('will'), []);
    },
  );

  check(
    'the second client with an id takes over from the first',
    async ({ client, ports, port }) => {
      const told: unknown[] = [];
      client.setCloseCallback((_state, failure) => told.push(failure));
      await client.connect('same');
      const other = new PubSubClient('127.0.0.1', port, networkOf(ports));
      equal(await other.connect('same'), true);
      await until('the first is out', () => told.length > 0);
      deepEqual(told, ['connection lost']);
      await other.disconnect();
    },
  );
}

test(
  'Mosquitto refuses an unknown user with code 5, and the login lets in',
  { skip: noMosquitto },
  async () => {
    const login = { user: 'me', password: 'secret' };
    const broker = await Mosquitto.start(login);
    const harness = makeNodeHarness();
    try {
      await join(harness);
      const client = new PubSubClient('127.0.0.1', broker.port, networkOf(harness.ports));
      equal(await client.connect('client', 'me', 'wrong'), false);
      equal(client.state(), 5);
      equal(await client.connect('client', 'me', 'secret'), true);
      ok(client.connected());
      await client.disconnect();
    } finally {
      harness.close();
      await broker.stop();
    }
  },
);

test('aedes refuses with code 4, and tells that it cannot be reached with -2', async () => {
  const broker = await startBroker(0);
  broker.aedes.authenticate = (_client, _user, _password, done) => {
    done(Object.assign(new Error('no'), { returnCode: 4 }), false);
  };
  const harness = makeNodeHarness();
  try {
    await join(harness);
    const client = new PubSubClient('127.0.0.1', broker.port, networkOf(harness.ports));
    equal(await client.connect('client', 'me', 'wrong'), false);
    equal(client.state(), 4);
    await broker.close();
    equal(await client.connect('client'), false);
    equal(client.state(), -2);
  } finally {
    harness.close();
  }
});
