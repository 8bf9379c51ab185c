/**
 * `npm test`: runs every test file, a few more at a time than there are processors,
 * unit tests on both engines, and ends with a line `N passed, N failed`. Words
 * behind `--` choose files: `npm test -- mqtt`, or `npm test -- browser` and `cluster`, which are left out otherwise. `npm run test:long` runs the random
 * tests many more times, from a seed that it prints: TEST_SEED repeats it.
 */

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOnNode } from './kit/on-node';
import { printTally, type Tally } from './kit/report';
import { runOnXs } from './kit/xs/on-xs';
import { noXs } from './kit/xs/program';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Tests of what runs on the chip, which need nothing of Node. */
const UNIT_TESTS = /^(firmware\/|host-sim\/board\/dht-)(?!.*\.host\.test\.ts$)/;

/** Tests in a browser take a minute and a half of two processors, a cluster three quarters: the long run has them. */
const IN_LONG = /^(browser|interop[/\\]cluster)[/\\]/;

const total = { passed: 0, failed: 0, skipped: 0 };

function count(name: string, engine: string, tally: Tally, startMs: number): void {
  printTally(name, engine, tally, performance.now() - startMs);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
}

async function runFile(name: string): Promise<void> {
  let startMs = performance.now();
  const onNode = await runOnNode(join(HERE, name));
  const isUnit = UNIT_TESTS.test(name.replaceAll('\\', '/'));
  count(name, isUnit ? 'Node' : '', onNode, startMs);
  if (!isUnit || noXs !== false) return;
  startMs = performance.now();
  const onXs = await runOnXs(`test/${name.replaceAll('\\', '/')}`);
  if (onXs.passed + onXs.failed !== onNode.passed + onNode.failed) {
    onXs.fail(name, '    the engines have not run the same number of tests');
  }
  count(name, 'XS', onXs, startMs);
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

const startMs = performance.now();
const queue = [...names];
const worker = async (): Promise<void> => {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) await runFile(name);
};
/** Some wait for the network more than they work; in the long run none does. */
const AT_A_TIME = availableParallelism() + (process.env['TEST_LONG'] ? 0 : 1);
await Promise.all(Array.from({ length: AT_A_TIME }, worker));

const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
console.log(`\n${names.length} files in ${seconds} s on Node ${process.versions.node}`);
if (noXs !== false) console.log(`unit tests were not run inside XS: ${noXs}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped: see above for what is missing`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
