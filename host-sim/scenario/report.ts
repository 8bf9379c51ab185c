/** What came of scenarios, as tables for people and as objects for programs. */

import { durationText } from '../duration';
import { commandFor } from '../invocation';
import type { Outcome } from './play';
import type { Scenario } from './scenario';
import type { Result } from './watch';

/** A scenario that was played. */
export interface Played {
  /** As it was named. */
  readonly file: string;
  readonly scenario: Scenario;
  readonly outcome: Outcome;
}

/** The command that plays it once more. */
export function repeatCommand({ file, scenario, outcome }: Played): string {
  const engine = outcome.engine.startsWith('XS') ? 'xs' : 'node';
  const name = /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
  return `${commandFor('start')} --scenario ${name} --time virtual --engine ${engine} --seed ${scenario.seed}`;
}

/** What came of one scenario, in lines. */
export function report(played: Played): readonly string[] {
  const { scenario, outcome } = played;
  const { simulatedMs, realMs, engine, broken, results, met } = outcome;
  const took = `${durationText(simulatedMs)}, in ${durationText(realMs)} on ${engine}`;
  const lines = [
    `scenario   ${scenario.title}`,
    `simulated  ${took}, seed ${scenario.seed}`,
    `readings   ${countsText(outcome)}`,
    ...results.map(resultLine),
  ];
  if (broken !== undefined) lines.push(`! broken   ${broken}`);
  if (!met) lines.push(`again      ${repeatCommand(played)}`);
  return lines;
}

function countsText({ tally }: Outcome): string {
  const { accepted, arrived, lost, duplicates, dropped, disordered, strangers } = tally;
  const counts = `${accepted} accepted, ${arrived} arrived, ${lost} lost, ${duplicates} duplicates, ${dropped} dropped`;
  const late = disordered === 0 ? '' : `, ${disordered} out of order`;
  return `${counts}${late}${strangers === 0 ? '' : `, ${strangers} that nobody sent`}`;
}

/** What was seen is told where the counts above do not say it. */
function resultLine({ text, atMs, met, seen }: Result): string {
  if (atMs === undefined) return met ? `  met      ${text}` : `! NOT met  ${text}; ${seen}`;
  const what = `at ${durationText(atMs)}: ${text}`;
  return met ? `  met      ${what} (${seen})` : `! NOT met  ${what}; ${seen}`;
}

/** What came of one scenario, as objects for programs. */
export function reportObjects(played: Played): readonly object[] {
  const { file, scenario, outcome } = played;
  const { results, tally, engine, simulatedMs, realMs, broken, met } = outcome;
  return [
    ...results.map((result) => ({ event: 'expectation', ...result })),
    {
      event: 'scenario',
      file,
      title: scenario.title,
      ...{ seed: scenario.seed, engine, simulatedMs, realMs: Math.round(realMs) },
      ...tally,
      ...(broken !== undefined && { broken }),
      met,
      ...(!met && { again: repeatCommand(played) }),
    },
  ];
}

const HEAD = [
  'scenario',
  'simulated',
  'took',
  'accepted',
  'arrived',
  'lost',
  'twice',
  'dropped',
  '',
];

/** One line for each of many, under a head, and what was not met below. */
export function summary(all: readonly Played[]): readonly string[] {
  const rows = [HEAD, ...all.map(summaryRow)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1
          ? cell.padEnd(widths[column]!)
          : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  const failed = all.filter(({ outcome }) => !outcome.met);
  return [...lines, ...failed.flatMap((played) => ['', ...report(played)])];
}

function summaryRow({ file, outcome }: Played): readonly string[] {
  const { simulatedMs, realMs, tally, results, broken } = outcome;
  const { accepted, arrived, lost, duplicates, dropped } = tally;
  const met = results.filter((result) => result.met).length;
  const verdict = met === results.length ? `${met} met` : `${results.length - met} NOT met`;
  return [
    file,
    durationText(simulatedMs),
    durationText(realMs),
    ...[accepted, arrived, lost, duplicates, dropped].map(String),
    broken === undefined ? verdict : 'broken',
  ];
}
