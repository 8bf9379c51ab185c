/**
 * On how many processors a bench and the processes that it starts run. On one, what is
 * measured is the programs; on two, each message also wakes a processor that had gone
 * idle, which costs more than the message, and whether it does is the scheduler's luck.
 */

import { execFileSync } from 'node:child_process';

/** Runs `work` with this process and those that it starts on one processor; says why when that cannot be had. */
export async function onOneProcessor<T>(work: () => Promise<T>): Promise<T | string> {
  const all = allowed();
  if (all === undefined) return 'taskset (Debian: util-linux) is not here';
  allow(firstOf(all));
  try {
    return await work();
  } finally {
    allow(all);
  }
}

/** The processors that this process may use, as `taskset` lists them: `0-3,6`. */
function allowed(): string | undefined {
  try {
    return taskset('-pc', String(process.pid)).split(':').at(-1)!.trim();
  } catch {
    return undefined;
  }
}

/** For all threads of this process, and what is started from now on. */
function allow(list: string): void {
  taskset('-apc', list, String(process.pid));
}

function taskset(...args: string[]): string {
  return execFileSync('taskset', args, { encoding: 'utf8', stdio: 'pipe' });
}

export function firstOf(list: string): string {
  return /^\d+/.exec(list)?.[0] ?? '0';
}
