/** The platform for the ESP32 family. */

import config from 'mc/config';
import type { FlashPartition } from '../ports/flash';
import type { Log } from '../ports/log';
import { messageOf } from '../station/message-of';
import type { StationPorts } from '../station/station-ports';
import { ModdableClock } from './common/clock';
import { settingsFromConfig } from './common/configured-settings';
import { LineLog } from './common/line-log';
import { MemoryFlash } from './common/memory-flash';
import { ModdableResolver } from './common/resolver';
import { SntpClock } from './common/sntp-clock';
import { ModdableTcp } from './common/tcp';
import { ModdableTls } from './common/tls';
import { ModdableCrypto } from './crypto/crypto';
import { installAbortHook } from './esp32/abort';
import { fillRandom } from './esp32/chip';
import { EspFlashPartition } from './esp32/flash-partition';
import { NvsStore } from './esp32/nvs-store';
import { EspReset, EspSleep } from './esp32/power';
import { EspPulseLine } from './esp32/pulse-line';
import { EspConsole } from './esp32/serial-console';
import { EspWiFi } from './esp32/wifi';

const TIME_SERVER = 'pool.ntp.org';
/** As boards/shared/partitions.csv names it. */
const OUTBOX = 'outbox';
/** Of 4 KiB each: the fewest that an outbox can do with. */
const SPARE_BLOCKS = 5;

export function ports(): StationPorts {
  const console = new EspConsole();
  const { sntp = TIME_SERVER } = config as { readonly sntp?: string };
  const log = new LineLog((line) => {
    console.write(`${line}\r\n`);
  });
  return {
    clock: new ModdableClock(),
    wallClock: new SntpClock(sntp),
    random: { fill: fillRandom },
    crypto: new ModdableCrypto(),
    log,
    console,
    keyValue: new NvsStore(),
    flash: outboxPartition(log),
    reset: new EspReset(),
    sleep: new EspSleep(),
    WiFi: EspWiFi,
    TCP: ModdableTcp,
    TLS: ModdableTls,
    Resolver: ModdableResolver,
    PulseLine: EspPulseLine,
  };
}

/** Without its partition, which a partition table of one's own may lack, messages wait in memory. */
function outboxPartition(log: Log): FlashPartition {
  try {
    return new EspFlashPartition(OUTBOX);
  } catch (error) {
    const problem = `readings that wait are lost with the power: ${messageOf(error)}`;
    log.write({ level: 'warn', event: 'flash', problem });
    return new MemoryFlash(SPARE_BLOCKS);
  }
}

export { settingsFromConfig as configuredSettings };

export { installAbortHook as watchUncaught };
