/** From a file with variables to the one word that mcconfig is given, and back as the firmware reads it. */

import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import '../../kit/test'; // gives this realm the chip's text conversions
import { checkSettings } from '../../../firmware/station/settings';
import { settingsFromHex } from '../../../firmware/moddable/common/hex-settings';
import {
  asStationSettings,
  boardSettings,
  encodeSettings,
  unknownVariables,
  VARIABLES,
  withFiles,
} from '../../../host-sim/chip/board-settings';
import { readBoard } from '../../../host-sim/chip/boards';
import { isQuoted, parseEnvFile } from '../../../host-sim/chip/env-file';
import {
  mcconfigArguments,
  settingsProblems,
  shownCommand,
  transportOf,
} from '../../../host-sim/chip/flash-plan';
import { Authority } from '../../../host-sim/broker/authority';
import { deepEqual, equal, includes, ok, throws } from '../../kit/assert';

const board = readBoard('esp32-devkitc');

function planOf(settings: Record<string, string>) {
  return { board, settings: { ssid: 'home', host: 'broker.local', ...settings }, debug: false };
}

test('a value is what stands behind the first =, to the end of the line', () => {
  const text = '# a comment\n\nWIFI_SSID=my home # not a comment\r\nWIFI_PASSWORD= "a=b"$c\\ \n';
  deepEqual(parseEnvFile(text, '.env.local'), {
    WIFI_SSID: 'my home # not a comment',
    WIFI_PASSWORD: ' "a=b"$c\\ ',
  });
});

for (const [text, problem] of [
  ['WIFI_SSID', 'line 1: a line is NAME=value'],
  ['\nwifi=x', 'line 2: what stands before the = is no name'],
  ['A=1\nA=2', 'line 2: A was given before'],
] as const) {
  test(`a file with ${JSON.stringify(text)} is refused with its line`, () => {
    throws(() => parseEnvFile(text, '.env.local'), `.env.local, ${problem}`);
  });
}

test('a bad line is not repeated: it may be a password that has lost its name', () => {
  for (const text of ['s3cret', 's3cret=x', ' s3cret = =']) {
    const error = throws(() => parseEnvFile(text, '.env.local'), 'line 1');
    ok(!error.message.includes('s3cret'), error.message);
  }
});

test('quotation marks that somebody meant for a shell are noticed', () => {
  ok(isQuoted('"home"') && isQuoted("'home'"));
  ok(!isQuoted('"') && !isQuoted('it"s') && !isQuoted(`"mixed'`));
});

test('later sources win, and an empty value is none', () => {
  const settings = boardSettings(
    { MQTT_PORT: '1883', MQTT_BASE: 'pubsub-xs', SENSOR_PIN: '' },
    { MQTT_PORT: '8080', MQTT_BASE: '' },
  );
  deepEqual(settings, { port: '8080' });
});

test('a name that means nothing is told with what was meant', () => {
  deepEqual(unknownVariables({ WIFI_PASWORD: 'x', MQTT_HOST: 'y' }), [
    'WIFI_PASWORD is no setting; did you mean WIFI_PASSWORD?',
  ]);
});

test('the variables of .env.defaults are exactly those that are known', async () => {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(new URL('../../../.env.defaults', import.meta.url), 'utf8');
  deepEqual(Object.keys(parseEnvFile(text, '.env.defaults')).sort(), Object.keys(VARIABLES).sort());
});

test('every value survives from the file through mcconfig’s argument to the firmware', () => {
  const value = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 64 })
    .filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(value, value, (ssid, wifipassword) => {
      const file = parseEnvFile(`WIFI_SSID=${ssid}\nWIFI_PASSWORD=${wifipassword}\n`, 'x');
      const word = encodeSettings(boardSettings(file));
      ok(/^settings=[0-9a-f]+$/.test(word), 'nothing a shell or a makefile would touch');
      deepEqual(settingsFromHex(word.slice('settings='.length)), { ssid, wifipassword });
    }),
    { seed: 20_266, numRuns: 300 },
  );
});

test('settings are checked by the firmware’s own rules, with the variable’s name', () => {
  deepEqual(settingsProblems(planOf({})), []);
  const problems = settingsProblems(planOf({ port: '0', every: '5', wifipassword: 'short' }));
  equal(problems.length, 3);
  for (const name of ['WIFI_PASSWORD', 'MQTT_PORT', 'INTERVAL_MS']) {
    ok(
      problems.some((problem) => problem.startsWith(`${name} `)),
      `${name} in ${problems.join('; ')}`,
    );
  }
});

test('what is missing is asked for by name', () => {
  const problems = settingsProblems({ board, settings: {}, debug: false });
  includes(problems.join('\n'), 'WIFI_SSID is missing');
  includes(problems.join('\n'), 'MQTT_HOST is missing');
});

