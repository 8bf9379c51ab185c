/** Reads a scenario and finds all that is wrong with it before anything starts. */

import { isMap, LineCounter } from 'yaml';
import { durationText } from '../duration';
import { BOARD_KEYS, boardOptions, presetBoard } from './board-options';
import { climateOf, type ReadClimate } from './climate';
import { Fields, placeOf, shown } from './fields';
import { FINAL_KEYS, finalExpectations } from './final';
import { type Problem, Problems } from './problems';
import type { Scenario } from './scenario';
import { type FaultList, timelineOf } from './timeline';
import { yamlContent } from './yaml-text';

export interface Sources {
  readonly faults: FaultList;
  readonly readClimate: ReadClimate;
}

export type Parsed =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const KEYS = [
  'title',
  'home-care',
  'board',
  'climate',
  'seed',
  'starts',
  'lasts',
  'timeline',
  'expect',
];

/** Longer runs are what `npm run soak` and `npm run chaos` are for. */
const LONGEST_MS = 60 * 86_400_000;
const SHORTEST_MS = 1_000;
const LARGEST_SEED = 0x7fff_ffff;

export function parseScenario(text: string, sources: Sources): Parsed {
  const lines = new LineCounter();
  const problems = new Problems(lines);
  const content = yamlContent(text, lines, problems);
  if (content && !isMap(content)) {
    problems.add(placeOf(content), `it is ${shown(content)}; begin with "title: " and a name`);
  }
  if (!isMap(content) || problems.any()) return { ok: false, problems: problems.sorted };
  const scenario = scenarioOf(new Fields(problems, content, 'a scenario', KEYS), sources);
  return problems.any() ? { ok: false, problems: problems.sorted } : { ok: true, scenario };
}

function scenarioOf(fields: Fields, { faults, readClimate }: Sources): Scenario {
  fields.required('title', 'write what the story is, in a few words');
  fields.required('lasts', 'write how long it takes, like 36h');
  const lastsMs = lastsOf(fields);
  const homeCare = isHomeCare(fields);
  const board = fields.map('board');
  const expect = fields.map('expect');
  const within = (map: NonNullable<typeof board>, what: string, known: readonly string[]): Fields =>
    new Fields(fields.problems, map, what, known);
  return {
    title: fields.text('title') ?? '',
    ...(homeCare && { homeCare }),
    board: board ? boardOptions(within(board, 'the board', BOARD_KEYS)) : presetBoard(),
    climate: climateOf(fields, readClimate),
    seed: fields.whole('seed', 0, LARGEST_SEED) ?? 1,
    startUnixMs: startOf(fields),
    lastsMs: lastsMs ?? 0,
    timeline: timelineOf(fields, faults, { lastsMs, homeCare }),
    expect: expect
      ? finalExpectations(within(expect, 'what is expected at the end', FINAL_KEYS))
      : [],
  };
}

function isHomeCare(fields: Fields): boolean {
  const text = fields.text('home-care');
  if (text !== undefined && text !== 'true' && text !== 'false') {
    fields.wrong('home-care', `home-care is "${text}"; write true or false`);
  }
  return text === 'true';
}

function startOf(fields: Fields): number | undefined {
  const text = fields.text('starts');
  if (text === undefined) return undefined;
  const unixMs = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? Date.parse(text) : NaN;
  if (unixMs >= 0) return unixMs;
  fields.wrong('starts', `starts ${text}: write a time like 2026-01-31T06:00:00Z`);
  return undefined;
}

function lastsOf(fields: Fields): number | undefined {
  const lastsMs = fields.duration('lasts');
  if (lastsMs === undefined || (lastsMs >= SHORTEST_MS && lastsMs <= LONGEST_MS)) return lastsMs;
  const range = `at least ${durationText(SHORTEST_MS)} and at most ${durationText(LONGEST_MS)}`;
  fields.wrong('lasts', `lasts ${fields.text('lasts')!}: write ${range}`);
  return undefined;
}
