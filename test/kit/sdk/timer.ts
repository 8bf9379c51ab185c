/** Stands in for the SDK's `timer`, on a virtual clock that tests move. */

import { VirtualClock } from '../../../host-sim/board/virtual-clock';

/** Its timers and its time. */
export const clock = new VirtualClock();

/** Lets timers fire that are due within `ms`. */
export function pass(ms: number): void {
  const untilMs = clock.now() + ms;
  while (clock.runNext(untilMs));
  clock.advance(untilMs - clock.now());
}

type Callback = (timer: object) => void;

const Timer = {
  set(callback: Callback, delayMs = 0, repeatMs = 0): object {
    const timer = clock.set(() => callback(timer), delayMs, repeatMs === 0 ? undefined : repeatMs);
    return timer;
  },
  repeat(callback: Callback, intervalMs: number): object {
    return Timer.set(callback, intervalMs, intervalMs);
  },
  clear(timer: object | undefined): void {
    clock.clear(timer);
  },
};

export default Timer;
