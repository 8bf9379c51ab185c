/**
 * `npm test`: runs every test file, as many at a time as there are processors,
 * and ends with a line `N passed, N failed`. Words behind `--` choose files:
 * `npm test -- mqtt`.
 */

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** A file that takes longer hangs. */
const FILE_TIMEOUT_MS = 120_000;
const NAME_WIDTH = 56;

const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs one file, and prints a line for it and a paragraph for each failure. */
async function runFile(name: string): Promise<void> {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  const problems: string[] = [];
  const startMs = performance.now();
  const events = run({ files: [join(HERE, name)], timeout: FILE_TIMEOUT_MS });
  for await (const { type, data } of events as AsyncIterable<TestEvent>) {
    if (type === 'test:pass' && data.skip !== undefined) {
      tally.skipped++;
      problems.push(`  skipped: ${data.name}: ${String(data.skip)}`);
    } else if (type === 'test:pass') tally.passed++;
    else if (type === 'test:fail') {
      tally.failed++;
      problems.push(`  FAILED: ${data.name}\n${describe(data.details.error)}`);
    } else if (type === 'test:stderr') problems.push(`  ${data.message.trimEnd()}`);
  }
  const notes = [`${String(tally.passed).padStart(4)} passed`];
  if (tally.failed > 0) notes.push(`${tally.failed} FAILED`);
  if (tally.skipped > 0) notes.push(`${tally.skipped} skipped`);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${name.padEnd(NAME_WIDTH)} ${seconds.padStart(5)} s  ${notes.join(', ')}`);
  if (problems.length > 0) console.log(problems.join('\n'));
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
}

/** The cause of a failure, without the runner's own frames. */
function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return text
    .split('\n')
    .filter((line) => !/node:internal|node:async_hooks|node_modules/.test(line))
    .map((line) => `    ${line}`)
    .join('\n');
}

const words = process.argv.slice(2);
const names = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .sort();

const startMs = performance.now();
const queue = [...names];
const worker = async (): Promise<void> => {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) await runFile(name);
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));

const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
console.log(`\n${names.length} files in ${seconds} s on Node ${process.versions.node}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped: see above for what is missing`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
