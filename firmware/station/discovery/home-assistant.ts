/** Home Assistant's MQTT discovery, for main to hand to the station. */

import type { DiscoveryModule } from '../extras';
import { AsleepAnnouncer } from './asleep';
import { AwakeAnnouncer } from './awake';

export const homeAssistant: DiscoveryModule = Object.freeze(
  {
    awake: (station) => new AwakeAnnouncer(station),
    asleep: (station, intervalMs, announced) => new AsleepAnnouncer(station, intervalMs, announced),
  } satisfies DiscoveryModule,
  true,
);
