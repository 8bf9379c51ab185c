/** The command line: its options in one table, from which help and checks are made. */

import { parseArgs } from 'node:util';
import { DHT_MODELS, modelOf } from '../firmware/sensors/dht/models';
import { nearest } from '../firmware/station/did-you-mean';
import {
  DEFAULT_INTERVAL_MS,
  LONGEST_INTERVAL_MS,
  SHORTEST_INTERVAL_MS,
} from '../firmware/station/settings';
import { parseDuration } from './duration';

interface OptionRow {
  /** What stands behind the name; none for a switch. */
  readonly value?: string;
  readonly text: string;
  /** Shown in the help. */
  readonly preset: string;
}

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
    text: 'an outside broker, mqtt://[user:password@]host[:port]',
    preset: 'an embedded one',
  },
  sensor: { value: 'MODEL', text: MODELS, preset: 'dht22' },
  climate: {
    value: 'FILE',
    text: 'recorded climate: CSV lines of time, °C, %',
    preset: 'a day curve',
  },
  id: { value: 'NAME', text: 'name of the station', preset: 'esp32- and its MAC address' },
  base: { value: 'TOPIC', text: "first level of the station's topics", preset: 'pubsub-xs' },
  topic: { value: 'TOPIC', text: 'topic of the readings', preset: '<base>/<id>/reading' },
  seed: { value: 'N', text: 'seed of all randomness', preset: '1' },
  json: { text: 'events as JSON, one object a line', preset: 'lines for people' },
  help: { text: 'this help; -h for short', preset: '' },
} as const satisfies Readonly<Record<string, OptionRow>>;

type OptionName = keyof typeof OPTIONS;

export interface OutsideBroker {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

export interface Options {
  readonly intervalMs: number;
  readonly count: number | undefined;
  /** Undefined for the embedded one. */
  readonly broker: OutsideBroker | undefined;
  readonly sensor: string;
  readonly climateFile: string | undefined;
  readonly id: string | undefined;
  readonly base: string | undefined;
  readonly topic: string | undefined;
  readonly seed: number;
  readonly json: boolean;
  readonly help: boolean;
}

/** Something on the command line that cannot be; the message says what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Reads the command line; throws a {@link UsageError}. */
export function parseOptions(args: readonly string[]): Options {
  const given = readOptions(args);
  return {
    intervalMs: optional(given.get('every'), interval) ?? DEFAULT_INTERVAL_MS,
    count: optional(given.get('count'), (text) => wholeNumber('count', text, 1, 1e9)),
    broker: optional(given.get('broker'), brokerOf),
    sensor: sensorOf(given.get('sensor') ?? 'dht22'),
    climateFile: given.get('climate'),
    id: given.get('id'),
    base: given.get('base'),
    topic: given.get('topic'),
    seed: wholeNumber('seed', given.get('seed') ?? '1', 0, 0x7fff_ffff),
    json: given.has('json'),
    help: given.has('help'),
  };
}

/** The help, with every option and its default. */
export function helpText(): string {
  const rows = Object.entries(OPTIONS).map(([name, row]: [string, OptionRow]) => ({
    left: `--${name}${row.value ? ` ${row.value}` : ''}`,
    text: row.text,
    preset: row.preset,
  }));
  const leftWidth = Math.max(...rows.map(({ left }) => left.length));
  const lines = rows.map(({ left, text, preset }) => {
    const end = preset === '' ? '' : ` [${preset}]`;
    return `  ${left.padEnd(leftWidth)}  ${text}${end}`;
  });
  return [
    'A simulated ESP32 with a DHT sensor publishes its readings over MQTT.',
    '',
    'npm start -- [options]                                    [default]',
    '',
    ...lines,
    '',
    'Ctrl-C stops it. Exit code: 0 when all was sent, 1 when not, 2 for a wrong option.',
  ].join('\n');
}

function readOptions(args: readonly string[]): ReadonlyMap<OptionName, string> {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(OPTIONS).map(([name, row]: [string, OptionRow]) => [
        name,
        { type: row.value ? ('string' as const) : ('boolean' as const) },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const given = new Map<OptionName, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new UsageError(`"${token.value}" is no option; options begin with --, see --help`);
    }
    const name = optionName(token.name, token.rawName);
    given.set(name, optionValue(name, token.value));
  }
  return given;
}

function optionName(name: string, rawName: string): OptionName {
  if (rawName === '-h') return 'help';
  if (Object.hasOwn(OPTIONS, name) && rawName.startsWith('--')) return name as OptionName;
  const guess = nearest(name, Object.keys(OPTIONS));
  const hint = guess === undefined ? 'see --help' : `did you mean --${guess}?`;
  throw new UsageError(`there is no option ${rawName}; ${hint}`);
}

function optionValue(name: OptionName, value: string | undefined): string {
  const row: OptionRow = OPTIONS[name];
  if (!row.value) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    return '';
  }
  if (value === undefined || value === '' || value.startsWith('--')) {
    throw new UsageError(`--${name} needs a value: --${name} ${row.value}`);
  }
  return value;
}

function optional<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

function wholeNumber(name: OptionName, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} ${text}: write a whole number from ${least} to ${most}`);
  }
  return value;
}

function interval(text: string): number {
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

function sensorOf(text: string): string {
  if (modelOf(text)) return text.toUpperCase();
  throw new UsageError(`--sensor ${text}: known are ${MODELS}`);
}

/** Never repeats the URL in a message: it may hold a password. */
function brokerOf(text: string): OutsideBroker {
  const form = 'write mqtt://host, mqtt://host:1883 or mqtt://user:password@host:1883';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`--broker: this is no URL; ${form}`);
  }
  if (url.protocol === 'mqtts:' || url.protocol === 'ssl:') {
    throw new UsageError('--broker: TLS is not there yet; use an mqtt:// URL');
  }
  if (url.protocol !== 'mqtt:' || url.hostname === '') throw new UsageError(`--broker: ${form}`);
  if (url.hostname.startsWith('[')) {
    throw new UsageError(
      '--broker: the sockets of the ESP32 take IPv4 only; use a name or 1.2.3.4',
    );
  }
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      '--broker: there is something behind the port; in user and password write / ? # as %2F %3F %23',
    );
  }
  return {
    host: url.hostname,
    port: url.port === '' ? 1883 : Number(url.port),
    ...credentials(url),
  };
}

function credentials(url: URL): Pick<OutsideBroker, 'user' | 'password'> {
  const user = decode(url.username);
  const password = decode(url.password);
  if (user === '' && password !== '') {
    throw new UsageError('--broker: a password needs a user name before it');
  }
  return { ...(user !== '' && { user }), ...(password !== '' && { password }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError('--broker: write a % in user or password as %25');
  }
}
