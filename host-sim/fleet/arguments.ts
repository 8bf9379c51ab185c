/** The command line of `npm run fleet`. */

import { DEFAULT_INTERVAL_MS } from '../../firmware/station/settings';
import { brokerOf, type OutsideBroker } from '../broker-url';
import { parseDuration } from '../duration';
import { commandFor } from '../invocation';
import { optional, type OptionRow, readTable, tableLines, wholeNumber } from '../option-table';
import { checkTrust, interval, pathFrom, seedOf, type Trust } from '../options';
import { UsageError } from '../usage-error';

const MOST_BOARDS = 1_000_000;
const MOST_PER_S = 100_000;
const LONGEST_MS = 604_800_000;
/** Readings of each board, when neither they nor a time are said. */
const READINGS = 6;

const OPTIONS = {
  boards: { value: 'N', text: 'how many', preset: '1000' },
  broker: { value: 'URL', text: 'mqtt[s]://[user:password@]host[:port]', preset: 'needed' },
  every: {
    value: 'DURATION',
    text: "time between a board's samples, like 1s, 90s or 5m",
    preset: `${DEFAULT_INTERVAL_MS / 1_000}s`,
  },
  qos: { value: 'N', text: 'of the readings: 0, 1 or 2', preset: '1' },
  readings: {
    value: 'N',
    text: 'ends when each board has had so many, from its own start on',
    preset: `${READINGS}`,
  },
  for: { value: 'DURATION', text: 'or so long after all are connected', preset: '' },
  ramp: {
    value: 'N',
    text: 'boards started a second',
    preset: 'up to 500, so that samples spread evenly',
  },
  seed: { value: 'N', text: 'seed of all randomness', preset: '1' },
  prefix: { value: 'NAME', text: 'first part of the ids: fleet-00001', preset: 'fleet' },
  clear: { text: 'only takes away the states that a killed fleet has left behind', preset: '' },
  base: { value: 'TOPIC', text: "first levels of the boards' topics", preset: 'pubsub-xs' },
  ca: {
    value: 'FILE',
    text: "of mqtts://: the CA that the broker's certificate goes back to",
    preset: '',
  },
  cert: { value: 'FILE', text: 'and a certificate for all boards', preset: 'none' },
  key: { value: 'FILE', text: 'and the key for it', preset: 'none' },
  insecure: { text: 'of mqtts://: takes anybody for the broker', preset: '' },
  json: { text: 'the result as one JSON object', preset: 'lines for people' },
  help: { text: 'this help; -h for short', preset: '' },
} as const satisfies Readonly<Record<string, OptionRow>>;

export interface FleetOptions extends Trust {
  readonly broker: OutsideBroker;
  readonly boards: number;
  readonly intervalMs: number;
  readonly qos: number;
  /** It ends when each board has had so many; undefined when `forMs` says when. */
  readonly readings: number | undefined;
  readonly forMs: number | undefined;
  /** Boards a second; undefined for what spreads them best. */
  readonly perS: number | undefined;
  readonly seed: number;
  readonly prefix: string;
  readonly base: string;
  /** Runs no board: takes away what those of these names have left at the broker. */
  readonly clear: boolean;
  readonly json: boolean;
}

export const FLEET_HELP = [
  'Many simulated boards in one process, each the real firmware with a socket of its own,',
  'before any broker; and an observer in another process, who counts what arrives.',
  '',
  `${commandFor('fleet')} --broker URL [options]`.padEnd(58).concat('[default]'),
  '',
  ...tableLines(OPTIONS),
  '',
  'Ctrl-C ends it, with the result so far. MQTT_PASSWORD in the environment is the password of a',
  'user in URL without one. Exit code: 0 when nothing was lost, 1 when something was, or nobody could',
  'tell, 2 for a wrong option, a --prefix that another fleet has online included.',
].join('\n');

/** Undefined for help. Throws a {@link UsageError}. Relative paths are meant from `folder`. */
export function parseFleetArguments(
  args: readonly string[],
  folder = '',
): FleetOptions | undefined {
  const given = readTable(OPTIONS, args);
  if (given.has('help')) return undefined;
  const path = (name: keyof typeof OPTIONS): string | undefined =>
    optional(given.get(name), (file) => pathFrom(folder, file));
  const number = (name: keyof typeof OPTIONS, least: number, most: number): number | undefined =>
    optional(given.get(name), (text) => wholeNumber(name, text, least, most));
  const readings = number('readings', 1, 1e9);
  const forMs = optional(given.get('for'), lastingMs);
  if (readings !== undefined && forMs !== undefined) {
    throw new UsageError('--readings and --for: leave one of them out');
  }
  const options = {
    broker: neededBroker(given.get('broker')),
    boards: number('boards', 1, MOST_BOARDS) ?? 1_000,
    intervalMs: optional(given.get('every'), interval) ?? DEFAULT_INTERVAL_MS,
    qos: number('qos', 0, 2) ?? 1,
    readings: readings ?? (forMs === undefined ? READINGS : undefined),
    forMs,
    perS: number('ramp', 1, MOST_PER_S),
    seed: seedOf(given.get('seed') ?? '1'),
    prefix: given.get('prefix') ?? 'fleet',
    base: given.get('base') ?? 'pubsub-xs',
    caFile: path('ca'),
    certFile: path('cert'),
    keyFile: path('key'),
    insecure: given.has('insecure'),
    clear: given.has('clear'),
    json: given.has('json'),
  };
  checkTrust(options);
  return options;
}

function neededBroker(text: string | undefined): OutsideBroker {
  if (text !== undefined) return brokerOf(text);
  throw new UsageError(
    '--broker is missing: start one, like mosquitto -p 1883, and add --broker mqtt://127.0.0.1:1883',
  );
}

function lastingMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new UsageError(`--for ${text}: write a duration like 30s, 5m or 1h`);
  if (ms >= 1_000 && ms <= LONGEST_MS) return ms;
  throw new UsageError(`--for ${text}: write at least 1s and at most 7d`);
}
