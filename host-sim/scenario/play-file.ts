/** `npm start -- --scenario FILE`: plays one scenario and tells all of it. */

import { FAULTS } from '../faults/catalogue';
import { jsonLine, type LoggedEvent, textLine } from '../log-lines';
import type { Options, ScenarioChoice } from '../options';
import { EXIT_FAILED, EXIT_USAGE, onInterrupt, print, printError, product } from '../terminal';
import { loadScenario } from './load-scenario';
import { play } from './play';
import { problemLine } from './problems';
import { report, reportObjects } from './report';

/** Returns the exit code. */
export async function playFile(
  { file, name, seed }: ScenarioChoice,
  { engine, time, json }: Options,
): Promise<number> {
  const parsed = loadScenario(file, FAULTS);
  if (!parsed.ok) {
    for (const problem of parsed.problems) printError(problemLine(name, problem));
    return EXIT_USAGE;
  }
  const scenario = { ...parsed.scenario, seed: seed ?? parsed.scenario.seed };
  const log = (event: LoggedEvent, unixMs: number): void => {
    const line = json ? jsonLine(event, unixMs) : textLine(event, unixMs);
    if (line !== undefined) print(line);
  };
  const interrupted = new Promise<void>((resolve) => {
    onInterrupt(resolve);
  });
  const outcome = await play(scenario, { ...product(), engine, time, log, interrupted });
  const played = { file: name, scenario, outcome };
  if (json) for (const object of reportObjects(played)) print(JSON.stringify(object));
  else for (const line of ['', ...report(played)]) print(line);
  return outcome.met ? 0 : EXIT_FAILED;
}
