/** The command line of `npm run scenario`. */

import { commandFor } from '../invocation';
import { type Options, parseOptions } from '../options';
import { UsageError } from '../usage-error';

export interface ScenarioArguments extends Pick<Options, 'engine' | 'help'> {
  readonly files: readonly string[];
  /** In place of the files' own. */
  readonly seed: number | undefined;
}

export const SCENARIO_HELP = `Plays scenarios in virtual time, and says which expectations were met.

${commandFor('scenario')} [FILE…] [--engine xs|node] [--seed N]

Without FILE it plays those in host-sim/scenarios. With --seed the files' own seeds do not
count. Exit code: 0 when all was met, 1 when not, 2 when a file or an option is wrong.`;

const TAKEN = ['--engine', '--seed', '--help', '-h'];

/** Reads the command line; throws a {@link UsageError}. */
export function parseScenarioArguments(args: readonly string[]): ScenarioArguments {
  const files: string[] = [];
  const options: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('-')) {
      files.push(arg);
      continue;
    }
    const [name] = arg.split('=');
    if (!TAKEN.includes(name!)) {
      throw new UsageError(`${name!} is no option here; there are ${TAKEN.slice(0, 3).join(', ')}`);
    }
    options.push(arg);
    const hasValue = name === '--engine' || name === '--seed';
    if (hasValue && !arg.includes('=') && i + 1 < args.length) options.push(args[++i]!);
  }
  const { engine, seed, help } = parseOptions(options);
  const hasSeed = options.some((option) => option.startsWith('--seed'));
  return { files, engine, seed: hasSeed ? seed : undefined, help };
}
