/** `npm start` with TLS, passwords and encrypted payloads, as a user meets it. */

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import mqtt from 'mqtt';
import { equal, includes, ok } from '../kit/assert';
import { Authority } from '../../host-sim/broker/authority';
import { Cli, runCli as run } from '../kit/cli';
import { secureServer } from '../kit/tls-board';

/** Other tests have theirs at the same time. */
const FOLDER = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
process.env['PUBSUB_XS_FOLDER'] = FOLDER;
const QUICK = ['--sensor', 'dht11', '--every', '1s', '--id', 'RPi1'];
const READING = 'pubsub-xs/RPi1/reading';

function secret(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8').trim();
}

function port(cli: Cli): number {
  return Number(/mqtts?:\/\/127\.0\.0\.1:(\d+) \(embedded/.exec(cli.output)?.[1]);
}

/** The first message on the topic of the readings. */
async function heard(client: mqtt.MqttClient): Promise<string> {
  await client.subscribeAsync(READING);
  return new Promise((resolve) => {
    client.on('message', (_topic, payload) => {
      resolve(payload.toString());
    });
  });
}

test('--tls serves TLS only, with a certificate of the CA in the folder, and the board connects by it', async () => {
  const cli = new Cli(...QUICK, '--tls');
  await cli.shows('connected to mqtts://127.0.0.1:');
  const ca = secret('ca.pem');
  const client = await mqtt.connectAsync(`mqtts://127.0.0.1:${port(cli)}`, { ca });
  includes(await heard(client), '"deviceID":"RPi1"');
  await client.endAsync();
  await isRefused(mqtt.connectAsync(`mqtts://127.0.0.1:${port(cli)}`, { reconnectPeriod: 0 }));
  cli.signalGroup('SIGINT');
  equal((await cli.ends()).code, 0);
  equal(statSync(join(FOLDER, 'board-key.pem')).mode & 0o077, 0);
});

test('--auth lets in who knows the password, by code 4 not who does not, and by code 5 not who is unknown', async () => {
  const cli = new Cli(...QUICK, '--auth');
  await cli.shows('connected to');
  const url = `mqtt://127.0.0.1:${port(cli)}`;
  const login = { username: 'board', password: secret('password') };
  const client = await mqtt.connectAsync(url, login);
  await client.endAsync();
  includes(await isRefused(connect(url, { ...login, password: 'guess' })), 'Bad username');
  includes(await isRefused(connect(url, {})), 'Not authorized');
  const other = await run(
    ...QUICK,
    '--count',
    '1',
    '--broker',
    `mqtt://board:no@127.0.0.1:${port(cli)}`,
  );
  equal(other.code, 1);
  ok(other.lines.some((line) => line.includes('refused, code 4: wrong user name or password')));
  cli.signalGroup('SIGINT');
  const { lines } = await cli.ends();
  equal(lines.join('\n').includes(login.password), false);
});

function connect(url: string, options: mqtt.IClientOptions): Promise<mqtt.MqttClient> {
  return mqtt.connectAsync(url, { ...options, reconnectPeriod: 0 });
}

async function isRefused(attempt: Promise<mqtt.MqttClient>): Promise<string> {
  try {
    const client = await attempt;
    await client.endAsync();
    return 'it was let in';
  } catch (error) {
    return (error as Error).message;
  }
}

test('with --derive the password itself never goes to the broker', async () => {
  const { code, lines } = await run(...QUICK, '--count', '2', '--auth', '--derive');
  equal(code, 0);
  ok(lines.some((line) => line.includes('connected to')));
});

test('--encrypt publishes what only the key opens, and npm run payload does', async () => {
  const cli = new Cli(...QUICK, '--encrypt');
  await cli.shows('connected to');
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port(cli)}`);
  const token = await heard(client);
  equal(token.includes('RPi1'), false);
  const words = ['--import', 'tsx', 'host-sim/payload/cli.ts', 'decrypt', token];
  const key = secret('payload-key');
  const text = execFileSync(process.execPath, words, {
    encoding: 'utf8',
    env: { ...process.env, PAYLOAD_KEY: key },
  });
  includes(text, '"deviceID":"RPi1"');
  await client.endAsync();
  cli.signalGroup('SIGINT');
  const { lines } = await cli.ends();
  equal(lines.join('\n').includes(key), false);
});

const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
test.after(() => {
  rmSync(FOLDER, { recursive: true });
  rmSync(folder, { recursive: true });
});

test('files that are no certificate and no key are refused by their names, without what is in them', async () => {
  const file = join(folder, 'note.txt');
  writeFileSync(file, 's3cret');
  const broker = ['--broker', 'mqtts://127.0.0.1:1', '--ca'];
  const { code, errors } = await run(...broker, file);
  equal(code, 2);
  includes(errors, `--ca ${file}: no certificate in PEM`);
  equal(errors.includes('s3cret'), false);
  includes((await run(...broker, join(folder, 'none'))).errors, 'there is no such file');
});

test('what is in the folder and is of no use is made anew', async () => {
  await run(...QUICK, '--count', '1', '--tls');
  const key = secret('board-key.pem');
  writeFileSync(join(FOLDER, 'broker-key.pem'), `${key}\n`);
  writeFileSync(join(FOLDER, 'password'), '');
  const { code, lines } = await run(...QUICK, '--count', '1', '--tls', '--auth');
  equal(code, 0, lines.join('\n'));
  ok(secret('board-key.pem') !== key);
  ok(secret('password') !== '');
});

test('a start that fails ends, whatever was begun', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { code, errors } = await run(...QUICK, '--console', `${port}`);
  equal(code, 2);
  includes(errors, 'the port is taken');
  taken.close();
});

test('the board says why it does not trust a broker', async () => {
  const { chain: cert, key } = new Authority().issue({ name: 'x', hosts: ['127.0.0.1'] });
  const server = await secureServer({ cert, key });
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, new Authority().certificate);
  const words = [
    ...QUICK,
    '--count',
    '1',
    '--broker',
    `mqtts://127.0.0.1:${server.port}`,
    '--ca',
    ca,
  ];
  const { code, lines } = await run(...words);
  equal(code, 1);
  ok(
    lines.some((line) => line.includes('does not go back to the CA')),
    lines.join('\n'),
  );
  server.close();
});
