/** A test file on Node, in a process of its own. */

import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { readFileSync } from 'node:fs';
import { describe, Tally } from './report';

/** A file that takes longer hangs. */
const FILE_TIMEOUT_MS = 120_000;
/** In `npm run test:long`. */
const LONG_TIMEOUT_MS = 1_200_000;

// A file's process is started with the options of this one: adapters to the SDK find stand-ins.
process.execArgv.push('--import', new URL('sdk/register.js', import.meta.url).href);

export function fileTimeoutMs(): number {
  return process.env['TEST_LONG'] ? LONG_TIMEOUT_MS : FILE_TIMEOUT_MS;
}

/** Whether a file of tests needs nothing of node:test, and so can run in a process with others. */
export function canShare(path: string): boolean {
  return !readFileSync(path, 'utf8').includes(`'node:test'`);
}

export async function runOnNode(path: string): Promise<Tally> {
  const tally = new Tally();
  const events = run({ files: [path], timeout: fileTimeoutMs() });
  for await (const { type, data } of events as AsyncIterable<TestEvent>) {
    if (type === 'test:pass' && data.skip !== undefined) tally.skip(data.name, String(data.skip));
    else if (type === 'test:pass') tally.pass(data.name);
    else if (type === 'test:fail') tally.fail(data.name, describe(data.details.error));
    else if (type === 'test:stderr') tally.problems.push(`  ${data.message.trimEnd()}`);
  }
  return tally;
}
