/** `npm start` as a user meets it: what it prints, what arrives, and with which code it exits. */

import { createServer, type Server } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../architecture/source';
import { deepEqual, equal, includes, ok } from '../kit/assert';
import { Cli, runCli as run } from '../kit/cli';
import { freePort, Mosquitto, noMosquitto } from '../kit/mosquitto';
import { until } from '../kit/until';
import { Witness } from '../kit/witness';

/** The port of the embedded broker, from what was printed. */
function brokerPort(cli: Cli): number {
  return Number(/mqtt:\/\/127\.0\.0\.1:(\d+) \(embedded/.exec(cli.output)?.[1]);
}

/** A line without its time. */
function said(line: string): string {
  return line.slice('00:00:00 '.length);
}

const QUICK = ['--sensor', 'dht11', '--every', '1s'];

test('three readings, then exit 0', async () => {
  const { code, lines, errors } = await run(...QUICK, '--count', '3', '--id', 'RPi1');
  equal(code, 0);
  equal(errors, '');
  const subjects = lines.map((line) => said(line).slice(2, 10).trim());
  deepEqual(subjects, [
    ...['broker', 'board', 'engine', 'station', 'wifi', 'clock', 'mqtt'],
    ...['reading', 'reading', 'reading', 'mqtt'],
  ]);
  ok(lines.every((line) => /^\d\d:\d\d:\d\d /.test(line)));
  includes(lines[1]!, 'ESP32-DevKitC (simulated), DHT11 on GPIO 4');
  includes(lines[4]!, 'joined sim-net as 192.168.4.2, -58 dBm');
  includes(lines[6]!, 'as RPi1');
  ok(
    /pubsub-xs\/RPi1\/reading {2}\{"deviceID":"RPi1","temperature":[\d.]+,"timestamp":\d+,"humidity":[\d.]+\}$/.test(
      lines[7]!,
    ),
    lines[7],
  );
});

test('readings go to the topic that was asked for, where any client sees them', async () => {
  const cli = new Cli(...QUICK, '--count', '3', '--id', 'RPi1', '--topic', '/fxwalsh/temperature');
  await cli.shows('broker');
  const witness = await Witness.at(brokerPort(cli));
  equal((await cli.ends()).code, 0);
  await until('all has come', () => witness.heard('pubsub-xs/RPi1/status').includes('offline'));
  equal(witness.heard('/fxwalsh/temperature').length, 3);
  await witness.close();
});

test('--json prints one object a line', async () => {
  const { code, lines } = await run(...QUICK, '--count', '1', '--json', '--id', 'RPi1');
  equal(code, 0);
  const events = lines.map((line) => JSON.parse(line) as { event: string; time: string });
  deepEqual(
    events.map(({ event }) => event),
    ['broker', 'start', 'engine', 'boot', 'wifi', 'clock', 'mqtt', 'reading', 'mqtt'],
  );
  ok(events.every(({ time }) => !Number.isNaN(Date.parse(time))));
});

test('--help shows the options and exits 0', async () => {
  for (const option of ['--help', '-h']) {
    const { code, lines } = await run(option);
    equal(code, 0);
    ok(lines.some((line) => line.includes('--every DURATION') && line.includes('[10s]')));
  }
});

test('--version is the package’s, alone on a line', async () => {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  const { code, lines } = await run('--version');
  deepEqual([code, lines], [0, [version]]);
});

const WRONG: readonly (readonly [readonly string[], string])[] = [
  [['--evry', '1s'], 'did you mean --every?'],
  [['--every', '5x'], 'write a duration'],
  [['--id', 'a/b'], '--id is "a/b"; it must not contain /'],
  [['--topic', 'a/#'], '--topic is "a/#"'],
  [['--base', ''], '--base needs a value'],
  [['--broker', 'localhost'], '--broker'],
  [['--climate', 'no-such-file.csv'], 'there is no such file'],
];

for (const [args, part] of WRONG) {
  test(`${args.join(' ')}: one clear line, exit code 2`, async () => {
    const { code, lines, errors } = await run(...args);
    equal(code, 2);
    deepEqual(lines, []);
    includes(errors, part);
    equal(errors.trimEnd().split('\n').length, 1);
  });
}

test('a recorded climate is played, and a malformed line is named with its number', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
  const good = join(folder, 'good.csv');
  const bad = join(folder, 'bad.csv');
  writeFileSync(good, 'time,°C,%\n0,-5.5,60\n3600,-5.5,60\n');
  writeFileSync(bad, 'time,°C,%\n0,20,50\n10,warm,50\n');
  const played = await run('--climate', good, '--count', '1');
  equal(played.code, 0);
  ok(
    played.lines.some(
      (line) => line.includes('"temperature":-5.5') && line.includes('"humidity":60'),
    ),
  );
  const refused = await run('--climate', bad);
  equal(refused.code, 2);
  includes(refused.errors, 'bad.csv:3: temperature "warm" is not a number');
  rmSync(folder, { recursive: true });
});

