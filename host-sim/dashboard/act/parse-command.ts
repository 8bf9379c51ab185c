/** What comes from the page is checked as if anybody had sent it. */

import { topicProblem } from '../../broker/message';
import { faultById } from '../../faults/catalogue';
import type { Fault } from '../../faults/fault';
import type { Command } from '../protocol';

type Fields = Readonly<Record<string, unknown>>;

const SPEEDS = { least: 0.1, most: 100 };
const LONGEST_MS = 86_400_000;
const LARGEST_SEED = 0x7fff_ffff;
const MOST_CLIMATE = 2_000_000;
const MOST_PAYLOAD = 100_000;
const LONGEST_NAME = 120;

/** Throws an Error that says what is wrong. */
export function parseCommand(text: string): Command {
  const fields = objectOf(JSON.parse(text) as unknown);
  switch (fields['do']) {
    case 'pause':
    case 'resume':
    case 'step':
    case 'end air':
      return { do: fields['do'] };
    case 'speed':
      return { do: 'speed', speed: number(fields, 'speed', SPEEDS.least, SPEEDS.most) };
    case 'end':
      return { do: 'end', id: number(fields, 'id', 0, Number.MAX_SAFE_INTEGER) };
    case 'begin':
      return begin(fields);
    case 'restart':
      return restart(fields);
    case 'publish':
      return publish(fields);
    case 'save':
      return { do: 'save', title: string(fields, 'title', LONGEST_NAME) };
    default:
      throw new Error('there is no such command');
  }
}

function begin(fields: Fields): Command {
  const fault = faultById(string(fields, 'fault', LONGEST_NAME));
  if (!fault) throw new Error('there is no such fault');
  const { forMs, everyMs, once } = fields;
  return {
    do: 'begin',
    fault: fault.id,
    values: valuesOf(fault, objectOf(fields['values'] ?? {})),
    ...(forMs !== undefined && { forMs: number(fields, 'forMs', 1, LONGEST_MS) }),
    ...(everyMs !== undefined && { everyMs: number(fields, 'everyMs', 1_000, LONGEST_MS) }),
    ...(once === true && { once: true }),
  };
}

function valuesOf({ parameters }: Fault, given: Fields): Readonly<Record<string, number>> {
  return Object.fromEntries(
    parameters.map(({ name, minimum, maximum, preset }) => [
      name,
      given[name] === undefined ? preset : number(given, name, minimum, maximum),
    ]),
  );
}

function restart(fields: Fields): Command {
  const seed = number(fields, 'seed', 0, LARGEST_SEED);
  if (!Number.isInteger(seed)) throw new Error('seed is no whole number');
  const { climate } = fields;
  if (climate === undefined) return { do: 'restart', seed };
  if (climate === null) return { do: 'restart', seed, climate };
  const given = objectOf(climate);
  const name = string(given, 'name', LONGEST_NAME).replaceAll(/[/\\\p{Cc}]/gu, '_');
  return { do: 'restart', seed, climate: { name, text: string(given, 'text', MOST_CLIMATE) } };
}

function publish(fields: Fields): Command {
  const topic = string(fields, 'topic', 1_000);
  const problem = topicProblem(topic);
  if (problem !== undefined) throw new Error(problem);
  const qos = number(fields, 'qos', 0, 2);
  return {
    do: 'publish',
    topic,
    payload: string(fields, 'payload', MOST_PAYLOAD),
    qos: Math.round(qos) as 0 | 1 | 2,
    retain: fields['retain'] === true,
  };
}

function objectOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new Error('this is no object');
  return value as Fields;
}

function number(fields: Fields, name: string, least: number, most: number): number {
  const value = fields[name];
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new Error(`${name} is no number from ${least} to ${most}`);
  }
  return value;
}

function string(fields: Fields, name: string, longest: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length > longest) {
    throw new Error(`${name} is no text of up to ${longest} characters`);
  }
  return value;
}
