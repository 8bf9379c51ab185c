/** What the engines' bundle of a home-care board offers to the host. */

import { homeCareAssistant } from '../../firmware/home-care/home-assistant';
import { HomeCareInstruments } from '../../firmware/home-care/instruments';
import { Boot, type Configured } from '../../firmware/station/boot';
import { settingsOf } from '../../firmware/station/flat-settings';
import { type CheckedSettings, checkSettings as check } from '../../firmware/station/settings';
import type { StationPorts } from '../../firmware/station/station-ports';
import { overlaid } from './overlay';

export function checkSettings(settings: unknown): CheckedSettings {
  return check(settings, new HomeCareInstruments());
}

/** A board that was flashed with `settings`. */
export function bootOf(ports: StationPorts, settings: unknown): Boot {
  const configured: Configured = (given) => overlaid(settings, settingsOf(given, undefined));
  const instruments = new HomeCareInstruments();
  return new Boot(ports, configured, { discovery: homeCareAssistant, instruments });
}