test('a broker that cannot be reached: one line for it, and exit 1 that counts what is unsent', async () => {
  const port = await freePort();
  const { code, lines } = await run(
    ...QUICK,
    '--count',
    '2',
    '--broker',
    `mqtt://127.0.0.1:${port}`,
  );
  equal(code, 1);
  const told = lines.filter((line) => line.includes('mqtt '));
  equal(told.length, 1);
  includes(
    told[0]!,
    `! mqtt     cannot connect to mqtt://127.0.0.1:${port}: the broker does not answer`,
  );
  includes(lines.at(-1)!, '2 of 2 readings left unsent');
});

test(
  'an outside broker with a login: refused with the code’s meaning, or let in',
  { skip: noMosquitto },
  async () => {
    const broker = await Mosquitto.start({ user: 'me', password: 's3cret@#' });
    const url = `127.0.0.1:${broker.port}`;
    const wrong = await run(...QUICK, '--count', '1', '--broker', `mqtt://me:guess@${url}`);
    equal(wrong.code, 1);
    equal(wrong.lines.filter((line) => line.includes('refused, code 5: not authorised')).length, 1);
    const right = await run(...QUICK, '--count', '1', '--broker', `mqtt://me:s3cret%40%23@${url}`);
    equal(right.code, 0);
    const all = [...wrong.lines, ...right.lines].join('\n');
    equal(/s3cret|guess/.test(all), false);
    await broker.stop();
  },
);

/** Takes a port, as soon as nobody else has it. */
async function take(port: number): Promise<Server> {
  const server = createServer();
  let taken = false;
  server.on('listening', () => (taken = true));
  server.on('error', () => {}); // tried again
  await until(`port ${port} is ours`, () => {
    if (!taken && !server.listening) server.listen(port, '127.0.0.1');
    return taken;
  });
  return server;
}

test('a port that is taken: the next free one, and it says so', async () => {
  const server = await take(1883);
  const cli = new Cli();
  try {
    await cli.shows('embedded; port 1883 was taken');
    ok(brokerPort(cli) > 1883);
  } finally {
    cli.child.kill('SIGINT');
    server.close();
  }
  equal((await cli.ends()).code, 0);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} disconnects cleanly and exits 0`, { skip: noMosquitto }, async () => {
    const broker = await Mosquitto.start();
    const cli = new Cli('--id', 'RPi1', '--broker', `mqtt://127.0.0.1:${broker.port}`);
    await cli.shows('connected');
    cli.child.kill(signal);
    const { code, lines, errors } = await cli.ends();
    equal(code, 0);
    equal(errors, '');
    includes(lines.at(-1)!, 'disconnected');
    const witness = await Witness.at(broker.port);
    deepEqual(await witness.wait('pubsub-xs/RPi1/status'), ['offline']);
    equal(witness.messages[0]?.retain, true);
    ok(broker.log.includes('Received DISCONNECT from RPi1'));
    await witness.close();
    await broker.stop();
  });
}

test('SIGINT while nothing is connected ends at once, with exit 0', async () => {
  const cli = new Cli('--broker', `mqtt://127.0.0.1:${await freePort()}`);
  await cli.shows('cannot connect');
  cli.child.kill('SIGINT');
  const { code, errors } = await cli.ends();
  equal(code, 0);
  equal(errors, '');
});

test('a reader that goes away stops it without a word', async () => {
  const cli = new Cli(...QUICK, '--count', '3');
  await cli.shows('mqtt');
  cli.child.stdout!.destroy();
  const { code, errors } = await cli.ends();
  equal(code, 0);
  equal(errors, '');
});
