/** The programs in test/interop/lecture before Mosquitto, with the station and our client at the other end. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import type { MonotonicClock } from '../../firmware/ports/clock';
import { Fernet } from '../../firmware/security/fernet';
import { NodeCrypto } from '../../host-sim/board/crypto';
import { TRUE_RANDOM as random } from '../../host-sim/board/true-random';
import { Authority } from '../../host-sim/broker/authority';
import { watchDoor } from '../../host-sim/broker/door';
import { startBroker } from '../../host-sim/broker/embedded-broker';
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
  if (spawnSync(PYTHON, ['-c', 'import paho.mqtt.client, cryptography.fernet']).status === 0)
    return false;
  if (process.env['CI'])
    throw new Error('python3-paho-mqtt or python3-cryptography is not installed, and CI needs it');
  return 'not installed: apt-get install python3-paho-mqtt python3-cryptography';
})();

/** One of the programs, and what it has printed. */
class Program {
  output = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown[]>;

  constructor(program: string, ...words: string[]) {
    this.#child = spawn(program, words, { cwd: HERE });
    this.#closed = once(this.#child, 'close');
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

  end(signal?: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its exit code, once it has ended. */
  async ends(): Promise<number | null> {
    return ((await this.#closed) as [number | null])[0];
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

type Start = (port: number, ...words: string[]) => Program;

const PROGRAMS: readonly (readonly [string, string | false, Start])[] = [
  [
    'the Python subscriber',
    noPaho,
    (port, ...words) => new Program(PYTHON, 'subscriber.py', '--port', `${port}`, ...words),
  ],
  [
    'the Node subscriber',
    noMosquitto,
    (port, ...words) => {
      const scheme = words.includes('--cafile') ? 'mqtts' : 'mqtt';
      return new Program(
        process.execPath,
        'subscriber.js',
        `${scheme}://127.0.0.1:${port}`,
        ...words,
      );
    },
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

for (const [name, skip, start] of PROGRAMS) {
  test(`${name} with an id gets what came while it was away`, { skip }, () =>
    withBroker((broker) => isDurable(broker, () => start(broker.port, '--id', 'durable'))),
  );
}

async function isDurable(broker: Mosquitto, start: () => Program): Promise<void> {
  const witness = await Witness.at(broker.port);
  try {
    const first = start();
    await first.shows('subscribed');
    first.end();
    await until('it is gone', () => /Client durable (closed|disconnected)/.test(broker.log));
    await witness.client.publishAsync('pubsub-xs/x', 'while away', { qos: 1 });
    const second = start();
    await second.shows('pubsub-xs/x while away');
    second.end();
    deepEqual(second.lines.filter((line) => line.includes('while away')).length, 1);
  } finally {
    await witness.close();
  }
}

/** A program of each kind, told of a broker at `port` that it cannot use. */
const REFUSED: readonly (readonly [string, string | false, (port: number) => Program])[] = [
  ...PROGRAMS,
  [
    'the Python publisher',
    noPaho,
    (port) => new Program(PYTHON, 'publisher.py', '--port', `${port}`),
  ],
];

for (const [name, skip, start] of REFUSED) {
  test(
    `${name} says in one line that it is refused, and that the broker is away`,
    { skip },
    async () => {
      const broker = await Mosquitto.start({ user: 'board', password: 'right' });
      const refused = start(broker.port);
      equal(await refused.ends(), 1);
      await broker.stop();
      const alone = start(broker.port);
      equal(await alone.ends(), 1);
      for (const { lines } of [refused, alone]) equal(lines.length, 1, lines.join('\n'));
      ok(/not authorised|not authorized/i.test(refused.output), refused.output);
      ok(alone.output.includes('cannot connect'), alone.output);
    },
  );
}

for (const [name, skip, start] of PROGRAMS) {
  test(
    `${name} reads a board with TLS, a password and encryption, and ends with Ctrl-C`,
    { skip },
    async () => {
      const folder = mkdtempSync(joinPath(tmpdir(), 'pubsub-xs-'));
      const file = (name: string, text: string): string => {
        const path = joinPath(folder, name);
        writeFileSync(path, `${text}\n`, { mode: 0o600 });
        return path;
      };
      const authority = new Authority();
      const identity = authority.issue({ name: 'broker', hosts: ['127.0.0.1'] });
      const broker = await startBroker(0, { identity, ca: authority.certificate });
      watchDoor(broker.aedes, { user: 'me', password: 'secret', derived: false, unixMs: Date.now });
      const key = `${randomBytes(32).toString('base64url')}=`;
      const fernet = new Fernet([new TextEncoder().encode(key)], {
        crypto: new NodeCrypto(),
        random,
      });
      const token = fernet.encrypt(new TextEncoder().encode('21.5 °C'), Date.now() / 1000);
      const program = start(
        broker.port,
        ...['--user', 'me', '--password-file', file('password', 'secret')],
        ...['--cafile', file('ca.pem', authority.certificate)],
        ...['--payload-key-file', file('key', key)],
      );
      try {
        await program.shows('subscribed');
        for (const payload of [Buffer.from(token), 'plain']) {
          const packet = { cmd: 'publish', topic: 'pubsub-xs/x', payload } as const;
          broker.aedes.publish({ ...packet, qos: 0, retain: false, dup: false }, () => undefined);
        }
        await program.shows('pubsub-xs/x 21.5 °C\n');
        await program.shows('pubsub-xs/x plain (not encrypted with this key)');
        program.end('SIGINT');
        equal(await program.ends(), 0);
        equal(program.lines.length, 3, program.output);
      } finally {
        program.end();
        await broker.close();
        rmSync(folder, { recursive: true });
      }
    },
  );
}

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
