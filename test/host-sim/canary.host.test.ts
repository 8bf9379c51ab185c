/** Nothing that is shown, sent or thrown holds a secret: each of these would be found again. */

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { checkSettings } from '../../firmware/station/settings';
import { Authority } from '../../host-sim/broker/authority';
import { watchDoor } from '../../host-sim/broker/door';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import { WebSocket } from 'ws';
import { equal, includes, ok, throws } from '../kit/assert';
import { Cli } from '../kit/cli';
import { freePort } from '../kit/mosquitto';
import { until } from '../kit/until';

installText(nodeText); // the firmware's own checks use the chip's conversions of text

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = 'c4nary-p4ssw0rd';
const WIFI_PASSWORD = 'c4nary-w1f1';
const PAYLOAD_KEY = Buffer.from('c4nary-payload-key-of-32-bytes!!').toString('base64url') + '=';
const authority = new Authority();
const { chain, key } = authority.issue({ name: 'board' });
/** A line from the middle of the key. */
const KEY_LINE = key.split('\n')[10]!;

/** As they are, and as other programs would show bytes. */
const FORMS = [PASSWORD, WIFI_PASSWORD, PAYLOAD_KEY, KEY_LINE].flatMap((secret) => [
  secret,
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64').slice(0, -4),
]);

function holdsNone(text: string): void {
  for (const form of FORMS) equal(text.includes(form), false, `${form} in ${text}`);
}

const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
test.after(() => {
  rmSync(folder, { recursive: true });
});
const [certFile, keyFile] = [join(folder, 'board.pem'), join(folder, 'board-key.pem')];
writeFileSync(certFile, chain);
writeFileSync(keyFile, key);
const caFile = join(folder, 'ca.pem');
writeFileSync(caFile, authority.certificate);

const SECRETS = { MQTT_PASSWORD: PASSWORD, WIFI_PASSWORD, PAYLOAD_KEY };

/** Everything that a command has said. */
function said(command: string, ...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const words = ['--import', 'tsx', `host-sim/${command}.ts`, ...args];
    const env = { ...process.env, PUBSUB_XS_FOLDER: folder, ...SECRETS };
    execFile(process.execPath, words, { cwd: ROOT, env }, (_error, out, errors) => {
      resolve(out + errors);
    });
  });
}

const QUICK = ['--sensor', 'dht11', '--every', '1s', '--count', '1'];

test('a secret in any of its forms is found', () => {
  for (const form of FORMS) {
    throws(() => {
      holdsNone(`before ${form} behind`);
    }, 'in before');
  }
});

test('the log of a board with a password and a payload key, for people and for programs', async () => {
  for (const more of [['--auth'], ['--auth', '--derive', '--json'], ['--auth', '--tls']]) {
    const log = await said('cli', ...QUICK, '--encrypt', ...more);
    includes(log, 'reading');
    holdsNone(log);
  }
});

test('the log of a board that its broker refuses, or that cannot reach it', async () => {
  const port = await freePort();
  const log = await said('cli', ...QUICK, '--broker', `mqtt://u:${PASSWORD}@127.0.0.1:${port}`);
  includes(log, 'cannot connect');
  holdsNone(log);
});

test('what flash shows, with settings that are right and with wrong ones', async () => {
  const files = { MQTT_CERT: certFile, MQTT_KEY: keyFile, MQTT_CA: caFile };
  const env = { WIFI_SSID: 'x', MQTT_HOST: 'h', MQTT_USER: 'u', ...files };
  Object.assign(SECRETS, env);
  const words = ['--board', 'esp32-devkitc', '--dry-run'];
  const shown = await said('chip/flash', ...words);
  includes(shown, 'settings=…');
  holdsNone(shown);
  Object.assign(SECRETS, { MQTT_PORT: 'none' });
  const wrong = await said('chip/flash', ...words);
  includes(wrong, 'MQTT_PORT');
  holdsNone(wrong);
  Object.assign(SECRETS, { MQTT_KEY: key });
  const inline = await said('chip/flash', ...words);
  includes(inline, 'MQTT_KEY (not a path)');
  holdsNone(inline);
});

test('what is said of settings that are refused, whichever of them is wrong', () => {
  const wrong = [
    { wifi: { ssid: 'x', password: `${WIFI_PASSWORD}${'x'.repeat(60)}` } },
    { wifi: { ssid: 'x', password: WIFI_PASSWORD, passwort: WIFI_PASSWORD } },
    { broker: { host: `u:${PASSWORD}@h`, password: PASSWORD } },
    { broker: { host: 'h', user: 'u', password: `${PASSWORD}\0` } },
    { broker: { host: 'h', tls: { ca: PASSWORD, key: KEY_LINE, certificate: KEY_LINE } } },
    { payloadKey: `${PAYLOAD_KEY},${PASSWORD}` },
    { payloadKey: PAYLOAD_KEY.slice(0, -4) },
  ];
  for (const settings of wrong) {
    const checked = checkSettings(settings);
    ok(!checked.ok);
    const text = JSON.stringify(checked.problems);
    equal(text.includes('c4nary'), false, text);
    holdsNone(text);
  }
});

test('what the command for payloads says of a key that is none', async () => {
  Object.assign(SECRETS, { PAYLOAD_KEY: `${PAYLOAD_KEY}${PASSWORD}` });
  const shown = await said('payload/cli', 'decrypt', PASSWORD);
  includes(shown, 'key 1 is none');
  holdsNone(shown);
  Object.assign(SECRETS, { PAYLOAD_KEY });
});

test('what goes over the wire with a derived password and encrypted payloads', async () => {
  const broker = await startBroker(0);
  watchDoor(broker.aedes, { user: 'u', password: PASSWORD, derived: true, unixMs: Date.now });
  let wire = Buffer.alloc(0);
  const tap = createServer((client) => {
    const server = connect(broker.port, '127.0.0.1');
    client.on('data', (chunk: Buffer) => (wire = Buffer.concat([wire, chunk])));
    for (const socket of [client, server]) socket.on('error', () => {});
    client.pipe(server).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(tap, 'listening');
  const { port } = tap.address() as { port: number };
  const url = `mqtt://u:${PASSWORD}@127.0.0.1:${port}`;
  const log = await said('cli', ...QUICK, '--derive', '--encrypt', '--broker', url);
  includes(log, 'reading');
  holdsNone(log);
  ok(wire.includes('/reading'));
  holdsNone(wire.toString('latin1'));
  equal(wire.includes('temperature'), false);
  tap.close();
  await broker.close();
});

test('what the dashboard tells its page', async () => {
  Object.assign(process.env, { ...SECRETS, PUBSUB_XS_FOLDER: folder });
  const words = ['--sensor', 'dht11', '--every', '1s', '--port', '0'];
  const cli = new Cli(...words, '--auth', '--encrypt', '--tls');
  await cli.shows('http://127');
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(cli.output)![0];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: { origin: url } });
  let told = '';
  socket.on('message', (data: Buffer) => (told += data.toString()));
  await until('a packet of a reading was shown', () => told.includes('gAAAA'), 30_000);
  holdsNone(told);
  socket.terminate();
  cli.child.kill('SIGINT');
  const { lines, errors } = await cli.ends();
  holdsNone(lines.join('\n') + errors);
});
