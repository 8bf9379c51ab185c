/** `npm run chaos`: plays bad days one after the other, each of its own seed, and says which came to grief. */

import { parseArgs } from 'node:util';
import type { EngineName } from '../engine/choose-engine';
import { FAULTS } from '../faults/catalogue';
import { commandFor } from '../invocation';
import { EXIT_FAILED, print, runCommand } from '../terminal';
import { UsageError } from '../usage-error';
import { terminalProgress } from '../scenario/progress';
import { report } from '../scenario/report';
import { chaosScenario, playChaos } from './chaos';
import { chaosDay } from './chaos-day';

const HELP = `Plays bad days in virtual time: a reading a minute, and faults of the catalogue at random.

${commandFor('chaos')} [--days N] [--seed N] [--engine xs|node] [--show]

The seed is the first day's; each day has the next one. --show prints the days as scenarios
in place of playing them. Exit code: 0 when nothing was lost, doubled or out of order, else 1.`;

interface Arguments {
  readonly days: number;
  readonly seed: number;
  readonly engine: EngineName;
  readonly show: boolean;
  readonly help: boolean;
}

function argumentsOf(args: readonly string[]): Arguments {
  const { values } = parse(args);
  const { engine = 'node' } = values;
  if (engine !== 'xs' && engine !== 'node')
    throw new UsageError(`--engine ${engine}: write xs or node`);
  return {
    days: wholeNumber('days', values.days ?? '1', 1, 100_000),
    seed: wholeNumber('seed', values.seed ?? '1', 0, 0x7fff_ffff),
    ...{ engine, show: values.show === true, help: values.help === true },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        days: { type: 'string' },
        seed: { type: 'string' },
        engine: { type: 'string' },
        show: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new UsageError(`${sentence}; see --help`);
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${text}: write a whole number from ${least} to ${most}`);
}

const DAY_MS = 86_400_000;

async function main(args: readonly string[]): Promise<number> {
  const { days, seed, engine, show, help } = argumentsOf(args);
  if (help) {
    print(HELP);
    return 0;
  }
  const progress = terminalProgress();
  progress.begin(`${days} days from seed ${seed}`, days * DAY_MS);
  let bad = 0;
  let readings = 0;
  for (let day = 0; day < days; day++) {
    const own = seed + day;
    if (show) {
      print(chaosDay(own, FAULTS));
      continue;
    }
    const outcome = await playChaos(own, engine, (elapsedMs) => {
      progress.at(day * DAY_MS + elapsedMs);
    });
    readings += outcome.tally.arrived;
    if (outcome.met) continue;
    bad++;
    progress.clear();
    const lines = report({ file: `seed ${own}`, scenario: chaosScenario(own), outcome });
    for (const line of lines.slice(0, -1)) print(line);
    print(`again      ${commandFor('chaos')} --seed ${own} --engine ${engine}`);
  }
  progress.clear();
  if (!show) print(`${days} days, ${readings} readings; ${bad} days came to grief`);
  return bad > 0 ? EXIT_FAILED : 0;
}

await runCommand(() => main(process.argv.slice(2)));
