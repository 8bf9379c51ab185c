/** `npm run soak`: a month on XS in virtual time, and what the heap has become. */

import { parseArgs } from 'node:util';
import { commandFor } from '../invocation';
import { terminalProgress } from '../scenario/progress';
import { report } from '../scenario/report';
import { EXIT_FAILED, print, runCommand } from '../terminal';
import { UsageError } from '../usage-error';
import { soak, soakScenario } from './soak';

const DAY_MS = 86_400_000;
const MOST_DAYS = 60;

const HELP = `A month on XS in virtual time, and what the heap has become.

${commandFor('soak')} [--days N]    N is 2 to ${MOST_DAYS}, and 30 when it is not given`;

/** Undefined when help is wanted. */
function daysOf(args: readonly string[]): number | undefined {
  const options = {
    days: { type: 'string', default: '30' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  let text: string;
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return undefined;
    text = values.days;
  } catch {
    throw new UsageError(`write ${commandFor('soak')} --days N; see --help`);
  }
  const days = /^\d+$/.test(text) ? Number(text) : NaN;
  if (days >= 2 && days <= MOST_DAYS) return days;
  throw new UsageError(`--days ${text}: write a whole number from 2 to ${MOST_DAYS}`);
}

await runCommand(async () => {
  const days = daysOf(process.argv.slice(2));
  if (days === undefined) {
    print(HELP);
    return 0;
  }
  const progress = terminalProgress();
  progress.begin(`${days} days, seed 1`, days * DAY_MS);
  const { outcome, slots, grown, isFlat } = await soak(days, 1, (elapsedMs) => {
    progress.at(elapsedMs);
  });
  progress.clear();
  for (const line of report({ file: 'soak', scenario: soakScenario(days, 1), outcome }))
    print(line);
  print(
    `heap       ${slots[1]} slots on the second day, ${slots.at(-1)} on the last: ${grown} more`,
  );
  return outcome.met && isFlat ? 0 : EXIT_FAILED;
});
