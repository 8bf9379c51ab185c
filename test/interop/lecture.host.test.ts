/** The programs in test/interop/lecture before Mosquitto, with the station and our client at the other end. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import type { MonotonicClock } from '../../firmware/ports/clock';
import { join } from '../firmware/ports/contract';
import { makeNodeHarness } from '../host-sim/board/node-harness';
import { deepEqual, equal, ok } from '../kit/assert';
import { text } from '../kit/bytes';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import { SimulatedStation } from '../kit/simulated-station';
import '../kit/test'; // gives this realm the chip's text conversions
import { until } from '../kit/until';
import { Witness } from '../kit/witness';
import { sketch } from './lecture/sketch';

const HERE = fileURLToPath(new URL('lecture/', import.meta.url));
/** Debian's, which has Debian's paho-mqtt. */
const PYTHON = '/usr/bin/python3';

const noPaho = ((): string | false => {
  if (noMosquitto !== false) return noMosquitto;
  if (spawnSync(PYTHON, ['-c', 'import paho.mqtt.client']).status === 0) return false;
  if (process.env['CI']) throw new Error('python3-paho-mqtt is not installed, and CI needs it');
  return 'python3-paho-mqtt is not installed (apt-get install python3-paho-mqtt)';
})();

/** One of the programs, and what it has printed. */
class Program {
  output = '';
  readonly #child: ChildProcess;

  constructor(program: string, ...words: string[]) {
    this.#child = spawn(program, words, { cwd: HERE });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  get lines(): string[] {
    return this.output.split('\n').filter((line) => line !== '');
  }

  async shows(part: string): Promise<void> {
    await until(`it shows ${part}; it has shown: ${this.output}`, () => this.output.includes(part));
  }

  end(): void {
    this.#child.kill();
  }
}

async function withBroker(body: (broker: Mosquitto) => Promise<void>): Promise<void> {
  const broker = await Mosquitto.start();
  try {
    await body(broker);
  } finally {
    await broker.stop();
  }
}

const PROGRAMS: readonly (readonly [string, string | false, (port: number) => Program])[] = [
  [
    'the Python subscriber',
    noPaho,
    (port) => new Program(PYTHON, 'subscriber.py', '--port', `${port}`),
  ],
  [
    'the Node subscriber',
    noMosquitto,
    (port) => new Program(process.execPath, 'subscriber.js', `mqtt://127.0.0.1:${port}`),
  ],
];

for (const [name, skip, start] of PROGRAMS) {
  test(`${name} prints the station's readings, and its retained status as such`, { skip }, () =>
    withBroker(async (broker) => {
      const station = await SimulatedStation.start({ port: broker.port, id: 'board' });
      const witness = await Witness.at(broker.port);
      await witness.wait('pubsub-xs/board/status');
      const subscriber = start(broker.port); // late: only what is retained is there already
      try {
        await subscriber.shows('pubsub-xs/board/status online (retained)');
        await subscriber.shows('pubsub-xs/board/reading {"deviceID":"board","temperature":');
      } finally {
        subscriber.end();
        await station.stop();
        await witness.close();
      }
    }),
  );
}

test(
  'the Python publisher reaches our client with deviceID, temperature and timestamp',
  { skip: noPaho },
  () =>
    withBroker(async (broker) => {
      const harness = makeNodeHarness();
      await join(harness);
      const { TCP, clock } = harness.ports;
      const heard: Record<string, unknown>[] = [];
      const client = new PubSubClient(
        '127.0.0.1',
        broker.port,
        (_topic, payload) => heard.push(JSON.parse(text(payload)) as Record<string, unknown>),
        { io: TCP, clock },
      );
      const witness = await Witness.at(broker.port, 'home/#');
      let publisher: Program | undefined;
      try {
        equal(await client.connect('listener'), true);
        client.subscribe('home/+', 1);
        await until('Mosquitto has the subscription', () => broker.log.includes('home/+ (QoS 1)'));
        publisher = new Program(
          PYTHON,
          ...['publisher.py', '--port', `${broker.port}`, '--every', '0.1', '--count', '3'],
        );
        await until('three readings have come', () => heard.length === 3);
        for (const { deviceID, temperature, timestamp } of heard) {
          equal(deviceID, 'RPi1');
          ok(typeof temperature === 'number' && temperature >= 20 && temperature <= 25);
          ok(Math.abs(Number(timestamp) - Date.now() / 1000) < 60);
        }
        equal((await witness.wait('home/temperature', 3)).length, 3);
      } finally {
        publisher?.end();
        await client.disconnect();
        await witness.close();
        harness.close();
      }
    }),
);

test('a durable Python subscriber gets what came while it was away', { skip: noPaho }, () =>
  withBroker(async (broker) => {
    const start = (): Program =>
      new Program(PYTHON, 'subscriber.py', '--port', `${broker.port}`, '--id', 'durable');
    const witness = await Witness.at(broker.port);
    try {
      const first = start();
      await first.shows('subscribed');
      first.end();
      await until('it is gone', () => broker.log.includes('Client durable closed its connection'));
      await witness.client.publishAsync('pubsub-xs/x', 'while away', { qos: 1 });
      const second = start();
      await second.shows('pubsub-xs/x while away');
      second.end();
      deepEqual(second.lines.filter((line) => line.includes('while away')).length, 1);
    } finally {
      await witness.close();
    }
  }),
);

test(
  'the twin of the Arduino sketch says online, publishes and hears what is set',
  { skip: noMosquitto },
  () =>
    withBroker(async (broker) => {
      const harness = makeNodeHarness();
      await join(harness);
      const { TCP, clock } = harness.ports;
      const witness = await Witness.at(broker.port);
      const printed: string[] = [];
      // Ten seconds of the sketch are a tenth of one here.
      const fast: MonotonicClock = {
        now: () => clock.now(),
        set: (callback, delayMs, repeatMs) =>
          repeatMs === undefined ? clock.set(callback, delayMs) : clock.set(callback, 100, 100),
        clear: (timer) => {
          clock.clear(timer);
        },
      };
      const network = { io: TCP, clock: fast };
      const running = sketch(
        network,
        '127.0.0.1',
        broker.port,
        () => 21.5,
        (line) => printed.push(line),
      );
      try {
        deepEqual(await witness.wait('esp32/status'), ['online']);
        equal((await witness.wait('esp32/temperature', 2))[0], '21.5');
        await until('Mosquitto has the subscription', () =>
          broker.log.includes('esp32/set (QoS 0)'),
        );
        await witness.client.publishAsync('esp32/set', 'faster');
        await until('it is heard', () => printed.length > 0);
        deepEqual(printed, ['esp32/set faster']);
      } finally {
        await running.stop();
        await witness.close();
        harness.close();
      }
    }),
);
