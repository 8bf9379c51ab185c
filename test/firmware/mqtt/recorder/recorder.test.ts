import fc from 'fast-check';
import { PubSubClient } from '../../../../firmware/mqtt/pubsubclient';
import { PacketTap } from '../../../../firmware/mqtt/recorder/packet-tap';
import { Recorder } from '../../../../firmware/mqtt/recorder/recorder';
import { Session } from '../../../../firmware/mqtt/session/session';
import { Mqtt5 } from '../../../../firmware/mqtt/v5/mqtt5';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { CONNACK, SERVER } from '../../../kit/client';
import { ScriptedNetwork } from '../../../kit/scripted-network';
import { publish, puback } from '../../../kit/session';
import { test } from '../../../kit/test';
import { pass, VirtualClock } from '../../../kit/virtual-clock';

class Scene {
  readonly clock = new VirtualClock();
  readonly network = new ScriptedNetwork(this.clock);
  readonly recorder: Recorder;
  readonly client: PubSubClient;

  constructor(packets?: number) {
    const { client: network } = this.network;
    this.recorder = new Recorder({ clock: this.clock, ...(packets && { packets }) });
    this.client = new PubSubClient(SERVER, 1883, {
      ...network,
      io: this.recorder.wrap(network.io),
    });
  }

  async connect(): Promise<void> {
    void this.client.connect({
      id: 'esp32-secret-id',
      user: 'sensor',
      password: 'correct horse',
      will: { topic: 'will/topic', payload: 'last words' },
    });
    await this.receive(CONNACK);
  }

  async receive(...packets: ArrayLike<number>[]): Promise<void> {
    await pass(this.clock, 0);
    this.network.socket.send(bytes(...packets));
    await pass(this.clock, 0);
  }

  get lines(): string[] {
    return this.recorder.dump().split('\n');
  }
}

test('the packets of a connection are told in words, both ways, with their times', async () => {
  const scene = new Scene();
  await scene.connect();
  await pass(scene.clock, 1_500);
  scene.client.publish('home/door', 'open', true);
  scene.client.subscribe('home/+', 1);
  await scene.receive([0x90, 3, 0, 2, 1], publish(0x3b, 'home/kitchen', 7, 'warm'));
  await scene.receive(bytes(0xd0, 0));
  scene.network.socket.end();
  await pass(scene.clock, 0);
  deepEqual(scene.lines, [
    '0.000 -- a connection begins',
    '0.000 -> CONNECT level 4, keep-alive 15 s, clean, will, user, password',
    '0.000 <- CONNACK code 0',
    '1.500 -> PUBLISH QoS 0 retain home/door, 4 bytes',
    '1.500 -> SUBSCRIBE id 2 home/+',
    '1.500 <- SUBACK id 2, granted 1',
    '1.500 <- PUBLISH QoS 1 DUP retain id 7 home/kitchen, 4 bytes',
    '1.500 -> PUBACK id 7',
    '1.500 <- PINGRESP',
    '1.500 -- it ends',
  ]);
});

test('no name, password, will or payload is kept', async () => {
  const scene = new Scene();
  await scene.connect();
  scene.client.publish('t', 'the payload');
  await scene.receive(publish(0x30, 't', 0, 'another one'));
  const dump = scene.recorder.dump();
  for (const secret of ['secret-id', 'sensor', 'horse', 'last', 'payload', 'another']) {
    ok(!dump.includes(secret), secret);
  }
});

test('only the last packets are remembered', async () => {
  const scene = new Scene(3);
  await scene.connect();
  for (let i = 0; i < 5; i++) scene.client.publish(`t/${i}`, '');
  deepEqual(
    scene.lines.map((line) => line.split(' ')[5]),
    ['t/2,', 't/3,', 't/4,'],
  );
});

test('a topic longer than what is noted is cut, and told so', async () => {
  const scene = new Scene();
  await scene.connect();
  scene.client.publish('x'.repeat(100), 'y');
  equal(scene.lines.at(-1), `0.000 -> PUBLISH QoS 0 ${'x'.repeat(46)}…, 1 bytes`);
});

