/**
 * `npm run conformance`: runs every test that counts, writes the page, and names the
 * statements that no test shows. Fails when a test does, or names an unknown statement.
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { canShare, runOnNode } from '../kit/on-node';
import { printTally } from '../kit/report';
import { SharedProcess } from '../kit/shared-process';
import { type Evidence, evidenceFiles, TESTS } from './kit/evidence';
import { notShown, page, unknownIds } from './kit/page';

const evidence = new Map<string, Evidence[]>();
const total = { passed: 0, failed: 0 };

async function runFile(file: string, shared: SharedProcess): Promise<void> {
  const startMs = performance.now();
  const path = join(TESTS, file);
  const tally = await (canShare(path) ? shared.run(path) : runOnNode(path));
  printTally(file, '', tally, performance.now() - startMs);
  total.passed += tally.passed;
  total.failed += tally.failed;
  evidence.set(
    file,
    tally.names.map((name) => ({ file, name })),
  );
}

const files = evidenceFiles();
const queue = [...files];
const worker = async (): Promise<void> => {
  const shared = new SharedProcess();
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    await runFile(file, shared);
  }
  shared.end();
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));

const inOrder = files.flatMap((file) => evidence.get(file) ?? []);
const problems = unknownIds(inOrder);
if (total.failed === 0) writeFileSync(join(TESTS, 'conformance/README.md'), page(inOrder));
else console.log('test/conformance/README.md is left as it was');
for (const version of ['3.1.1', '5.0'] as const) {
  const missing = notShown(version, inOrder);
  if (missing.length > 0) {
    console.log(`MQTT ${version}, not shown (${missing.length}): ${missing.join(' ')}`);
  }
}
for (const problem of problems) console.log(problem);
console.log(`${total.passed} passed, ${total.failed + problems.length} failed`);
process.exitCode = total.failed + problems.length > 0 || total.passed === 0 ? 1 : 0;
