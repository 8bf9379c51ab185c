/** What the engines' bundle of a home-care board offers to the host. */

import { HomeCareInstruments } from '../../firmware/home-care/instruments';
import { Boot } from '../../firmware/station/boot';
import { settingsOf } from '../../firmware/station/flat-settings';
import { type CheckedSettings, checkSettings as check } from '../../firmware/station/settings';
import type { StationPorts } from '../../firmware/station/station-ports';
import { overlaid } from './overlay';

export function checkSettings(settings: unknown): CheckedSettings {
  return check(settings, new HomeCareInstruments());
}

/** A board that was flashed with `settings`. */
export function bootOf(ports: StationPorts, settings: unknown): Boot {
  const instruments = new HomeCareInstruments();
  return new Boot(ports, (given) => overlaid(settings, settingsOf(given, undefined)), instruments);
}
