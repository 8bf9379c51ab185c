/** What fails in a process that files of tests share, fails as it would in one of its own. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { deepEqual, includes } from './assert';
import { SharedProcess } from './shared-process';

const KIT = new URL('test.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
const shared = new SharedProcess();

after(() => {
  shared.end();
  rmSync(folder, { recursive: true });
});

/** Runs a file with these lines; `test` is the kit's. */
function run(name: string, ...lines: readonly string[]): ReturnType<SharedProcess['run']> {
  const path = join(folder, `${name}.mts`);
  writeFileSync(path, [`import { test } from '${KIT}';`, ...lines].join('\n'));
  return shared.run(path);
}

const GOOD = `test('good', () => {});`;

/** What the middle one of three tests does, and what is said of it. */
const BAD: readonly (readonly [string, string, string])[] = [
  ['throws', `throw new Error('thrown')`, 'Error: thrown'],
  ['rejects', `return Promise.reject(new Error('rejected'))`, 'Error: rejected'],
  ['leaves', `void Promise.reject(new Error('left alone'))`, 'Error: left alone'],
  [
    'calls back',
    `return new Promise(() => setTimeout(() => { throw new Error('late'); }, 1))`,
    'Error: late',
  ],
];

for (const [what, body, part] of BAD) {
  test(`a test that ${what} fails, with the reason, and those around it pass`, async () => {
    const tally = await run(what, GOOD, `test('bad', () => { ${body}; });`, GOOD);
    deepEqual([tally.passed, tally.failed, tally.names.join()], [2, 1, 'good,good']);
    includes(tally.problems.join('\n'), `FAILED: bad\n    ${part}`);
  });
}

test('a test that waits for nothing fails, and the next file runs', async () => {
  const idle = await run('idle', `test('bad', () => new Promise(() => {}));`);
  includes(idle.problems.join('\n'), 'waits for what nothing is left to bring about');
  deepEqual((await run('next', GOOD)).passed, 1);
});

test('a file that does not load, declares no test, or ends the process fails, and the next runs', async () => {
  includes((await run('broken', `throw new Error('at once');`)).problems.join(), 'at once');
  includes((await run('empty')).problems.join(), 'declares no test');
  const ended = await run('ended', `test('bad', () => process.exit(0));`);
  includes(ended.problems.join(), 'its process has ended with 0');
  deepEqual((await run('after', GOOD)).failed, 0);
});

test('a test that lacks something is left out, with what that is', async () => {
  const tally = await run('lacks', `test('good', { skip: 'no XS' }, () => {});`, GOOD);
  deepEqual([tally.passed, tally.skipped, tally.failed], [1, 1, 0]);
  includes(tally.problems.join(), 'good: no XS');
});

test('a file that leaves a timer fails', async () => {
  const tally = await run('timer', `test('leaves one', () => { setInterval(() => {}, 1000); });`);
  deepEqual([tally.passed, tally.failed], [1, 1]);
  deepEqual((await run('behind it', GOOD)).failed, 0);
  includes(tally.problems.join('\n'), 'Timeout');
});
