/** Takes away what boards of a fleet have left at the broker, when the fleet was killed before it could. */

import type { FleetOptions } from './arguments';
import { BoardNames } from './names';
import { Observer } from './observer';
import type { ObserverAccess } from './observer-link';

/** How many retained states it was; throws when the broker cannot be reached, or does not take them away. */
export async function clearStates(
  options: Pick<FleetOptions, 'prefix' | 'base' | 'boards'>,
  access: ObserverAccess,
): Promise<number> {
  const names = new BoardNames(options);
  const topics = new Set<string>();
  const order = { ...access, name: names.observer, filters: [names.statusFilter] };
  const observer = await Observer.start(order, (topic, payload, isRetained) => {
    if (isRetained && payload !== '' && names.parse(topic)) topics.add(topic);
  });
  try {
    await observer.heardRetained();
    if (await observer.clear([...topics])) return topics.size;
    throw new Error('the broker has not said that it took the states away; try again');
  } finally {
    observer.close();
  }
}
