/** The command line: its options in one table, from which help and checks are made. */

import { resolve } from 'node:path';
import { DHT_MODELS, modelOf } from '../firmware/sensors/dht/models';
import { DEFAULT_BIRTH_TOPIC, DEFAULT_PREFIX } from '../firmware/station/discovery-settings';
import {
  DEFAULT_INTERVAL_MS,
  LONGEST_INTERVAL_MS,
  SHORTEST_INTERVAL_MS,
} from '../firmware/station/settings';
import { brokerOf, type OutsideBroker } from './broker-url';
import { parseDuration } from './duration';
import type { EngineName } from './engine/choose-engine';
import { commandFor } from './invocation';
import { optional, type OptionRow, readTable, tableLines, wholeNumber } from './option-table';
import { UsageError } from './usage-error';

const DASHBOARD_PORT = 8_080;

const MODELS = Object.keys(DHT_MODELS).join(', ').toLowerCase();

const OPTIONS = {
  every: {
    value: 'DURATION',
    text: 'time between samples, like 1s, 90s or 5m',
    preset: `${DEFAULT_INTERVAL_MS / 1_000}s`,
  },
  count: { value: 'N', text: 'stop after N samples', preset: 'until Ctrl-C' },
  broker: {
    value: 'URL',
    text: 'an outside broker, mqtt[s]://[user:password@]host[:port]',
    preset: 'an embedded one',
  },
  ca: {
    value: 'FILE',
    text: "of mqtts://: the CA that the broker's certificate goes back to",
    preset: '',
  },
  cert: { value: 'FILE', text: "and the board's own certificate", preset: 'none' },
  key: { value: 'FILE', text: 'and the key for it', preset: 'none' },
  insecure: { text: 'of mqtts://: takes anybody for the broker', preset: '' },
  tls: { text: 'TLS to the embedded broker, with throw-away certificates', preset: 'plain' },
  auth: { text: 'the embedded broker wants a password', preset: 'lets everybody in' },
  derive: { text: 'passwords for a while only, made of the real one', preset: '' },
  encrypt: { text: 'encrypts payloads, with the key in PAYLOAD_KEY', preset: 'plain' },
  sensor: { value: 'MODEL', text: MODELS, preset: 'dht22' },
  climate: {
    value: 'FILE',
    text: 'recorded climate: CSV lines of time, °C, %',
    preset: 'a day curve',
  },
  id: { value: 'NAME', text: 'name of the station', preset: 'esp32- and its MAC address' },
  base: { value: 'TOPIC', text: "first levels of the station's topics", preset: 'pubsub-xs' },
  topic: { value: 'TOPIC', text: 'topic of the readings', preset: '<base>/<id>/reading' },
  qos: { value: 'N', text: 'of the readings: 0, 1 or 2', preset: '1' },
  discovery: {
    ...{ value: 'PREFIX', orElse: DEFAULT_PREFIX },
    text: 'tells Home Assistant of the board',
    preset: 'tells nobody',
  },
  'birth-topic': {
    value: 'TOPIC',
    text: 'of --discovery: where Home Assistant says it started',
    preset: DEFAULT_BIRTH_TOPIC,
  },
  sleep: { text: 'deep sleep between samples', preset: 'stays connected' },
  'home-care': { text: 'a door contact and a blood-pressure cuff too, and a monitor', preset: '' },
  engine: {
    value: 'NAME',
    text: 'what runs the firmware: xs or node',
    preset: 'xs, node without it',
  },
  time: {
    value: 'MODE',
    text: 'real or virtual, which is as fast as it goes',
    preset: 'real',
  },
  seed: { value: 'N', text: 'seed of all randomness', preset: '1' },
  console: {
    value: 'PORT',
    text: "the board's console, on this port of 127.0.0.1",
    preset: 'none',
  },
  blank: { text: 'a board without Wi-Fi and broker, to be provisioned', preset: '' },
  scenario: { value: 'FILE', text: 'plays a story from a YAML file', preset: 'none' },
  port: { value: 'N', text: 'port of the dashboard', preset: '8080, or the next one' },
  'no-dashboard': { text: 'no page; with --count there is none without --port', preset: '' },
  json: { text: 'events as JSON, one object a line', preset: 'lines for people' },
  version: { text: 'the version of pubsub-xs', preset: '' },
  help: { text: 'this help; -h for short', preset: '' },
} as const satisfies Readonly<Record<string, OptionRow>>;

type OptionName = keyof typeof OPTIONS;

export interface ScenarioChoice {
  readonly file: string;
  /** As it was written. */
  readonly name: string;
  /** In place of the file's own. */
  readonly seed: number | undefined;
}

