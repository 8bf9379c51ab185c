/** The simulator's virtual clock, and moving it for code that awaits. */

import { VirtualClock } from '../../host-sim/board/virtual-clock';
import { settled } from './test';

export { VirtualClock };

/** Moves on by `ms`; promise jobs get their turn before each timer and at the end. */
export async function pass(clock: VirtualClock, ms: number): Promise<void> {
  const untilMs = clock.now() + ms;
  await settled();
  while (clock.runNext(untilMs)) await settled();
  clock.advance(untilMs - clock.now());
  await settled();
}
