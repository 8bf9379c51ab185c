/** The command line of `npm run home-care`. */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nearest } from '../../firmware/station/did-you-mean';
import { brokerOf, type OutsideBroker } from '../broker-url';
import { parseDuration } from '../duration';
import { UsageError } from '../usage-error';
import { type Call, PLAN, type Plan } from './rules';

export const HELP = `Watches over the boards of a house, and raises alerts at <base>/<id>/alert/<rule>.

npm run home-care -- [options]                                              [default]

  --broker URL     mqtt[s]://[user[:password]@]host[:port]                  [mqtt://127.0.0.1:1883]
  --ca FILE        of mqtts://: the CA that the broker's certificate goes back to
  --base TOPIC     first levels of the boards' topics                       [pubsub-xs]
  --id NAME        name of the monitor: its client id and its status topic  [monitor]
  --silent TIME    without a word for so long a board is silent             [2m]
  --calls LIST     who is called while nobody acknowledges                  [family=0s,neighbour=5m,emergency=15m]
                   an alarm calls all of them, a warning all but the last
  --json           events as JSON, one object a line
  --help           this help; -h for short

A password may stand in MQTT_PASSWORD. To acknowledge, publish your name to <base>/<id>/alert/<rule>/acknowledge.`;

export interface Arguments {
  readonly broker: OutsideBroker;
  readonly caFile: string | undefined;
  readonly base: string;
  readonly id: string;
  readonly plan: Plan;
  readonly json: boolean;
  readonly help: boolean;
}

const NAMES = {
  broker: 'string',
  ca: 'string',
  base: 'string',
  id: 'string',
  silent: 'string',
  calls: 'string',
  json: 'boolean',
  help: 'boolean',
} as const;

/** Throws a {@link UsageError}; relative paths are meant from `folder`. */
export function argumentsOf(args: readonly string[], folder: string): Arguments {
  const given = read(args);
  const broker = brokerOf(given.get('broker') ?? 'mqtt://127.0.0.1:1883');
  const ca = given.get('ca');
  if (ca !== undefined && !broker.secure) {
    throw new UsageError('--ca: it is for --broker mqtts://…');
  }
  const silent = given.get('silent');
  const calls = given.get('calls');
  return {
    broker,
    caFile: ca === undefined ? undefined : resolve(folder, ca),
    base: nameOf('base', given.get('base') ?? 'pubsub-xs', /^[^+#\0]+$/),
    id: nameOf('id', given.get('id') ?? 'monitor', /^[^+#/\0]+$/),
    plan: {
      ...PLAN,
      ...(silent !== undefined && { silentAfterMs: silenceOf(silent) }),
      ...(calls !== undefined && { calls: callsOf(calls) }),
    },
    json: given.has('json'),
    help: given.has('help'),
  };
}

function read(args: readonly string[]): ReadonlyMap<string, string> {
  const options = Object.fromEntries(Object.entries(NAMES).map(([name, type]) => [name, { type }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') throw new UsageError('there are options only; see --help');
    const name = token.rawName === '-h' ? 'help' : token.name;
    if (!Object.hasOwn(NAMES, name)) {
      const guess = nearest(name, Object.keys(NAMES));
      const hint = guess === undefined ? 'see --help' : `did you mean --${guess}?`;
      throw new UsageError(`there is no option ${token.rawName}; ${hint}`);
    }
    const isText = NAMES[name as keyof typeof NAMES] === 'string';
    if (isText && (token.value ?? '') === '') throw new UsageError(`--${name} needs a value`);
    given.set(name, token.value ?? '');
  }
  return given;
}

function nameOf(option: string, text: string, form: RegExp): string {
  if (form.test(text)) return text;
  throw new UsageError(`--${option} ${text}: a topic has neither # nor +, and an id no / either`);
}

function silenceOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 1_000) return ms;
  throw new UsageError(`--silent ${text}: write a duration like 30s, 5m or 1h`);
}

/** The last one is for alarms only, unless there is but one. */
function callsOf(text: string): readonly Call[] {
  const calls = text.split(',').map((entry) => {
    const [to = '', time = '', ...more] = entry.split('=');
    const afterMs = parseDuration(time);
    if (!/^[\w-]{1,64}$/.test(to) || afterMs === undefined || more.length > 0) {
      throw new UsageError(`--calls ${text}: write name=time, like family=0s,neighbour=5m`);
    }
    return { to, afterMs };
  });
  const inOrder = calls.every(({ afterMs }, i) => i === 0 || afterMs >= calls[i - 1]!.afterMs);
  const isTwice = new Set(calls.map(({ to }) => to)).size < calls.length;
  if (!inOrder || isTwice) {
    throw new UsageError(`--calls ${text}: each once, and who is called first stands first`);
  }
  return calls.map((call, i) =>
    i > 0 && i === calls.length - 1 ? { ...call, forAlarmsOnly: true } : call,
  );
}
