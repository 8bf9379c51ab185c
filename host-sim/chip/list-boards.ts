/** `npm run boards`: the boards and their pins. */

import { commandFor } from '../invocation';
import { endWithTheReader, print, runCommand } from '../terminal';
import { UsageError } from '../usage-error';
import { boardTable } from './board-table';
import { boardNames, readBoard } from './boards';

function perform([first, ...more]: readonly string[]): number {
  const isHelp = (first === '--help' || first === '-h') && more.length === 0;
  if (first !== undefined && !isHelp)
    throw new UsageError(`${commandFor('boards')} lists all boards, and takes nothing else`);
  print(isHelp ? 'Lists the boards and their pins.' : boardTable(boardNames().map(readBoard)));
  return 0;
}

endWithTheReader();
await runCommand(() => Promise.resolve().then(() => perform(process.argv.slice(2))));