test('a birth topic without a discovery prefix is told, and with one it is taken', () => {
  deepEqual(settingsProblems(planOf({ birthtopic: 'ha/up' })), [
    'DISCOVERY_PREFIX is missing; a birth topic does nothing without it',
  ]);
  deepEqual(settingsProblems(planOf({ birthtopic: 'ha/up', discovery: 'ha' })), []);
});

test('a pin that cannot carry a DHT is refused before anything is built', () => {
  includes(settingsProblems(planOf({ pin: '34' })).join(), 'input only');
  includes(settingsProblems(planOf({ pin: '6' })).join(), 'taken');
  deepEqual(settingsProblems(planOf({ pin: '27' })), []);
});

test('mcconfig gets the board as a relative path, and people see no setting', () => {
  const plan = planOf({ wifipassword: 'correct horse' });
  const words = mcconfigArguments(plan);
  deepEqual(words.slice(0, 3), ['-m', '-p', 'esp32:./boards/esp32-devkitc']);
  equal(mcconfigArguments({ ...plan, debug: true })[0], '-d');
  const shown = shownCommand(plan, '/dev/ttyUSB0');
  equal(shown, 'UPLOAD_PORT=/dev/ttyUSB0 mcconfig -m -p esp32:./boards/esp32-devkitc settings=…');
});

const { certificate: caPem } = new Authority();
const own = new Authority().issue({ name: 'board' });

/** Files by their names. */
function read(path: string): string {
  const text = { 'ca.pem': caPem, 'board.pem': own.chain, 'board-key.pem': own.key }[path];
  if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT' });
  return text;
}

test('certificates and key go in as files in PEM, and come out as the firmware takes them', () => {
  const variables = { MQTT_CA: 'ca.pem', MQTT_CERT: 'board.pem', MQTT_KEY: 'board-key.pem' };
  const settings = boardSettings({ WIFI_SSID: 'x', MQTT_HOST: 'h' }, withFiles(variables, read));
  const checked = checkSettings(asStationSettings(settings, 4));
  ok(checked.ok, JSON.stringify(checked));
  const { tls, port } = checked.settings.broker;
  equal(port, 8883);
  const der = (text = ''): Uint8Array => Buffer.from(text, 'base64url');
  deepEqual(Array.from(der(tls?.ca)), Array.from(new X509Certificate(caPem).raw));
  deepEqual(Array.from(der(tls?.certificate)), Array.from(new X509Certificate(own.chain).raw));
  equal(
    createPrivateKey({ key: Buffer.from(der(tls?.key)), format: 'der', type: 'pkcs8' }).type,
    'private',
  );
});

test('a file that is missing, no certificate or no key is told with its variable, and nothing of it', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ec = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  for (const [variable, text, part] of [
    ['MQTT_CA', undefined, 'MQTT_CA x: there is no such file'],
    ['MQTT_CA', own.key, 'MQTT_CA x: no certificate in PEM'],
    ['MQTT_KEY', caPem, 'MQTT_KEY x: no private key in PEM'],
    ['MQTT_KEY', ec, 'MQTT_KEY x: no RSA key'],
    ['MQTT_CA', caPem + own.chain, 'MQTT_CA x: 3 certificates'],
    ['MQTT_CA', 'x', 'openssl'],
  ] as const) {
    throws(() => withFiles({ [variable]: 'x' }, () => text ?? read('none')), part);
  }
});

test('a key that is not the certificate’s is refused before anything is built', () => {
  const stranger = new Authority().issue({ name: 'board' });
  const files = { MQTT_CERT: 'board.pem', MQTT_KEY: 'other.pem' };
  throws(
    () => withFiles(files, (path) => (path === 'other.pem' ? stranger.key : read(path))),
    'the key is not that of the certificate',
  );
});

test('what should be in a file and was given in its place is not repeated', () => {
  const given = { MQTT_KEY: own.key };
  const wrong = (): unknown => withFiles(given, () => read('none'));
  throws(wrong, 'MQTT_KEY (not a path): there is no such file');
});

test('an empty variable of the environment does not switch protection off', () => {
  const file = { MQTT_CA: 'a', PAYLOAD_KEY: 'b', MQTT_TOPIC: 'c' };
  const settings = boardSettings(file, { MQTT_CA: '', PAYLOAD_KEY: '', MQTT_TOPIC: '' });
  deepEqual([settings['tlsca'], settings['payloadkey'], settings['topic']], ['a', 'b', undefined]);
});

test('the port of TLS without a CA is refused, and how a board speaks is told', () => {
  includes(settingsProblems(planOf({ port: '8883' })).join(), 'there is no MQTT_CA');
  const told = (settings: Record<string, string>): string => transportOf(planOf(settings));
  equal(
    told({ user: 'u', password: 'p' }),
    'to the broker in plain text, the password in the clear',
  );
  equal(told({ user: 'u', password: 'p', derive: '1' }), 'to the broker in plain text');
  equal(told({ tlsca: 'a', payloadkey: 'k' }), 'to the broker by TLS; payloads are encrypted');
  equal(told({ tlsinsecure: '1' }), 'to the broker by TLS, whoever it is');
});