export interface Options {
  readonly intervalMs: number;
  readonly count: number | undefined;
  /** Undefined for the embedded one. */
  readonly broker: OutsideBroker | undefined;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly insecure: boolean;
  readonly tls: boolean;
  readonly auth: boolean;
  readonly derive: boolean;
  readonly encrypt: boolean;
  readonly sensor: string;
  readonly climateFile: string | undefined;
  readonly id: string | undefined;
  readonly base: string | undefined;
  readonly topic: string | undefined;
  readonly qos: number | undefined;
  /** First levels of Home Assistant's topics; undefined when it is not told of the board. */
  readonly discovery: string | undefined;
  /** Where Home Assistant says that it has started; undefined for its own. */
  readonly birthTopic: string | undefined;
  /** Deep sleep between samples. */
  readonly sleep: boolean;
  /** The board of the home-care example, and the monitor beside it. */
  readonly homeCare: boolean;
  /** Undefined for XS where it is there, and Node otherwise. */
  readonly engine: EngineName | undefined;
  readonly time: 'real' | 'virtual';
  readonly seed: number;
  /** Port of the board's console; undefined for none. */
  readonly console: number | undefined;
  readonly blank: boolean;
  readonly scenario: ScenarioChoice | undefined;
  /** Where the dashboard is; undefined for none. */
  readonly dashboardPort: number | undefined;
  readonly json: boolean;
  readonly version: boolean;
  readonly help: boolean;
}

/**
 * Reads the command line; throws a {@link UsageError}. Relative paths are meant
 * from `folder`: npm runs scripts in the package's folder, whichever the user is in.
 */
export function parseOptions(args: readonly string[], folder = ''): Options {
  const given = readTable(OPTIONS, args);
  if (given.has('scenario')) checkBesideScenario([...given.keys()]);
  const options: Options = {
    intervalMs: optional(given.get('every'), interval) ?? DEFAULT_INTERVAL_MS,
    count: optional(given.get('count'), (text) => wholeNumber('count', text, 1, 1e9)),
    broker: optional(given.get('broker'), brokerOf),
    ...pathsOf(given, folder),
    insecure: given.has('insecure'),
    tls: given.has('tls'),
    auth: given.has('auth'),
    derive: given.has('derive'),
    encrypt: given.has('encrypt'),
    sensor: sensorOf(given.get('sensor') ?? 'dht22'),
    climateFile: optional(given.get('climate'), (file) => pathFrom(folder, file)),
    id: given.get('id'),
    base: given.get('base'),
    topic: given.get('topic'),
    qos: optional(given.get('qos'), (text) => wholeNumber('qos', text, 0, 2)),
    discovery: given.get('discovery'),
    birthTopic: given.get('birth-topic'),
    sleep: given.has('sleep'),
    homeCare: given.has('home-care'),
    engine: optional(given.get('engine'), engineOf),
    time: timeOf(given.get('time') ?? 'real'),
    seed: seedOf(given.get('seed') ?? '1'),
    console: optional(given.get('console'), (text) => wholeNumber('console', text, 1, 65_535)),
    blank: given.has('blank'),
    scenario: optional(given.get('scenario'), (file) => ({
      file: pathFrom(folder, file),
      name: file,
      seed: optional(given.get('seed'), seedOf),
    })),
    dashboardPort: dashboardPort(given),
    json: given.has('json'),
    version: given.has('version'),
    help: given.has('help'),
  };
  checkTogether(options);
  return options;
}

/** Of what is trusted, and shown. */
function pathsOf(
  given: ReadonlyMap<OptionName, string>,
  folder: string,
): Pick<Options, 'caFile' | 'certFile' | 'keyFile'> {
  const path = (name: OptionName): string | undefined =>
    optional(given.get(name), (file) => pathFrom(folder, file));
  return { caFile: path('ca'), certFile: path('cert'), keyFile: path('key') };
}

/** The help, with every option and its default. */
export function helpText(): string {
  return [
    'A simulated ESP32 with a DHT sensor publishes its readings over MQTT.',
    '',
    `${commandFor('start')} [options]`.padEnd(58).concat('[default]'),
    '',
    ...tableLines(OPTIONS),
    '',
    'Ctrl-C stops it. Exit code: 0 when all was sent, 1 when not, 2 for a wrong option.',
  ].join('\n');
}

/** A path as it was written, where no folder is known. */
export function pathFrom(folder: string, file: string): string {
  return folder === '' ? file : resolve(folder, file);
}

/** What `--every` says. */
export function interval(text: string): number {
  const intervalMs = parseDuration(text);
  if (intervalMs === undefined) {
    throw new UsageError(`--every ${text}: write a duration like 1s, 90s, 5m or 1h`);
  }
  if (intervalMs < SHORTEST_INTERVAL_MS || intervalMs > LONGEST_INTERVAL_MS) {
    const shortest = `${SHORTEST_INTERVAL_MS / 1_000}s`;
    const longest = `${LONGEST_INTERVAL_MS / 3_600_000}h`;
    throw new UsageError(`--every ${text}: write at least ${shortest} and at most ${longest}`);
  }
  return intervalMs;
}

