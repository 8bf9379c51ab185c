/** The scenarios that come with the simulator: each comes true, on both engines alike. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '../../../host-sim/engine/choose-engine';
import { FAULTS } from '../../../host-sim/faults/catalogue';
import { loadScenario } from '../../../host-sim/scenario/load-scenario';
import { type Outcome, play } from '../../../host-sim/scenario/play';
import { problemLine } from '../../../host-sim/scenario/problems';
import { report } from '../../../host-sim/scenario/report';
import type { Scenario } from '../../../host-sim/scenario/scenario';
import { product } from '../../../host-sim/terminal';
import { deepEqual, equal, fail, includes, ok } from '../../kit/assert';
import { test } from '../../kit/test';
import { noXs } from '../../kit/xs/program';

const FOLDER = fileURLToPath(new URL('../../../host-sim/scenarios/', import.meta.url));
const FILES = readdirSync(FOLDER).sort();

function load(file: string): Scenario {
  const parsed = loadScenario(join(FOLDER, file), FAULTS);
  if (parsed.ok) return parsed.scenario;
  fail(parsed.problems.map((problem) => problemLine(file, problem)).join('\n'));
}

function playOn(engine: EngineName, scenario: Scenario): Promise<Outcome> {
  return play(scenario, { ...product(), engine, time: 'virtual', log: () => {} });
}

test('a dozen are shipped, and the page about scenarios has them all', () => {
  ok(FILES.length >= 12);
  const page = readFileSync(
    new URL('../../../host-sim/scenario/README.md', import.meta.url),
    'utf8',
  );
  for (const file of FILES) includes(page, `\`${file}\``);
});

for (const file of FILES) {
  test(`${file} comes true`, async () => {
    const scenario = load(file);
    const outcome = await playOn('node', scenario);
    ok(outcome.met, report({ file, scenario, outcome }).join('\n'));
  });
}

for (const file of ['twin.yaml', 'wrong-password.yaml']) {
  test(`${file} comes to the same on XS`, { skip: noXs }, async () => {
    const scenario = load(file);
    const onNode = await playOn('node', scenario);
    const onXs = await playOn('xs', scenario);
    deepEqual(onXs.tally, onNode.tally);
    deepEqual(onXs.results, onNode.results);
    equal(onXs.met, true);
  });
}
