/** `npm run scenario -- FILE…`: plays many scenarios in virtual time, and says what came of each. */

import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '../engine/choose-engine';
import { FAULTS } from '../faults/catalogue';
import { parseScenarioArguments, SCENARIO_HELP } from './arguments';
import {
  EXIT_FAILED,
  EXIT_USAGE,
  onInterrupt,
  print,
  printError,
  product,
  runCommand,
  userFolder,
} from '../terminal';
import { loadScenario } from './load-scenario';
import { play } from './play';
import { problemLine } from './problems';
import { terminalProgress } from './progress';
import { type Played, summary } from './report';
import type { Scenario } from './scenario';

const SHIPPED = fileURLToPath(new URL('../scenarios/', import.meta.url));

interface Loaded {
  readonly file: string;
  readonly scenario: Scenario;
}

/** All of them, or undefined after what is wrong with some was told. */
function load(files: readonly string[], folder: string): readonly Loaded[] | undefined {
  const loaded: Loaded[] = [];
  for (const file of files) {
    const parsed = loadScenario(resolve(folder, file), FAULTS);
    if (parsed.ok) loaded.push({ file, scenario: parsed.scenario });
    else for (const problem of parsed.problems) printError(problemLine(file, problem));
  }
  return loaded.length === files.length ? loaded : undefined;
}

/** Those that come with the simulator, as they are called from the user's folder. */
function shipped(folder: string): readonly string[] {
  return readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => relative(folder, resolve(SHIPPED, name)));
}

/** One after the other, until somebody interrupts. */
async function playAll(
  scenarios: readonly Loaded[],
  engine: EngineName | undefined,
): Promise<readonly Played[]> {
  const left = new AbortController();
  const interrupted = once(left.signal, 'abort');
  onInterrupt(() => {
    left.abort();
  });
  const progress = terminalProgress();
  const all: Played[] = [];
  for (const { file, scenario } of scenarios) {
    if (left.signal.aborted) break;
    progress.begin(`${file}, seed ${scenario.seed}`, scenario.lastsMs);
    const outcome = await play(scenario, {
      ...product(),
      engine,
      time: 'virtual',
      log: () => {},
      interrupted,
      onTime: (elapsedMs) => {
        progress.at(elapsedMs);
      },
    });
    progress.clear();
    all.push({ file, scenario, outcome });
  }
  return all;
}

await runCommand(async () => {
  const folder = userFolder();
  const { files, engine, seed, help } = parseScenarioArguments(process.argv.slice(2));
  if (help) {
    print(SCENARIO_HELP);
    return 0;
  }
  const loaded = load(files.length > 0 ? files : shipped(folder), folder);
  if (!loaded) return EXIT_USAGE;
  const scenarios = loaded.map(({ file, scenario }) => ({
    file,
    scenario: { ...scenario, seed: seed ?? scenario.seed },
  }));
  const all = await playAll(scenarios, engine);
  for (const line of summary(all)) print(line);
  const met = all.every(({ outcome }) => outcome.met);
  return met && all.length === scenarios.length ? 0 : EXIT_FAILED;
});
