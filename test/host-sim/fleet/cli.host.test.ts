/** `npm run fleet` before Mosquitto: what is printed, and with which code it ends. */

import { test } from 'node:test';
import { equal, includes, ok } from '../../kit/assert';
import { Cli } from '../../kit/cli';
import { Mosquitto, noMosquitto } from '../../kit/mosquitto';

class FleetCli extends Cli {
  static override readonly program = 'host-sim/fleet/cli.ts';
}

void test(
  'fifty boards lose nothing, and the last line says so',
  { skip: noMosquitto },
  async () => {
    const broker = await Mosquitto.start(undefined, ['max_queued_messages 0']);
    try {
      const url = `mqtt://127.0.0.1:${broker.port}`;
      const cli = new FleetCli(
        '--broker',
        url,
        '--boards',
        '50',
        '--every',
        '2s',
        '--readings',
        '1',
      );
      const { code, lines, errors } = await cli.ends();
      equal(code, 0, errors);
      equal(errors.includes('pubsub-xs:'), false, errors);
      equal(lines.at(-1), 'lost: 0');
      const text = lines.join('\n');
      includes(text, 'boards    50 of 50 started, 50 connected at once, 0 reconnects');
      const [, accepted, acknowledged, seen] =
        /(\d+) accepted, (\d+) acknowledged, (\d+) seen, 0 twice/.exec(text) ?? [];
      ok(Number(accepted) >= 50, text);
      equal(acknowledged, accepted);
      equal(seen, accepted);
      ok(/latency {3}p50 [\d.]+ ms, p99 [\d.]+ ms/.test(text), text);
      ok(/memory {4}[\d.]+ KiB a board: \d+ MiB resident with all/.test(text), text);
      const received = broker.log.match(/Received PUBLISH from fleet-\d{5} .*\/reading'/g) ?? [];
      equal(received.length, Number(accepted), 'as the broker has logged it');
    } finally {
      await broker.stop();
    }
  },
);

void test('what cannot be is one line and code 2', async () => {
  const many = new FleetCli('--broker', 'mqtt://127.0.0.1:1', '--boards', '1000000');
  const wrong = new FleetCli('--broker', 'mqtt://127.0.0.1:1', '--prefix', 'a/b');
  const [tooMany, misnamed] = [await many.ends(), await wrong.ends()];
  equal(tooMany.code, 2);
  ok(/needs \d+ (open files|local ports)/.test(tooMany.errors), tooMany.errors);
  equal(misnamed.code, 2);
  includes(misnamed.errors, 'pubsub-xs: --prefix is "a/b-00001"');
  equal(misnamed.errors.trim().split('\n').length, 1, misnamed.errors);
});

void test('a broker that is not there is one line and code 1', async () => {
  const { code, errors } = await new FleetCli('--broker', 'mqtt://127.0.0.1:1').ends();
  equal(code, 1);
  equal(errors.trim().split('\n').length, 1, errors);
  includes(errors, 'the observer cannot hear the broker: connect ECONNREFUSED 127.0.0.1:1');
});
