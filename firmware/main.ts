/** Composition root on the chip: the ports and settings of the platform make a station. */

import { configuredSettings, ports } from 'moddable/platform';
import { checkSettings } from './station/settings';
import { Station } from './station/station';

export default function main(): void {
  const checked = checkSettings(configuredSettings());
  if (checked.ok) {
    new Station(ports(), checked.settings).start();
    return;
  }
  const { log } = ports();
  for (const { field, message } of checked.problems) {
    log.write({ level: 'error', event: 'settings refused', problem: `${field} ${message}` });
  }
}
