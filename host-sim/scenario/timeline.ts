/** The timeline of a scenario: faults and expectations, each at its time. */

import { isMap, type Node } from 'yaml';
import { durationText } from '../duration';
import type { Fault, FaultValues } from '../faults/fault';
import { awaitedOf } from './awaited';
import { Fields, guess, placeOf, shown } from './fields';
import type { Problems } from './problems';
import { publishStep } from './publish-step';
import type { ExpectStep, FaultStep, Step } from './scenario';

/** The faults that a scenario can name. */
export type FaultList = readonly Fault[];

/** What a step can be, by the key that says so; and its keys. */
const KEYS = {
  fault: ['at', 'fault', 'for', 'with'],
  expect: ['at', 'expect', 'within', 'for'],
  publish: ['at', 'publish', 'payload', 'qos', 'retain'],
} as const;

const KINDS = Object.keys(KEYS) as (keyof typeof KEYS)[];

/** Reads the steps; what is wrong with one is told, and it is left out. */
export function timelineOf(
  fields: Fields,
  faults: FaultList,
  lastsMs: number | undefined,
): readonly Step[] {
  const steps = fields
    .list('timeline')
    .map((node) => stepOf(fields.problems, node, faults, lastsMs));
  return steps.filter((step) => step !== undefined);
}

function stepOf(
  problems: Problems,
  node: Node,
  faults: FaultList,
  lastsMs: number | undefined,
): Step | undefined {
  if (!isMap(node)) {
    const message = `a step is ${shown(node)}; write "at:" with "fault:", "expect:" or "publish:"`;
    problems.add(placeOf(node), message);
    return undefined;
  }
  const kinds = KINDS.filter((kind) => node.has(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const what = kind
      ? `${kinds.join(' and ')}; make ${kinds.length} steps of it`
      : 'no fault, expect or publish';
    problems.add(placeOf(node), `this step has ${what}`);
    return undefined;
  }
  const fields = new Fields(problems, node, 'a step', KEYS[kind]);
  const atMs = timeOf(fields, lastsMs);
  if (kind === 'publish') return publishStep(fields, atMs);
  const step = kind === 'fault' ? faultStep(fields, faults, atMs) : expectStep(fields, atMs);
  if (step) checkEnd(fields, step, lastsMs);
  return step;
}

/** When a step is; 0 when that is wrong, and told. */
function timeOf(fields: Fields, lastsMs: number | undefined): number {
  fields.required('at', 'write a duration from the start');
  const atMs = fields.duration('at') ?? 0;
  if (lastsMs !== undefined && atMs > lastsMs) {
    fields.wrong(
      'at',
      `at ${fields.text('at')!}: that is behind the end (${durationText(lastsMs)})`,
    );
  }
  return atMs;
}

/** What lasts must be over at the end. */
function checkEnd(fields: Fields, step: FaultStep | ExpectStep, lastsMs: number | undefined): void {
  const key = step.kind === 'fault' || fields.has('for') ? 'for' : 'within';
  const endMs = step.atMs + ((step.kind === 'fault' ? step.forMs : step.withinMs) ?? 0);
  if (lastsMs === undefined || endMs <= lastsMs || step.atMs > lastsMs) return;
  const text = `${key} ${fields.text(key)!}`;
  fields.wrong(
    key,
    `${text}: that is over at ${durationText(endMs)}, behind the end (${durationText(lastsMs)})`,
  );
}

function faultStep(fields: Fields, faults: FaultList, atMs: number): FaultStep | undefined {
  const id = fields.text('fault');
  if (id === undefined) return undefined;
  const fault = faults.find((one) => one.id === id);
  if (!fault) {
    const ids = faults.map((one) => one.id);
    const hint = guess(id, ids) ?? `known are ${ids.join(', ')}`;
    fields.wrong('fault', `fault "${id}": there is no such fault; ${hint}`);
    return undefined;
  }
  const forMs = fields.duration('for');
  if (fields.has('for') && !fault.lasts) {
    fields.alien('for', `for: ${id} is over in the moment in which it happens; leave it out`);
  }
  return { kind: 'fault', atMs, fault, values: valuesOf(fields, fault), forMs };
}

function valuesOf(fields: Fields, fault: Fault): FaultValues {
  const { parameters } = fault;
  const values = Object.fromEntries(parameters.map(({ name, preset }) => [name, preset]));
  const map = fields.map('with');
  if (!map) return values;
  const names = parameters.map(({ name }) => name);
  if (names.length === 0) {
    fields.alien('with', `with: ${fault.id} has nothing that can be set; leave it out`);
    return values;
  }
  const given = new Fields(fields.problems, map, fault.id, names);
  for (const { name, minimum, maximum } of parameters) {
    values[name] = given.number(name, minimum, maximum) ?? values[name]!;
  }
  return values;
}

function expectStep(fields: Fields, atMs: number): ExpectStep | undefined {
  const text = fields.text('expect');
  if (text === undefined) return undefined;
  const awaited = awaitedOf(text);
  if (typeof awaited === 'string') {
    fields.wrong('expect', awaited);
    return undefined;
  }
  const key = 'absent' in awaited && awaited.absent ? 'for' : 'within';
  const other = key === 'for' ? 'within' : 'for';
  if (fields.has(other)) {
    fields.alien(other, `${other}: with expect "${text}" write "${key}:" in its place`);
  } else if (awaited.kind !== 'status') {
    fields.required(key, key === 'for' ? 'write for how long' : 'write how long it may take');
  }
  return { kind: 'expect', atMs, withinMs: fields.duration(key) ?? 0, awaited };
}
