/** The command line of `npm run home-care`. */

import { resolve } from 'node:path';
import { brokerOf, type OutsideBroker } from '../broker-url';
import { parseDuration } from '../duration';
import { commandFor } from '../invocation';
import { type OptionRow, readTable, tableLines } from '../option-table';
import { UsageError } from '../usage-error';
import { type Call, PLAN, type Plan } from './rules';

const OPTIONS = {
  broker: {
    value: 'URL',
    text: 'mqtt[s]://[user[:password]@]host[:port]',
    preset: 'mqtt://127.0.0.1:1883',
  },
  ca: {
    value: 'FILE',
    text: "of mqtts://: the CA that the broker's certificate goes back to",
    preset: '',
  },
  base: { value: 'TOPIC', text: "first levels of the boards' topics", preset: 'pubsub-xs' },
  id: { value: 'NAME', text: 'its client id, and its status topic', preset: 'monitor' },
  silent: {
    value: 'TIME',
    text: 'without a word for so long, or 2.5 of its gaps, it is silent',
    preset: '2m; 2.5h until these are known',
  },
  calls: {
    value: 'LIST',
    text: 'who is called while nobody acknowledges; a warning calls all but the last',
    preset: 'family=0s,neighbour=5m,emergency=15m',
  },
  json: { text: 'events as JSON, one object a line', preset: '' },
  help: { text: 'this help; -h for short', preset: '' },
} as const satisfies Readonly<Record<string, OptionRow>>;

export function helpText(): string {
  return [
    'Watches over the boards of a house, and raises alerts at <base>/<id>/alert/<rule>.',
    '',
    `${commandFor('home-care')} [options]`.padEnd(58).concat('[default]'),
    '',
    ...tableLines(OPTIONS),
    '',
    'A password may stand in MQTT_PASSWORD. To acknowledge, publish your name to',
    '<base>/<id>/alert/<rule>/acknowledge.',
  ].join('\n');
}

export interface Arguments {
  readonly broker: OutsideBroker;
  readonly caFile: string | undefined;
  readonly base: string;
  readonly id: string;
  readonly plan: Plan;
  readonly json: boolean;
  readonly help: boolean;
}

/** Throws a {@link UsageError}; relative paths are meant from `folder`. */
export function argumentsOf(args: readonly string[], folder: string): Arguments {
  const given = readTable(OPTIONS, args);
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
      ...(silent !== undefined && silencePlan(silenceOf(silent))),
      ...(calls !== undefined && { calls: callsOf(calls) }),
    },
    json: given.has('json'),
    help: given.has('help'),
  };
}

const LONGEST_MS = 7 * 86_400_000;

function nameOf(option: string, text: string, form: RegExp): string {
  if (form.test(text)) return text;
  throw new UsageError(`--${option} ${text}: a topic has neither # nor +, and an id no / either`);
}

/** Who says how long silence is has said it from the first word on. */
function silencePlan(silentAfterMs: number): Partial<Plan> {
  const offlineAfterMs = Math.min(silentAfterMs, PLAN.offlineAfterMs);
  return { silentAfterMs, silentUntilKnownMs: 0, offlineAfterMs };
}

function silenceOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 1_000 && ms <= LONGEST_MS) return ms;
  throw new UsageError(`--silent ${text}: write a duration from 1s to 7d, like 30s, 5m or 1h`);
}

/** The last one is for alarms only, unless there is but one. */
function callsOf(text: string): readonly Call[] {
  const calls = text.split(',').map((entry) => {
    const [to = '', time = '', ...more] = entry.split('=');
    const afterMs = parseDuration(time);
    if (!/^[\w-]{1,64}$/.test(to) || afterMs === undefined || more.length > 0) {
      throw new UsageError(`--calls ${text}: write name=time, like family=0s,neighbour=5m`);
    }
    if (afterMs > LONGEST_MS) throw new UsageError(`--calls ${text}: nobody waits longer than 7d`);
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
