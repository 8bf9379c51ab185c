/** What the engines' bundle offers to the host. */

import { Boot } from '../../firmware/station/boot';
import { settingsOf } from '../../firmware/station/flat-settings';
import type { StationPorts } from '../../firmware/station/station-ports';
import { overlaid } from './overlay';

export { checkSettings } from '../../firmware/station/settings';
/** A board that was flashed with `settings`. */
export function bootOf(ports: StationPorts, settings: unknown): Boot {
  return new Boot(ports, (given) => overlaid(settings, settingsOf(given, undefined)));
}
