/** A station is stopped in order, whatever state its board is in. */

import { VirtualClock } from '../../host-sim/board/virtual-clock';
import type { RunningStation } from '../../host-sim/engine/engine';
import { StationSlot } from '../../host-sim/station-slot';
import { deepEqual, equal } from '../kit/assert';
import { settled, test } from '../kit/test';

function station(result: Promise<{ unsent: number }>): RunningStation {
  return { stop: () => result, end: () => {} };
}

const GOOD = station(Promise.resolve({ unsent: 2 }));
const DEAF = station(new Promise(() => {}));

test('one that runs is stopped at once', async () => {
  const clock = new VirtualClock();
  const slot = new StationSlot(clock);
  slot.booted(GOOD);
  deepEqual(await slot.stop(1_000), { unsent: 2 });
  equal(clock.timers, 0);
});

test('one that is just starting again is stopped when it runs', async () => {
  const slot = new StationSlot(new VirtualClock());
  slot.booted(DEAF);
  slot.ended();
  const stopping = slot.stop(1_000);
  await settled();
  slot.booted(GOOD);
  deepEqual(await stopping, { unsent: 2 });
});

test('one that never answers is waited for no longer than that', async () => {
  for (const running of [DEAF, undefined]) {
    const clock = new VirtualClock();
    const slot = new StationSlot(clock);
    if (running) slot.booted(running);
    const stopping = slot.stop(1_000);
    clock.advance(11_000);
    equal(await stopping, undefined);
  }
});
