/** The clock port inside XS: time as it was when the turn began, and timers by number. */

import type { MonotonicClock, Timer } from '../../../../firmware/ports/clock';
import { checkDelay } from '../../../board/delay';
import type { Link } from './link';

interface GuestTimer {
  readonly handle: number;
}

export class GuestClock implements MonotonicClock {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  now(): number {
    return this.#link.nowMs;
  }

  set(callback: () => void, delayMs: number, repeatMs?: number): Timer {
    checkDelay(delayMs);
    const link = this.#link;
    const handle = link.open(() => {
      if (repeatMs === undefined) link.close(handle);
      callback();
    });
    link.post('set timer', handle, delayMs, repeatMs);
    return { handle };
  }

  clear(timer: Timer | undefined): void {
    if (!timer) return;
    const { handle } = timer as GuestTimer;
    this.#link.close(handle);
    this.#link.post('clear timer', handle);
  }
}
