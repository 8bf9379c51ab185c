/**
 * The process of shared-process.ts: gets the paths of test files, and tells of each test.
 * As under node:test, an error that nobody catches fails the test that runs, and so does
 * a promise that nothing is left to settle; what a file leaves open fails the file.
 */

import { pathToFileURL } from 'node:url';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { describe } from './report';
import { collected, type CollectedTest } from './test';

export type GuestMessage =
  | { readonly kind: 'passed'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string; readonly text: string }
  | { readonly kind: 'done' };

/** What a file has closed may take so long to be gone. */
const CLOSING_MS = 2_000;
const LOOK_MS = 5;

/** As node:test hands errors on. */
function textOf(cause: unknown): string {
  return describe(new Error('failed', { cause }));
}

/** The test that runs; `fail` ends it with what nobody has caught. */
const state: { running?: { readonly name: string; readonly fail: (error: unknown) => void } } = {};

function tell(message: GuestMessage, told?: () => void): void {
  process.send!(message, undefined, undefined, told);
}

async function runTest({ name, body }: CollectedTest): Promise<void> {
  process.channel!.unref(); // it does not count as something that is left to happen
  try {
    await new Promise<void>((resolve, fail) => {
      state.running = { name, fail };
      const run = async (): Promise<void> => {
        await body();
        await turn(); // what it has not awaited may fail now
      };
      run().then(resolve, fail);
    });
    tell({ kind: 'passed', name });
  } catch (error) {
    tell({ kind: 'failed', name, text: textOf(error) });
  } finally {
    process.channel!.ref();
    delete state.running;
  }
}

async function load(path: string): Promise<readonly CollectedTest[]> {
  const tests: CollectedTest[] = [];
  collected.tests = tests;
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    tell({ kind: 'failed', name: path, text: textOf(error) });
    return [];
  } finally {
    collected.tests = undefined;
  }
  if (tests.length === 0) tell({ kind: 'failed', name: path, text: '    declares no test' });
  return tests;
}

/** What keeps the process from ending, beside the channel. */
function open(): readonly string[] {
  process.channel!.unref();
  const open = process.getActiveResourcesInfo();
  process.channel!.ref();
  return open;
}

async function runFile(path: string): Promise<void> {
  const before = open().length;
  for (const test of await load(path)) await runTest(test);
  const deadline = performance.now() + CLOSING_MS;
  while (open().length > before && performance.now() < deadline) await wait(LOOK_MS);
  const left = open();
  if (left.length > before) {
    tell({ kind: 'failed', name: path, text: `    leaves open some of ${left.join(', ')}` });
  }
  tell({ kind: 'done' });
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    if (state.running) state.running.fail(error);
    else tell({ kind: 'failed', name: 'between two tests', text: textOf(error) });
  });
}
process.on('beforeExit', () => {
  if (!state.running) return;
  const text = '    waits for what nothing is left to bring about';
  tell({ kind: 'failed', name: state.running.name, text }, () => process.exit(1));
});
process.on('disconnect', () => process.exit());
process.on('message', (path: string) => void runFile(path));
