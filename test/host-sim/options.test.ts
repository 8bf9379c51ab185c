import { resolve } from 'node:path';
import { parseOptions, helpText } from '../../host-sim/options';
import { UsageError } from '../../host-sim/usage-error';
import { deepEqual, equal, includes, ok } from '../kit/assert';
import { test } from '../kit/test';

/** The message with which a command line is refused. */
function refusal(...args: string[]): string {
  try {
    parseOptions(args);
  } catch (error) {
    ok(error instanceof UsageError, `${String(error)} is no UsageError`);
    return error.message;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

test('without options everything has its default', () => {
  deepEqual(parseOptions([]), {
    intervalMs: 10_000,
    count: undefined,
    broker: undefined,
    caFile: undefined,
    certFile: undefined,
    keyFile: undefined,
    insecure: false,
    tls: false,
    auth: false,
    derive: false,
    encrypt: false,
    sensor: 'DHT22',
    climateFile: undefined,
    id: undefined,
    base: undefined,
    topic: undefined,
    qos: undefined,
    ...{ discovery: undefined, birthTopic: undefined },
    sleep: false,
    homeCare: false,
    engine: undefined,
    time: 'real',
    seed: 1,
    console: undefined,
    blank: false,
    scenario: undefined,
    dashboardPort: 8080,
    json: false,
    version: false,
    help: false,
  });
});

test('every option is read', () => {
  const options = parseOptions([
    ...['--every', '1s', '--count', '3', '--sensor', 'dht11', '--climate', 'file.csv'],
    ...[
      '--id',
      'RPi1',
      '--base',
      'home',
      '--topic',
      '/fxwalsh/temperature',
      '--seed',
      '7',
      '--qos',
      '2',
      '--sleep',
      '--discovery',
      '--birth-topic=ha/up',
    ],
    ...['--broker', 'mqtt://user:pw@host:1884', '--json', '--port', '9000'],
    ...['--engine', 'Node', '--derive', '--encrypt'],
  ]);
  deepEqual(options, {
    intervalMs: 1000,
    count: 3,
    broker: { host: 'host', port: 1884, user: 'user', password: 'pw' },
    ...{ caFile: undefined, certFile: undefined, keyFile: undefined, insecure: false },
    ...{ tls: false, auth: false, derive: true, encrypt: true },
    sensor: 'DHT11',
    climateFile: 'file.csv',
    id: 'RPi1',
    base: 'home',
    topic: '/fxwalsh/temperature',
    qos: 2,
    ...{ discovery: 'homeassistant', birthTopic: 'ha/up' },
    sleep: true,
    homeCare: false,
    engine: 'node',
    time: 'real',
    seed: 7,
    console: undefined,
    blank: false,
    scenario: undefined,
    dashboardPort: 9000,
    json: true,
    version: false,
    help: false,
  });
  equal(parseOptions(['--every=5m']).intervalMs, 300_000);
  equal(parseOptions(['--discovery=ha/test', '--json']).discovery, 'ha/test');
  includes(refusal('--birth-topic', 'ha/up'), 'Home Assistant is told of nothing; add --discovery');
});

test('a run that ends by itself, or is not in real time, has a page only when one is asked for', () => {
  const portOf = (...args: string[]): number | undefined => parseOptions(args).dashboardPort;
  equal(portOf('--count', '3'), undefined);
  equal(portOf('--count', '3', '--port', '0'), 0);
  equal(portOf('--no-dashboard', '--port', '9000'), undefined);
  equal(portOf('--time', 'virtual', '--count', '3', '--port', '9000'), undefined);
  equal(portOf('--scenario', 'a.yaml'), undefined);
  includes(refusal('--port', '70000'), 'from 0 to 65535');
});

test('a sensor may be named as its maker does', () => {
  equal(parseOptions(['--sensor', 'am2302']).sensor, 'AM2302');
});

test('a relative climate file is looked for in the folder the user was in', () => {
  const folder = resolve('somewhere');
  const fileOf = (file: string): string | undefined =>
    parseOptions(['--climate', file], folder).climateFile;
  equal(fileOf('night.csv'), resolve(folder, 'night.csv'));
  equal(fileOf('../night.csv'), resolve('night.csv'));
  equal(fileOf(resolve('night.csv')), resolve('night.csv'));
  equal(parseOptions([], folder).climateFile, undefined);
});

test('a broker URL may leave out port and login, and encode odd characters', () => {
  deepEqual(parseOptions(['--broker', 'mqtt://broker.local']).broker, {
    host: 'broker.local',
    port: 1883,
  });
  deepEqual(parseOptions(['--broker', 'mqtt://a%40b:%23%2F%25@10.0.0.1/']).broker, {
    host: '10.0.0.1',
    port: 1883,
    user: 'a@b',
    password: '#/%',
  });
});

test('a broker by TLS has a port of its own, and files in the folder that the user was in', () => {
  const folder = resolve('somewhere');
  const args = ['--broker', 'mqtts://h', '--ca', 'ca.pem', '--cert', 'c.pem', '--key', '/k.pem'];
  const { broker, caFile, certFile, keyFile } = parseOptions(args, folder);
  deepEqual(broker, { host: 'h', port: 8883, secure: true });
  deepEqual([caFile, certFile], [resolve(folder, 'ca.pem'), resolve(folder, 'c.pem')]);
  equal(keyFile, resolve('/k.pem'));
});

test('an international host name becomes the ASCII name that DNS knows', () => {
  equal(hostOf('mqtt://münchen.example'), 'xn--mnchen-3ya.example');
  equal(hostOf('mqtt://user:pw@münchen.example:1884'), 'xn--mnchen-3ya.example');
  equal(hostOf('mqtt://my_broker'), 'my_broker');
});

function hostOf(url: string): string | undefined {
  return parseOptions(['--broker', url]).broker?.host;
}

const REFUSED: readonly (readonly [readonly string[], string])[] = [
  [['--evry', '1s'], 'did you mean --every?'],
  [['--xyzzy'], 'see --help'],
  [['-v'], 'there is no option -v; see --help'],
  [['-e', '1s'], 'there is no option -e; see --help'],
  [['now'], '"now" is no option'],
  [['--every'], '--every needs a value'],
  [['--every', '--count', '3'], '--every needs a value'],
  [['--every='], '--every needs a value'],
  [['--every', '5x'], '--every 5x: write a duration'],
  [['--every', '10'], '--every 10: write a duration'],
  [['--every', '-5s'], '--every'],
  [['--every', '999ms'], 'at least 1s'],
  [['--every', '25h'], 'at most 24h'],
  [['--count', '0'], '--count 0: write a whole number from 1'],
  [['--count', 'three'], '--count three'],
  [['--count', '1e3'], '--count 1e3'],
  [['--seed', '-1'], '--seed'],
  [['--json=yes'], '--json takes no value'],
  [['--sensor', 'bme280'], 'known are dht11, dht12, dht21, dht22'],
  [['--broker', 'localhost'], 'mqtt://host'],
  [['--broker', 'http://localhost'], 'mqtt://host'],
  [['--broker', 'mqtts://localhost'], 'whom to trust? --ca FILE'],
  [['--broker', 'mqtts://h', '--ca', 'a', '--insecure'], 'leave one of them out'],
  [['--broker', 'mqtts://h', '--ca', 'a', '--cert', 'b'], 'give both'],
  [['--broker', 'mqtt://h', '--ca', 'a'], 'are for --broker mqtts://'],
  [['--insecure'], 'are for --broker mqtts://'],
  [['--broker', 'mqtt://h', '--tls'], '--tls is for the embedded broker'],
  [['--broker', 'mqtt://h', '--auth'], '--auth is for the embedded broker'],
  [['--derive'], '--derive: there is no password'],
  [['--blank'], '--blank: nobody could give it settings'],
  [['--console', '0'], '--console 0: write a whole number'],
  [['--tls', '--time', 'virtual', '--count', '3'], 'TLS lives in real time'],
  [['--broker', 'mqtt://[::1]'], 'IPv4'],
  [['--broker', 'mqtt://h:0'], '--broker: port 0: write 1 to 65535'],
  [['--broker', 'mqtt://h:99999'], '--broker: port 99999: write 1 to 65535'],
  [['--broker', 'mqtt://user:p@ss@h:65536/'], '--broker: port 65536: write 1 to 65535'],
  [['--broker', 'mqtt://h:12x'], 'this is no URL'],
  [['--broker', 'mqtt://999.1.1.1'], 'looks like an IPv4 address'],
  [['--broker', 'mqtt://1.2.3'], 'looks like an IPv4 address'],
  [['--broker', 'mqtt://0x7f.1'], 'looks like an IPv4 address'],
  [['--broker', 'mqtt://1.2.3.4.'], 'looks like an IPv4 address'],
  [['--broker', 'mqtt://a%20b'], 'no host can have this name'],
  [['--broker', 'mqtt://:pw@host'], 'a password needs a user name'],
  [['--broker', 'mqtt://host/topic'], 'behind the port'],
  [['--qos', '3'], 'qos'],
  [['--broker', 'mqtt://user:p#w@host'], '--broker'],
  [['--broker', 'mqtt://user:%zz@host'], '%25'],
];

for (const [args, part] of REFUSED) {
  test(`${args.join(' ')} is refused in one line that says what to do`, () => {
    const message = refusal(...args);
    includes(message, part);
    equal(message.includes('\n'), false);
  });
}

test('no message about a broker repeats its password', () => {
  for (const url of [
    'mqtt://user:s3cret@[::1]',
    'mqtts://user:s3cret@h',
    's3cret',
    'mqtt://u:s3cret@h/x',
    'mqtt://u:s3cret@h:0',
    'mqtt://u:s3cret@h:99999',
    'mqtt://u:s3cret@999.1.1.1',
  ]) {
    equal(refusal('--broker', url).includes('s3cret'), false);
  }
});

test('-h asks for the help, as --help does', () => {
  equal(parseOptions(['-h']).help, true);
  equal(parseOptions(['--help']).help, true);
  includes(helpText(), '-h');
});

test('a password of digits with a bare slash is not taken for a port', () => {
  equal(refusal('--broker', 'mqtt://u:1234567/x@h').includes('1234567'), false);
});

test('--version asks for the version, and wants nothing else to fit', () => {
  equal(parseOptions(['--version']).version, true);
  equal(parseOptions(['--version', '--time', 'virtual']).dashboardPort, undefined);
});

test('the help shows every option with its default', () => {
  const help = helpText();
  for (const part of [
    '--every DURATION',
    '[10s]',
    '--count N',
    '--broker URL',
    '--sensor MODEL',
    '[dht22]',
  ]) {
    includes(help, part);
  }
  for (const part of [
    '--climate FILE',
    '--id NAME',
    '--topic TOPIC',
    "--base TOPIC          first levels of the station's topics",
    '--engine NAME',
    '--discovery[=PREFIX]',
    '--birth-topic TOPIC',
    '[homeassistant/status]',
    '--time MODE',
    '--seed N',
    '--json',
    '--version',
    '--help',
  ]) {
    includes(help, part);
  }
  for (const line of help.split('\n')) ok(line.length <= 100, line);
});

test('engine and time are one of what there is, and virtual time has an end and its own broker', () => {
  includes(refusal('--engine', 'v8'), 'write xs or node');
  includes(refusal('--time', 'fast'), 'write real or virtual');
  includes(refusal('--time', 'virtual'), 'add --count');
  includes(
    refusal('--time', 'virtual', '--count', '1', '--broker', 'mqtt://x'),
    'leave out --broker',
  );
  equal(parseOptions(['--time', 'virtual', '--count', '1']).time, 'virtual');
});

test('beside a scenario stands only what it does not say itself', () => {
  const folder = resolve('somewhere');
  const args = [
    '--scenario',
    'cellar.yaml',
    '--engine',
    'node',
    '--time',
    'virtual',
    '--seed',
    '3',
  ];
  const options = parseOptions([...args, '--json'], folder);
  deepEqual(options.scenario, {
    file: resolve(folder, 'cellar.yaml'),
    name: 'cellar.yaml',
    seed: 3,
  });
  deepEqual(parseOptions(['--scenario', 'a.yaml']).scenario, {
    file: 'a.yaml',
    name: 'a.yaml',
    seed: undefined,
  });
  for (const [name, value] of [
    ['--every', '1s'],
    ['--count', '3'],
    ['--broker', 'mqtt://x'],
    ['--climate', 'night.csv'],
    ['--id', 'a'],
  ] as const) {
    includes(refusal('--scenario', 'a.yaml', name, value), `leave out ${name}`);
  }
});

test('--home-care is a board that is awake, and a monitor that speaks plain MQTT', () => {
  equal(parseOptions(['--home-care']).homeCare, true);
  for (const other of ['--sleep', '--tls', '--encrypt']) {
    ok(refusal('--home-care', other).startsWith('--home-care: '), other);
  }
  ok(refusal('--home-care', '--topic', 'x').includes('leave out --topic'));
  ok(refusal('--home-care', '--id', 'monitor').includes('give --id another name'));
});