/** A run that ends by itself is for programs: it has a page only if one is asked for. */
function dashboardPort(given: ReadonlyMap<OptionName, string>): number | undefined {
  const port = optional(given.get('port'), (text) => wholeNumber('port', text, 0, 65_535));
  if (given.has('no-dashboard') || given.has('scenario')) return undefined;
  if (given.get('time') === 'virtual' || given.has('version') || given.has('help'))
    return undefined;
  return port ?? (given.has('count') ? undefined : DASHBOARD_PORT);
}

function sensorOf(text: string): string {
  if (modelOf(text)) return text.toUpperCase();
  throw new UsageError(`--sensor ${text}: known are ${MODELS}`);
}

export function seedOf(text: string): number {
  return wholeNumber('seed', text, 0, 0x7fff_ffff);
}

function engineOf(text: string): EngineName {
  const name = text.toLowerCase();
  if (name === 'xs' || name === 'node') return name;
  throw new UsageError(`--engine ${text}: write xs or node`);
}

function timeOf(text: string): 'real' | 'virtual' {
  if (text === 'real' || text === 'virtual') return text;
  throw new UsageError(`--time ${text}: write real or virtual`);
}

/** What has a place on the command line when the rest is in the scenario. */
const BESIDE_SCENARIO = [
  ...['scenario', 'engine', 'time', 'seed', 'no-dashboard', 'json'],
  ...['version', 'help'],
];

function checkBesideScenario(names: readonly OptionName[]): void {
  const alien = names.find((name) => !BESIDE_SCENARIO.includes(name));
  if (alien === undefined) return;
  throw new UsageError(`--${alien}: with --scenario the file says that; leave out --${alien}`);
}

function checkTogether(options: Options): void {
  const { time, broker, count, version, help, scenario } = options;
  if (options.birthTopic !== undefined && options.discovery === undefined) {
    throw new UsageError('--birth-topic: Home Assistant is told of nothing; add --discovery');
  }
  if (version || help || scenario) return;
  checkSecurity(options);
  checkHomeCare(options);
  if (time === 'real') return;
  if (broker)
    throw new UsageError(
      '--time virtual: an outside broker lives in real time; leave out --broker',
    );
  if (count === undefined)
    throw new UsageError('--time virtual: it would never end; add --count N');
}

function checkHomeCare(options: Options): void {
  const { homeCare, sleep, encrypt, blank, tls, derive, broker, topic, id } = options;
  if (!homeCare) return;
  if (topic !== undefined) {
    throw new UsageError('--home-care: the monitor reads <base>/<id>/reading; leave out --topic');
  }
  if (id === 'monitor') {
    throw new UsageError('--home-care: monitor is the id of who watches; give --id another name');
  }
  if (sleep) throw new UsageError('--home-care: its board stays awake; leave out --sleep');
  if (encrypt) {
    throw new UsageError('--home-care: the monitor reads plain payloads; leave out --encrypt');
  }
  if (tls || derive || broker?.secure) {
    throw new UsageError(
      '--home-care: its monitor speaks plain MQTT here; leave TLS and --derive out (npm run home-care knows TLS)',
    );
  }
  if (blank) throw new UsageError('--home-care: its board has settings; leave out --blank');
}

function checkSecurity(options: Options): void {
  const { broker, time, tls, auth, derive } = options;
  if (options.console !== undefined && time === 'virtual') {
    throw new UsageError('--console: who types lives in real time; leave out --time virtual');
  }
  if (options.blank && options.console === undefined) {
    throw new UsageError('--blank: nobody could give it settings; add --console PORT');
  }
  const own = Object.entries({ tls, auth }).find(([, isSet]) => isSet)?.[0];
  if (broker && own !== undefined) {
    throw new UsageError(`--${own} is for the embedded broker; leave out --broker or --${own}`);
  }
  checkTrust(options);
  if (derive && !auth && broker?.password === undefined) {
    throw new UsageError('--derive: there is no password; add --auth, or one in --broker');
  }
  if (tls && time === 'virtual') {
    throw new UsageError('--tls: TLS lives in real time; leave out --time virtual');
  }
}

/** What an outside broker is trusted for, and what it may know of us. */
export type Trust = Pick<Options, 'broker' | 'caFile' | 'certFile' | 'keyFile' | 'insecure'>;

export function checkTrust({ broker, caFile, certFile, keyFile, insecure }: Trust): void {
  const trusts = caFile !== undefined || insecure;
  if (broker?.secure && !trusts) {
    throw new UsageError(
      '--broker mqtts://…: whom to trust? --ca FILE (or --insecure, for anybody)',
    );
  }
  if (broker?.secure && caFile !== undefined && insecure) {
    throw new UsageError('--ca and --insecure: leave one of them out');
  }
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError('--cert and --key: give both, or neither');
  }
  if (!broker?.secure && (trusts || certFile !== undefined)) {
    throw new UsageError('--ca, --cert, --key and --insecure are for --broker mqtts://…');
  }
}
