/** The station in steps that Node meters: made, connected, publishing. */

import { checkSettings } from '../../../firmware/station/settings';
import { Station } from '../../../firmware/station/station';
import { VirtualClock } from '../../../host-sim/board/virtual-clock';
import { type Counts, fakePorts } from './fake-ports';
import { mustCount } from './inputs';
import type { Operation } from './serve';

const INTERVAL_MS = 10_000;

const clock = new VirtualClock();
const counts: Counts = { published: 0 };
const world: { station?: Station } = {};

const nothing = (): void => {};

export const operations: readonly Operation[] = [
  {
    name: 'make the station',
    packets: 0,
    check: nothing,
    run: () => {
      const checked = checkSettings({
        id: 'esp32-0aff12',
        wifi: { ssid: 'test' },
        broker: { host: '10.0.0.9' },
        sensors: [{ model: 'DHT22', pin: 4, intervalMs: INTERVAL_MS }],
      });
      if (!checked.ok) throw new Error('wrong settings');
      world.station = new Station(fakePorts(clock, counts), checked.settings);
      world.station.start();
    },
  },
  {
    name: 'let a moment pass',
    packets: 0,
    check: nothing,
    run: () => {
      clock.advance(1);
    },
  },
  {
    name: 'sample and publish',
    packets: 1,
    check: nothing,
    run: () => {
      clock.advance(INTERVAL_MS);
    },
  },
  {
    name: 'publishes what it samples',
    packets: 0,
    check: nothing,
    run: () => {
      const before = counts.published;
      clock.advance(10 * INTERVAL_MS);
      mustCount('readings', counts.published - before, 10);
    },
  },
];
