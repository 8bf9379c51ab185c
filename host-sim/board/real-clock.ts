/** The computer's own time. */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import { checkDelay } from './delay';

interface RealTimer {
  handle: NodeJS.Timeout | undefined;
}

/**
 * From due time to due time, so that late callbacks do not add up. Periods that went
 * by while the process stood still, asleep with its computer or stopped, are left
 * out: they would all come at once.
 */
function nextDue(dueMs: number, repeatMs: number, nowMs: number): number {
  const nextMs = dueMs + repeatMs;
  const missed = Math.ceil((nowMs - nextMs) / repeatMs);
  return missed > 0 ? nextMs + missed * repeatMs : nextMs;
}

export class RealClock implements MonotonicClock {
  now(): number {
    return Math.floor(performance.now());
  }

  set(callback: () => void, delayMs: number, repeatMs?: number): Timer {
    checkDelay(delayMs);
    const timer: RealTimer = { handle: undefined };
    let dueMs = performance.now() + delayMs;
    const run = (): void => {
      if (repeatMs === undefined) timer.handle = undefined;
      else {
        dueMs = nextDue(dueMs, repeatMs, performance.now());
        timer.handle = setTimeout(run, Math.max(0, dueMs - performance.now()));
      }
      callback();
    };
    timer.handle = setTimeout(run, delayMs);
    return timer;
  }

  clear(timer: Timer | undefined): void {
    if (timer) clearTimeout((timer as RealTimer).handle);
  }
}