test('packets are found in any pieces, and their bodies are cut', () => {
  const stream = bytes(
    publish(0x30, 'a', 0, 'x'.repeat(90)),
    puback(513),
    bytes(0xc0, 0),
    bytes(0x32, 0xc9, 0x01, field('b'), [0, 9], 'y'.repeat(196)),
    bytes(0xe0, 0),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (cuts) => {
      const seen: unknown[] = [];
      const tap = new PacketTap(8, (first, remaining, body) => {
        seen.push([first, remaining, [...body]]);
      });
      for (let at = 0, i = 0; at < stream.length; i++) {
        const length = cuts[i % cuts.length]!;
        tap.take(stream.slice(at, at + length));
        at += length;
      }
      deepEqual(seen, [
        [0x30, 93, [0, 1, 0x61]],
        [0x40, 2, [2, 1]],
        [0xc0, 0, []],
        [0x32, 201, [0, 1, 0x62, 0, 9]],
        [0xe0, 0, []],
      ]);
    }),
    { seed: 20_269, numRuns: 60 },
  );
});

test('what is no MQTT is noted no further, until the next connection', () => {
  const seen: number[] = [];
  const tap = new PacketTap(8, (first) => seen.push(first));
  tap.take(bytes(0x30, 0xff, 0xff, 0xff, 0xff, 0x01));
  tap.take(bytes(0xc0, 0));
  deepEqual(seen, []);
  tap.reset();
  tap.take(bytes(0xc0, 0));
  deepEqual(seen, [0xc0]);
});

test('any bytes at all are recorded and told without a fault', async () => {
  const scene = new Scene();
  await scene.connect();
  const seed = 20_270;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
      const recorder = new Recorder({ clock: scene.clock, packets: 4 });
      const io = recorder.wrap(
        class {
          read(into: Uint8Array): number {
            into.set(noise);
            return noise.length;
          }
          write(): number {
            return 100;
          }
          close(): void {}
        },
      );
      const socket = new io({ address: '10.0.0.9', port: 1883 });
      socket.read(new Uint8Array(64));
      socket.write(noise);
      ok(recorder.dump().split('\n').length <= 4);
    }),
    { seed, numRuns: 300 },
  );
});

test('with MQTT 5 the properties are passed over, reasons are told, and what authenticates is not', async () => {
  const scene = new Scene();
  const mqtt5 = new Mqtt5({
    authentication: { method: 'M', respond: () => bytes('the answer') },
  });
  const session = new Session();
  scene.client.use(mqtt5).use(session);
  void scene.client.connect('esp32-secret-id');
  const auth = [0xf0, 13, 0x18, 11, 21, [0, 1], 'M', 22, [0, 4], 'salt'] as const;
  await scene.receive(bytes(...auth));
  await scene.receive(bytes(0x20, 7, 0, 0, 4, 21, [0, 1], 'M'));
  void session.subscribe('home/+', { qos: 1, identifier: 5 });
  await scene.receive(bytes(0x90, 4, [0, 2], 0, 1));
  session.deliver('home/door', 'open');
  await scene.receive(bytes(0x40, 3, [0, 3], 0x10));
  await scene.receive(bytes(0xe0, 1, 0x8e));
  deepEqual(
    scene.lines.map((line) => line.slice(6)),
    [
      '-- a connection begins',
      '-> CONNECT level 5, keep-alive 15 s, clean',
      '<- AUTH reason 24',
      '-> AUTH reason 24',
      '<- CONNACK code 0',
      '-> SUBSCRIBE id 2 home/+',
      '<- SUBACK id 2, granted 1',
      '-> PUBLISH QoS 1 id 3 home/door, 5 bytes',
      '<- PUBACK id 3, reason 16',
      '<- DISCONNECT reason 142',
    ],
  );
});
