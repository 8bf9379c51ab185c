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
import { clearStates } from './clear';
import { type Access, fleetSettings } from './fleet-settings';
import { limitProblem, systemLimits } from './limits';
import { LiveLine } from './live-line';
import type { ObserverAccess } from './observer-link';
import { clearedText } from './prefix-text';
import { openingLine, resultLines } from './report';
import { type FleetResult, isGood } from './result';
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
  const problem = options.clear ? undefined : limitProblem(options.boards, systemLimits());
  if (problem !== undefined) throw new UsageError(problem);
  const world = realWorld();
  const engine = await nodeEngine(world);
  const access = accessOf(options);
  const settings = await fleetSettings(options, engine, access);
  const observer = observerOf(options, access);
  // All that can be wrong with the options has been looked at.
  if (options.clear) return clear(options, observer);
  const result = await run(options, { world, engine, settings, observer });
  if (options.json) print(JSON.stringify(result));
  else for (const line of resultLines(result)) print(line);
  return isGood(result) ? 0 : EXIT_FAILED;
});

async function clear(options: FleetOptions, observer: ObserverAccess): Promise<number> {
  const states = await clearStates(options, observer);
  if (options.json) print(JSON.stringify({ cleared: states }));
  else print(clearedText(options.prefix, states));
  return 0;
}

async function run(
  options: FleetOptions,
  parts: Pick<FleetRunParts, 'world' | 'engine' | 'settings' | 'observer'>,
): Promise<FleetResult> {
  const say = options.json ? printError : print;
  say(openingLine(options, parts.engine.name));
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
      ...{ ...parts, interrupted: interrupted.signal },
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

function accessOf(options: FleetOptions): Access {
  return { ...trustOf(options), ...passwordOf(options, secrets()) };
}

/** All boards share it; XS would be a process for each of them. */
async function nodeEngine({ turns }: World): Promise<Engine> {
  const chosen = await chooseEngine('node', turns);
  if ('missing' in chosen) throw new Error(chosen.missing);
  return chosen.engine;
}

/** Its files were read once already, for the boards. */
function observerOf(options: FleetOptions, { login }: Access): ObserverAccess {
  const { broker, caFile, certFile, keyFile, insecure } = options;
  const { host, port, user, password = login?.password } = broker;
  const pem = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : readFileSync(file, 'utf8');
  return {
    url: `${broker.secure ? 'mqtts' : 'mqtt'}://${host}:${port}`,
    ...{ user, password, insecure },
    ...{ ca: pem(caFile), cert: pem(certFile), key: pem(keyFile) },
  };
}
