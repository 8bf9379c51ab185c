/** The lecture's examples, each run as a student runs it, before Mosquitto; return code 4 before a broker that gives it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { deepEqual, equal, includes } from '../kit/assert';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Ran {
  readonly lines: readonly string[];
  readonly code: number;
}

async function run(program: string, url: string): Promise<Ran> {
  const file = `test/interop/lecture/${program}.ts`;
  const child = spawn(process.execPath, ['--import', 'tsx', file, url], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { lines: output.split('\n').filter((line) => line !== ''), code };
}

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  wildcards: [
    'home/kitchen/temperature   hears home/kitchen/temperature',
    'home/+/temperature         hears home/kitchen/temperature, home/cellar/temperature',
    'home/#                     hears home/kitchen/temperature, home/cellar/temperature, home/cellar/humidity, home',
    '#                          hears home/kitchen/temperature, home/cellar/temperature, home/cellar/humidity, home, garden/temperature',
  ],
  retained: [
    'published: door closed, door open (both retained), bell rings (not retained)',
    'a subscriber that comes later hears: lecture/door open',
    'it does not hear of the bell: right',
    'after an empty retained message nothing is kept: right',
  ],
  durable: [
    'not durable: on its return the broker does not know its session',
    'not durable: it has heard "one", "three"',
    'durable: on its return the broker knows its session',
    'durable: it has heard "one", "two, while it was away", "three"',
  ],
  'last-will': [
    'it says goodbye: the broker says nothing',
    'its plug is pulled: the broker says offline',
  ],
  qos: [
    'QoS 0: 7 of 10 arrived, 0 of them twice',
    'QoS 1: 10 of 10 arrived, 3 of them twice',
    'QoS 2: 10 of 10 arrived, 0 of them twice',
  ],
  'return-codes': ['without a user name: the broker answers 0, accepted'],
};

for (const [program, lines] of Object.entries(EXPECTED)) {
  test(
    `${program}.ts shows what it says, and can be run again`,
    { skip: noMosquitto },
    async () => {
      const broker = await Mosquitto.start();
      try {
        for (let i = 0; i < 2; i++) {
          deepEqual(await run(program, `mqtt://127.0.0.1:${broker.port}`), { lines, code: 0 });
        }
      } finally {
        await broker.stop();
      }
    },
  );
}

test(
  'return-codes.ts shows code 0 to the right password, and 5 to a wrong one',
  { skip: noMosquitto },
  async () => {
    const broker = await Mosquitto.start({ user: 'me', password: 'right' });
    const answerTo = async (login: string): Promise<string | undefined> =>
      (await run('return-codes', `mqtt://${login}127.0.0.1:${broker.port}`)).lines[0];
    try {
      equal(await answerTo('me:right@'), 'as me: the broker answers 0, accepted');
      equal(await answerTo('me:wrong@'), 'as me: the broker answers 5, not authorized');
      equal(await answerTo(''), 'without a user name: the broker answers 5, not authorized');
    } finally {
      await broker.stop();
    }
  },
);

test('return-codes.ts shows code 4 of a broker that gives it', async () => {
  const broker = await startBroker(0);
  broker.aedes.authenticate = (_client, _user, _password, done) => {
    const refusal = Object.assign(new Error('refused'), { returnCode: 4 });
    done(refusal, null);
  };
  const { lines, code } = await run('return-codes', `mqtt://me:wrong@127.0.0.1:${broker.port}`);
  await broker.close();
  deepEqual([lines, code], [['as me: the broker answers 4, bad user name or password'], 0]);
});

for (const url of ['mqtts://me:secret@127.0.0.1:1', 'http://127.0.0.1:1', 'foo', 'mqtt:']) {
  test(`a program of the lecture refuses ${url.replace('secret', '…')} in one line`, async () => {
    const { lines, code } = await run('return-codes', url);
    equal(code, 2);
    equal(lines.length, 1);
    includes(lines[0]!, 'write mqtt://');
    equal(lines[0]!.includes('secret'), false);
  });
}

test('without a broker a program of the lecture says so in one line', async () => {
  const { lines, code } = await run('qos', 'mqtt://127.0.0.1:1');
  equal(code, 1);
  equal(lines.length, 1);
  includes(lines[0]!, 'cannot connect to 127.0.0.1:1: unreachable');
});
