/** What the engines' bundle offers to the host. */

import { Boot, type Configured } from '../../firmware/station/boot';
import { homeAssistant } from '../../firmware/station/discovery/home-assistant';
import { settingsOf } from '../../firmware/station/flat-settings';
import type { StationPorts } from '../../firmware/station/station-ports';
import { overlaid } from './overlay';

export { checkSettings } from '../../firmware/station/settings';
/** A board that was flashed with `settings`. */
export function bootOf(ports: StationPorts, settings: unknown): Boot {
  const configured: Configured = (given) => overlaid(settings, settingsOf(given, undefined));
  return new Boot(ports, configured, { discovery: homeAssistant });
}
