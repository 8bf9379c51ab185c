/** The monitor of a home-care board in the simulator: faults of the board's network are none of its. */

import type { Settings } from '../../firmware/station/settings';
import type { Home } from '../board/home';
import { commandFor } from '../invocation';
import type { LoggedEvent } from '../log-lines';
import type { Dial, World } from '../world/world';
import { planFor } from './rules';
import { careTopics } from './topics';
import { type CareEvent, Watch } from './watch';

/** What is watched over. */
export interface House {
  readonly world: Pick<World, 'clock' | 'unixMs'>;
  readonly log: (event: LoggedEvent) => void;
  readonly home: Home | undefined;
  /** From one reading to the next. */
  readonly intervalMs: number;
}

const ID = 'monitor';

/** An outside broker may have one already, and knows this board's user only. */
export const NO_MONITOR: LoggedEvent = {
  ...{ level: 'info', event: 'note', subject: 'monitor' },
  text: `with --broker nobody watches from here; run ${commandFor('home-care')} --broker URL beside it`,
};

/** Starts it, and lets faults end it and start it again. */
export function ownMonitor(
  house: House,
  settings: Settings,
  dial: Dial,
): NonNullable<Home['monitor']> {
  let watch = watchOf(house, settings, dial);
  const monitor = {
    die: () => {
      watch.end();
    },
    start: () => {
      watch = watchOf(house, settings, dial);
    },
  };
  if (house.home) house.home.monitor = monitor;
  return monitor;
}

function watchOf(
  { world, log, home, intervalMs }: House,
  { base, broker }: Settings,
  dial: Dial,
): Watch {
  const { host, port, user: username, password } = broker;
  const { clock, unixMs } = world;
  return new Watch({
    ...{ base, id: ID, plan: planFor(intervalMs), clock, unixMs },
    // The story's own time of day, wherever it is played.
    hourOf: (atMs) => new Date(atMs).getUTCHours(),
    dial: () => dial({ host, port, noDelay: true }),
    options: {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    },
    tell: (event: CareEvent) => {
      if (event.event === 'alert' && event.state !== 'call') {
        const topic = careTopics(base, ID).alert(event.device, event.rule);
        if (event.state === 'raised') home?.raised.add(topic);
        else home?.raised.delete(topic);
      }
      log({ level: levelOf(event), ...event });
    },
  });
}

function levelOf(event: CareEvent): 'info' | 'warn' {
  const isBad = event.event === 'monitor' ? event.state === 'lost' : event.state === 'raised';
  return isBad ? 'warn' : 'info';
}
