/** Stands in for the SDK's `time`. */

import { clock } from './timer';

/** The clock was set to these, in seconds since 1970. */
export const timesSet: number[] = [];

const Time = {
  get ticks(): number {
    return clock.now();
  },
  delta(start: number, end: number = clock.now()): number {
    return end - start;
  },
  set(seconds: number): void {
    timesSet.push(seconds);
  },
};

export default Time;
