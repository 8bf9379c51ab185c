/** The platform for the ESP32 family. */

import config from 'mc/config';
import type { StationPorts } from '../station/station-ports';
import { ModdableClock } from './common/clock';
import { settingsFromConfig } from './common/configured-settings';
import { LineLog } from './common/line-log';
import { ModdableResolver } from './common/resolver';
import { SntpClock } from './common/sntp-clock';
import { ModdableTcp } from './common/tcp';
import { installAbortHook } from './esp32/abort';
import { fillRandom } from './esp32/chip';
import { NvsStore } from './esp32/nvs-store';
import { EspReset, EspSleep } from './esp32/power';
import { EspPulseLine } from './esp32/pulse-line';
import { EspConsole } from './esp32/serial-console';
import { EspWiFi } from './esp32/wifi';

const TIME_SERVER = 'pool.ntp.org';

export function ports(): StationPorts {
  const console = new EspConsole();
  const { sntp = TIME_SERVER } = config as { readonly sntp?: string };
  return {
    clock: new ModdableClock(),
    wallClock: new SntpClock(sntp),
    random: { fill: fillRandom },
    log: new LineLog((line) => {
      console.write(`${line}\r\n`);
    }),
    keyValue: new NvsStore(),
    reset: new EspReset(),
    sleep: new EspSleep(),
    WiFi: EspWiFi,
    TCP: ModdableTcp,
    Resolver: ModdableResolver,
    PulseLine: EspPulseLine,
  };
}

export function configuredSettings(): unknown {
  return settingsFromConfig();
}

export { installAbortHook as watchUncaught };
