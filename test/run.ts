/**
 * `npm test`: runs every test file, unit tests on both engines, and ends with a line
 * `N passed, N failed`. Files that need nothing of node:test share a process; of the others
 * each has its own, a few more at a time than there are processors. Words behind `--` choose
 * files: `npm test -- mqtt`, or `npm test -- browser` and `cluster`, which are left out
 * otherwise. `npm run test:long` runs the random tests many more times, from a seed that it
 * prints: TEST_SEED repeats it.
 */

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canShare, runOnNode } from './kit/on-node';
import { printTally, type Tally } from './kit/report';
import { SharedProcess } from './kit/shared-process';
import { runOnXs } from './kit/xs/on-xs';
import { noXs } from './kit/xs/program';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Tests of what runs on the chip, which need nothing of Node. */
const UNIT_TESTS = /^(firmware\/|host-sim\/board\/dht-)(?!.*\.host\.test\.ts$)/;

/** Tests in a browser take a minute and a half of two processors, a cluster three quarters: the long run has them. */
const IN_LONG = /^(browser|interop[/\\]cluster)[/\\]/;

/** These take longest, so they begin first: at the end no processor waits for one that began late. */
const FIRST =
  /host-sim\/(cli|package|canary|provision\/cli|scenario\/(cli|play)|chaos\/|chip\/)|recipes\/gateway/;

function rankOf(name: string): number {
  return FIRST.test(name.replaceAll('\\', '/')) ? 0 : 1;
}

const total = { passed: 0, failed: 0, skipped: 0 };

function count(name: string, engine: string, tally: Tally, startMs: number): void {
  printTally(name, engine, tally, performance.now() - startMs);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
}

/** How many tests each unit file has had, on the engine that was done with it first. */
const firstCounts = new Map<string, number>();

type Engine = 'Node' | 'XS' | '';

async function runFile(name: string, engine: Engine, run: () => Promise<Tally>): Promise<void> {
  const startMs = performance.now();
  const tally = await run();
  const tests = tally.passed + tally.failed;
  if (engine !== '' && (firstCounts.get(name) ?? tests) !== tests) {
    tally.fail(name, '    the engines have not run the same number of tests');
  }
  firstCounts.set(name, tests);
  count(name, engine, tally, startMs);
}

const words = process.argv.slice(2).filter((word) => word !== '--long');
if (process.argv.includes('--long')) {
  process.env['TEST_LONG'] = '1';
  const seed = (process.env['TEST_SEED'] ||= `${Date.now() % 0x7fffffff}`);
  console.log(`TEST_SEED=${seed} npm run test:long`);
}
const names = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) =>
    words.length === 0 ? !IN_LONG.test(name) : words.some((word) => name.includes(word)),
  )
  .sort();

if (names.length === 0) {
  console.error(`no test file has ${words.map((word) => `"${word}"`).join(' or ')} in its path`);
  process.exit(2);
}

/** What one lane does next; `shared` is the lane's own. */
type Job = (shared: SharedProcess) => Promise<void>;

const ofShared: Job[] = [];
const ofOthers: Job[] = [];
const ofXs: Job[] = [];
for (const name of [...names].sort((a, b) => rankOf(a) - rankOf(b))) {
  const path = join(HERE, name);
  const isUnit = UNIT_TESTS.test(name.replaceAll('\\', '/'));
  const engine = isUnit ? 'Node' : '';
  if (canShare(path)) ofShared.push((shared) => runFile(name, engine, () => shared.run(path)));
  else ofOthers.push(() => runFile(name, engine, () => runOnNode(path)));
  if (!isUnit || noXs !== false) continue;
  ofXs.push(() => runFile(name, 'XS', () => runOnXs(`test/${name.replaceAll('\\', '/')}`)));
}

/** Lanes side by side: some wait for the network more than they work; in the long run none does. */
const isLong = process.env['TEST_LONG'] !== undefined;
const LANES = availableParallelism() + (isLong ? 0 : 1);
/** A shared process more loads everything once more, which only long tests are worth. */
const SHARED_PROCESSES = isLong ? LANES : 1;

async function work(...queues: readonly Job[][]): Promise<void> {
  const shared = new SharedProcess();
  for (const queue of queues) {
    for (let job = queue.shift(); job; job = queue.shift()) await job(shared);
  }
  shared.end();
}

const startMs = performance.now();
const others = [...ofOthers, ...ofXs];
await Promise.all(
  Array.from({ length: LANES }, (_, lane) =>
    lane < SHARED_PROCESSES ? work(ofShared, others) : work(others),
  ),
);

const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
console.log(`\n${names.length} files in ${seconds} s on Node ${process.versions.node}`);
if (noXs !== false) console.log(`unit tests were not run inside XS: ${noXs}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped: see above for what is missing`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
