/** Waiting for a condition on Node, turn by turn, with an end. For host tests and harnesses. */

import { setTimeout as wait } from 'node:timers/promises';
import { fail } from './assert';

const PATIENCE_MS = 15_000;
/** Between two looks: long enough to leave the processor to what is waited for. */
const LOOK_MS = 2;

/** Settles when `condition` holds; fails when it has not for a long time. */
export async function until(
  what: string,
  condition: () => boolean,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > deadline) fail(`waited in vain until ${what}`);
    await wait(LOOK_MS);
  }
}
