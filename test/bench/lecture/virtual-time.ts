/**
 * Virtual time for TLS: Node's own does all its work on the main thread, in a few turns of
 * the event loop and none of its timers, so the clock may move on once some turns have
 * brought nothing new to either end of a connection.
 */

import type { VirtualClock } from '../../../host-sim/board/virtual-clock';
import type { Activity } from './tcp';

/** So many turns without activity are quiet: from a stream's bytes to what TLS answers it takes two. */
const QUIET_TURNS = 4;

/** Moves time on until the promise is settled; `behindEach` runs when all that was due has been reacted to. */
export async function until<T>(
  promise: Promise<T>,
  clock: VirtualClock,
  activity: Activity,
  behindEach: () => void,
): Promise<T> {
  const state = { isSettled: false };
  const note = (): void => {
    state.isSettled = true;
  };
  promise.then(note, note);
  for (;;) {
    await quiet(activity);
    if (state.isSettled) return promise;
    behindEach();
    const nextMs = clock.nextMs;
    if (nextMs === undefined) throw new Error('nothing is due any more, and the end has not come');
    while (clock.runNext(nextMs));
  }
}

async function quiet(activity: Activity): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; turns++) {
    const before = activity.count;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (activity.count !== before) turns = -1;
  }
}
