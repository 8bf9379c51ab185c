/** `npm run fleet` before Mosquitto: what is printed, and with which code it ends. */

import { describe, test } from 'node:test';
import { limitProblem, systemLimits } from '../../../host-sim/fleet/limits';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { Cli } from '../../kit/cli';
import { Mosquitto, noMosquitto } from '../../kit/mosquitto';
import { until } from '../../kit/until';

class FleetCli extends Cli {
  static override readonly program = 'host-sim/fleet/cli.ts';
}

const NOBODY = 'mqtt://127.0.0.1:1';
const noLimit = limitProblem(1_000_000, systemLimits()) === undefined && 'it has no limits';

async function fiftyBoards(broker: Mosquitto): Promise<void> {
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const words = ['--boards', '50', '--every', '2s', '--readings', '1'];
  const { code, lines, errors } = await new FleetCli('--broker', url, ...words).ends();
  equal(code, 0, errors);
  equal(lines.at(-1), 'lost: 0');
  const text = lines.join('\n');
  includes(text, 'boards    50 of 50 started, 50 connected at once');
  const [, accepted, acknowledged, seen] =
    /(\d+) accepted, (\d+) acknowledged, (\d+) seen/.exec(text) ?? [];
  ok(Number(accepted) >= 50, text);
  equal(acknowledged, accepted);
  equal(seen, accepted);
  ok(/latency {3}p50 [\d.]+ ms, p99 [\d.]+ ms/.test(text), text);
  ok(/memory {4}[\d.]+ KiB a board: \d+ MiB resident with all/.test(text), text);
  const received = broker.log.match(/Received PUBLISH from fleet-\d{5} .*\/reading'/g) ?? [];
  ok(received.length >= Number(accepted), `the broker has logged ${received.length}`);
}

async function killed(broker: Mosquitto): Promise<void> {
  const words = ['--broker', `mqtt://127.0.0.1:${broker.port}`];
  const fleet = new FleetCli(...words, '--boards', '3', '--every', '1s', '--for', '1h');
  await until('all are online', () => /fleet-00003\/status', \.\.\. \(6 /.test(broker.log), 20_000);
  fleet.child.kill('SIGKILL');
  await fleet.ends();
  await until('all are offline', () => /fleet-00003\/status', \.\.\. \(7 /.test(broker.log));
  const { code, lines, errors } = await new FleetCli(...words, '--clear').ends();
  deepEqual([code, lines], [0, ['3 states of boards fleet-… taken away from the broker']], errors);
}

void describe('npm run fleet', { concurrency: true }, () => {
  void test(
    'of fifty boards loses nothing, and its last line says so',
    { skip: noMosquitto },
    async () => {
      const broker = await Mosquitto.start(undefined, ['max_queued_messages 0']);
      try {
        await fiftyBoards(broker);
      } finally {
        await broker.stop();
      }
    },
  );

  void test('with an option that cannot be is one line and code 2, and nothing has begun', async () => {
    const wrong = [
      [
        ['--broker', NOBODY, '--prefix', 'a/b'],
        '--prefix: the last board\'s id is "a/b-01000"; it must not contain / + or #',
      ],
      [['--broker', NOBODY, '--base', 'a/#', '--clear'], '--base is "a/#"'],
      [['--broker', 'mqtts://127.0.0.1:1', '--ca', 'nowhere.pem'], 'there is no such file'],
    ] as const;
    for (const [words, part] of wrong) {
      const { code, lines, errors } = await new FleetCli(...words).ends();
      deepEqual([code, lines], [2, []]);
      includes(errors, part);
      equal(errors.trim().split('\n').length, 1, errors);
    }
  });

  void test(
    'whose process is killed leaves states behind, and --clear takes them away',
    { skip: noMosquitto },
    async () => {
      const broker = await Mosquitto.start();
      try {
        await killed(broker);
      } finally {
        await broker.stop();
      }
    },
  );

  void test(
    'of more boards than the system allows says what to raise',
    { skip: noLimit },
    async () => {
      const { code, errors } = await new FleetCli('--broker', NOBODY, '--boards', '1000000').ends();
      equal(code, 2);
      ok(/needs \d+ (open files|local ports).*; raise that with/.test(errors), errors);
    },
  );

  void test('before a broker that is not there is one line and code 1', async () => {
    const { code, errors } = await new FleetCli('--broker', NOBODY).ends();
    equal(code, 1);
    equal(errors.trim().split('\n').length, 1, errors);
    includes(errors, 'the observer cannot hear the broker: connect ECONNREFUSED 127.0.0.1:1');
  });
});
