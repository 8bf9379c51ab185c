/** Composition root on the chip: the ports and settings of the platform make the program. */

import { configuredSettings, ports, watchUncaught } from 'moddable/platform';
import { Program } from './station/program';
import type { Problem } from './station/checker';
import { checkSettings } from './station/settings';
import type { StationPorts } from './station/station-ports';

/** Settings that are refused are told so often: who opens the serial port later wants to know, too. */
const REPEAT_MS = 60_000;

export default function main(): void {
  const given = ports();
  const checked = checkSettings(configuredSettings());
  if (!checked.ok) {
    refuse(given, checked.problems);
    return;
  }
  const program = new Program(given, checked.settings);
  watchUncaught((where, error) => {
    program.uncaught(where, error);
  });
  program.start();
}

/** Without settings there is nothing to do but to say so: a restart would change nothing. */
function refuse({ clock, log }: StationPorts, problems: readonly Problem[]): void {
  const tell = (): void => {
    for (const { field, message } of problems) {
      log.write({ level: 'error', event: 'settings refused', problem: `${field} ${message}` });
    }
  };
  tell();
  clock.set(tell, REPEAT_MS, REPEAT_MS);
}
