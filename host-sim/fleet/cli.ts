/** `npm run fleet`: many boards before a broker, and what came of it. */

import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { passwordOf, trustOf } from '../desk';
import { chooseEngine } from '../engine/choose-engine';
import type { Engine } from '../engine/engine';
import {
  EXIT_FAILED,
  onInterrupt,
  print,
  printError,
  printProgress,
  runCommand,
  secrets,
  terminalColumns,
  userFolder,
} from '../terminal';
import { UsageError } from '../usage-error';
import { realWorld, type World } from '../world/world';
import { FLEET_HELP, type FleetOptions, parseFleetArguments } from './arguments';
import { limitProblem, systemLimits } from './limits';
import { LiveLine } from './live-line';
import { openingLine, resultLines } from './report';
import type { FleetResult } from './result';
import { type FleetRunParts, runFleet } from './run';

/**
 * Timers of seconds are old objects to V8, and on a busy machine it lets the heap become four
 * times as large before it collects those: with many boards that is gigabytes.
 */
setFlagsFromString('--heap-growing-percent=50');

await runCommand(async () => {
  const options = parseFleetArguments(process.argv.slice(2), userFolder());
  if (!options) {
    print(FLEET_HELP);
    return 0;
  }
  const problem = limitProblem(options.boards, systemLimits());
  if (problem !== undefined) throw new UsageError(problem);
  const result = await run(options);
  if (options.json) print(JSON.stringify(result));
  else for (const line of resultLines(result)) print(line);
  return result.lost > 0 ? EXIT_FAILED : 0;
});

async function run(options: FleetOptions): Promise<FleetResult> {
  const world = realWorld();
  const engine = await nodeEngine(world);
  const say = options.json ? printError : print;
  say(openingLine(options, engine.name));
  const live = new LiveLine({
    ...{ boards: options.boards, columns: terminalColumns, write: printProgress },
    writeLine: printError,
    nowMs: () => performance.now(),
  });
  const interrupted = new AbortController();
  onInterrupt(() => {
    interrupted.abort();
  });
  try {
    return await runFleet(options, {
      ...{ world, engine, interrupted: interrupted.signal },
      ...trustOf(options),
      ...passwordOf(options, secrets()),
      observer: observerOf(options),
      onProgress: (progress) => {
        live.show(progress);
      },
      onNote: (text) => {
        live.clear();
        say(`note      ${text}`);
      },
    });
  } finally {
    live.clear();
  }
}

/** All boards share it; XS would be a process for each of them. */
async function nodeEngine({ turns }: World): Promise<Engine> {
  const chosen = await chooseEngine('node', turns);
  if ('missing' in chosen) throw new Error(chosen.missing);
  return chosen.engine;
}

function observerOf(options: FleetOptions): FleetRunParts['observer'] {
  const { broker, caFile, certFile, keyFile, insecure } = options;
  const { host, port, user, password = passwordOf(options, secrets()).login?.password } = broker;
  const pem = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : readFileSync(file, 'utf8');
  return {
    url: `${broker.secure ? 'mqtts' : 'mqtt'}://${host}:${port}`,
    ...{ user, password, insecure },
    ...{ ca: pem(caFile), cert: pem(certFile), key: pem(keyFile) },
  };
}
