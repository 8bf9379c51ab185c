/** A test file on Node, in a process of its own. */

import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { Tally } from './report';

/** A file that takes longer hangs. */
const FILE_TIMEOUT_MS = 120_000;
/** In `npm run test:long`. */
const LONG_TIMEOUT_MS = 1_200_000;

// A file's process is started with the options of this one: adapters to the SDK find stand-ins.
process.execArgv.push('--import', new URL('sdk/register.js', import.meta.url).href);

export async function runOnNode(path: string): Promise<Tally> {
  const tally = new Tally();
  const timeout = process.env['TEST_LONG'] ? LONG_TIMEOUT_MS : FILE_TIMEOUT_MS;
  const events = run({ files: [path], timeout });
  for await (const { type, data } of events as AsyncIterable<TestEvent>) {
    if (type === 'test:pass' && data.skip !== undefined) tally.skip(data.name, String(data.skip));
    else if (type === 'test:pass') tally.pass(data.name);
    else if (type === 'test:fail') tally.fail(data.name, describe(data.details.error));
    else if (type === 'test:stderr') tally.problems.push(`  ${data.message.trimEnd()}`);
  }
  return tally;
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
