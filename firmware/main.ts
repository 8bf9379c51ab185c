/** Composition root on the chip: the ports and settings of the platform make the program. */

import { configuredSettings, ports, watchUncaught } from 'moddable/platform';
import { Boot } from './station/boot';
import { homeAssistant } from './station/discovery/home-assistant';

export default function main(): void {
  const boot = new Boot(ports(), configuredSettings, { discovery: homeAssistant });
  watchUncaught((where, error) => {
    boot.uncaught(where, error);
  });
  boot.start();
}
