/** `npm run faults`: every fault that can be brought about, or those that are named, for people who write scenarios. */

import { commandFor } from '../invocation';
import { endWithTheReader, print, runCommand } from '../terminal';
import { UsageError } from '../usage-error';
import { FAULTS } from './catalogue';
import type { Fault } from './fault';

const HELP = `The faults that can be brought about, with what they take and what is seen of them.

${commandFor('faults')}            all of them
${commandFor('faults')} NAME…      those that are named, like wifi.gone, or a group of them, like wifi`;

function named(name: string): readonly Fault[] {
  const found = FAULTS.filter(({ id, group }) => id === name || group === name);
  if (found.length > 0) return found;
  throw new UsageError(`"${name}" is no fault and no group; ${commandFor('faults')} lists them`);
}

function show({ id, title, does, seen, parameters, lasts }: Fault): void {
  print(`${id}${lasts ? '' : '  (a moment)'}`);
  print(`    ${title}. ${does}`);
  print(`    Seen: ${seen}`);
  for (const { name, what, minimum, maximum, preset } of parameters) {
    print(`    ${name}: ${what}; ${minimum} to ${maximum}, ${preset} when it is not said`);
  }
}

function perform(names: readonly string[]): number {
  if (names.includes('--help') || names.includes('-h')) print(HELP);
  else for (const fault of names.length === 0 ? FAULTS : names.flatMap(named)) show(fault);
  return 0;
}

endWithTheReader();
await runCommand(() => Promise.resolve().then(() => perform(process.argv.slice(2))));
