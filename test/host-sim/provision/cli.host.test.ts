/** `npm run provision` as a user meets it, with a simulated board. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { Cli } from '../../kit/cli';
import { freePort } from '../../kit/mosquitto';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PASSWORD = 'p#w$"\'\\= ü🔑';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

function provision(input: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const words = ['--import', 'tsx', 'host-sim/provision/cli.ts', ...args];
    const child = execFile(process.execPath, words, { cwd: ROOT }, (error, out, errors) => {
      resolve({ code: error ? Number(error.code) : 0, out, errors });
    });
    child.stdin?.end(input);
  });
}

/** A board that nobody has told anything, and its console. */
async function blankBoard(): Promise<{ cli: Cli; console: string }> {
  const port = await freePort();
  const cli = new Cli('--blank', '--console', `${port}`, '--sensor', 'dht11', '--every', '1s');
  await cli.shows('waiting for settings on the console');
  return { cli, console: `127.0.0.1:${port}` };
}

async function end(cli: Cli): Promise<string> {
  cli.signalGroup('SIGINT');
  const { lines } = await cli.ends();
  return lines.join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
test.after(() => {
  rmSync(folder, { recursive: true });
});

test('a board is told where it is by answers to questions, and runs; secrets are shown as stars', async () => {
  const { cli, console } = await blankBoard();
  const broker = Number(/mqtt:\/\/127\.0\.0\.1:(\d+)/.exec(cli.output)?.[1]);
  const answers = ['sim-net', '', '127.0.0.1', `${broker}`, 'me', PASSWORD, '', '', 'RPi1'];
  const less = await provision(`${answers.slice(0, 3).join('\n')}\n`, '--port', console);
  equal(less.code, 1);
  includes(less.errors, 'nothing is changed');
  const wrong = await provision('sim-net\nabc\n127.0.0.1\n', '--port', console);
  equal(wrong.code, 2);
  includes(wrong.errors, 'WIFI_PASSWORD has 3 bytes');
  equal(wrong.errors.includes('MQTT_HOST'), false, 'nothing is asked behind a wrong answer');
  includes((await provision('', '--port', console, '--show')).out, 'nothing is set');
  const given = await provision(`${answers.join('\n')}\n`, '--port', console);
  equal(given.code, 0, given.errors);
  await cli.shows('pubsub-xs/RPi1/reading');
  const shown = await provision('', '--port', console, '--show');
  includes(shown.out, 'WIFI_SSID "sim-net"');
  includes(shown.out, 'MQTT_PASSWORD is set');
  for (const text of [given.out, given.errors, shown.out, shown.errors, await end(cli)]) {
    equal(text.includes(PASSWORD), false);
  }
  includes(given.errors, `MQTT_PASSWORD ${'*'.repeat(Array.from(PASSWORD).length)}`);
});

test('a file gives them, and a factory reset forgets them', async () => {
  const { cli, console } = await blankBoard();
  const file = join(folder, 'settings');
  writeFileSync(file, 'WIFI_SSID=sim-net\nMQTT_HOST=127.0.0.1\nMQTT_PORT=1\nDEVICE_ID=RPi2\n');
  const given = await provision('', '--port', console, '--env', file);
  equal(given.code, 0, given.errors);
  await cli.shows('RPi2 starts');
  equal((await provision('', '--port', console, '--factory-reset')).code, 0);
  includes((await provision('', '--port', console, '--show')).out, 'nothing is set');
  await end(cli);
});

test('settings that cannot be are told, and the board goes on waiting', async () => {
  const { cli, console } = await blankBoard();
  const file = join(folder, 'wrong');
  writeFileSync(file, 'WIFI_SSID=sim-net\nWIFI_PASSWORD=short\nMQTT_HOST=h\n');
  const { code, errors } = await provision('', '--port', console, '--env', file);
  equal(code, 2);
  includes(errors, 'WIFI_PASSWORD has 5 bytes');
  equal(errors.includes('short\n'), false);
  equal(cli.output.includes('starts'), false);
  await end(cli);
});

test('a refusal leaves nothing behind, nor does who has gone in the midst of it', async () => {
  const { cli, console } = await blankBoard();
  const give = (lines: readonly string[]): Promise<Outcome> => {
    const file = join(folder, 'given');
    writeFileSync(file, `${lines.join('\n')}\n`);
    return provision('', '--port', console, '--env', file);
  };
  const place = ['WIFI_SSID=sim-net', 'MQTT_HOST=127.0.0.1', 'MQTT_PORT=1'];
  const refused = await give([...place, 'PAYLOAD_KEY=abc', 'SENSOR_PIN=6']);
  equal(refused.code, 2);
  includes(refused.errors, 'PAYLOAD_KEY is refused');
  includes(refused.errors, 'genkey makes one');
  includes(refused.errors, 'SENSOR_PIN is 6, where this board can have no sensor');
  includes((await provision('', '--port', console, '--show')).out, 'nothing is set');
  const unset = await provision('', '--port', console, '--unset', 'PAYLOAD_KEY');
  includes(unset.errors, 'WIFI_SSID is missing');
  equal((await give(place)).code, 0);

  const gone = connect(Number(console.split(':')[1]), '127.0.0.1');
  gone.end('set topic stray/topic\nset wifipassword "half of i');
  await once(gone.resume(), 'close');
  const given = await give(['DEVICE_ID=good']);
  includes(given.out, '1 setting given');
  const { out } = await provision('', '--port', console, '--show');
  deepEqual(out.trim().split('\n'), [
    ...['WIFI_SSID "sim-net"', 'MQTT_HOST "127.0.0.1"', 'MQTT_PORT "1"', 'DEVICE_ID "good"'],
  ]);
  const last = await provision('', '--port', console, '--unset', 'MQTT_HOST');
  includes(last.errors, 'MQTT_HOST is missing');
  includes((await provision('', '--port', console, '--unset', 'DEVICE_ID')).out, 'as the board');
  await end(cli);
});

test('what is wrong with the command line or a file is told in one line', async () => {
  const port = `127.0.0.1:${await freePort()}`;
  const file = join(folder, 'unknown');
  writeFileSync(file, 'WIFI_SID=x\n');
  for (const [args, part, expected] of [
    [['--prt', 'x'], 'see --help', 2],
    [['--port', port], 'nobody answers', 1],
    [['--port', '/dev/none'], '/dev/none', 1],
    [['--port', port, '--env', '/none'], 'there is no such file', 2],
    [['--port', port, '--env', file], 'did you mean WIFI_SSID?', 2],
    [['--port', port, '--unset', 'WIFI_SID'], 'did you mean WIFI_SSID?', 2],
  ] as const) {
    const { code, errors } = await provision('', ...args);
    includes(errors, part);
    equal(errors.trim().split('\n').length, 1, errors);
    equal(code, expected, errors);
  }
  ok((await provision('', '--help')).out.includes('--factory-reset'));
});

test('one at a time is at a console, and no web page', async () => {
  const { cli, console } = await blankBoard();
  const port = Number(console.split(':')[1]);
  const first = connect(port, '127.0.0.1');
  await once(first, 'connect');
  const second = await provision('', '--port', console, '--show');
  includes(second.errors, 'somebody else is at this console');
  first.destroy();
  await once(first, 'close');
  const page = await fetch(`http://${console}/`, { method: 'POST', body: 'set user evil' }).catch(
    () => 'refused',
  );
  equal(page, 'refused');
  includes((await provision('', '--port', console, '--show')).out, 'nothing is set');
  await end(cli);
});
