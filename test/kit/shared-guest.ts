/**
 * The process of shared-process.ts: gets the paths of test files, and tells of each test.
 * As under node:test, an error that nobody catches fails the test that runs, and so does
 * a promise that nothing is left to settle; what a file leaves open fails the file.
 */

import { pathToFileURL } from 'node:url';
import { setImmediate as turn } from 'node:timers/promises';
import { describe } from './report';
import { collected, type CollectedTest } from './test';

export type GuestMessage =
  | { readonly kind: 'passed'; readonly name: string }
  | { readonly kind: 'skipped'; readonly name: string; readonly why: string }
  | { readonly kind: 'failed'; readonly name: string; readonly text: string }
  /** A spent process must not run another file. */
  | { readonly kind: 'done'; readonly isSpent: boolean };

/** What a file has closed may take so long to be gone. */
const CLOSING_MS = 2_000;

/** As node:test hands errors on. */
function textOf(cause: unknown): string {
  return describe(new Error('failed', { cause }));
}

/** The test that runs; `fail` ends it with what nobody has caught. */
const state: { running?: { readonly name: string; readonly fail: (error: unknown) => void } } = {};

function tell(message: GuestMessage, told?: () => void): void {
  process.send!(message, undefined, undefined, told);
}

async function runTest({ name, skip, body }: CollectedTest): Promise<void> {
  if (skip !== false) {
    tell({ kind: 'skipped', name, why: skip });
    return;
  }
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

/** Whether the process would end now, or soon, were it not for the channel. */
function wouldEnd(): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (wouldEnd: boolean): void => {
      clearTimeout(timer);
      process.off('beforeExit', empty);
      process.channel!.ref();
      resolve(wouldEnd);
    };
    const empty = (): void => {
      end(true);
    };
    const timer = setTimeout(end, CLOSING_MS, false).unref();
    process.on('beforeExit', empty);
    process.channel!.unref();
  });
}

async function runFile(path: string): Promise<void> {
  for (const test of await load(path)) await runTest(test);
  const isEmpty = await wouldEnd();
  if (!isEmpty) {
    const left = process.getActiveResourcesInfo().join(', ');
    tell({ kind: 'failed', name: path, text: `    leaves open some of ${left}` });
  }
  tell({ kind: 'done', isSpent: !isEmpty });
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
