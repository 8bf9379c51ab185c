/**
 * The platform for Moddable's simulator on Linux: real sockets, and in place of
 * what a desktop lacks a network that is always there and a simulated DHT22.
 */

import type { StationPorts } from '../station/station-ports';
import { ModdableClock } from './common/clock';
import { settingsFromConfig } from './common/configured-settings';
import { LineLog } from './common/line-log';
import { MemoryFlash } from './common/memory-flash';
import { ModdableResolver } from './common/resolver';
import { ModdableCrypto } from './crypto/crypto';
import {
  DesktopConsole,
  DesktopRandom,
  DesktopReset,
  DesktopSleep,
  DesktopWallClock,
} from './lin/desktop';
import { MemoryStore } from './lin/memory-store';
import { DesktopPulseLine } from './lin/pulse-line';
import { desktopTcp } from './lin/tcp';
import { desktopTls } from './lin/tls';
import { DesktopLink, desktopWiFi } from './lin/wifi';

/** Of 4 KiB each. */
const OUTBOX_BLOCKS = 16;

export function ports(): StationPorts {
  const clock = new ModdableClock();
  const link = new DesktopLink(clock);
  return {
    clock,
    wallClock: new DesktopWallClock(),
    random: new DesktopRandom(),
    crypto: new ModdableCrypto(),
    log: new LineLog((line) => {
      trace(`${line}\n`);
    }),
    console: new DesktopConsole(),
    keyValue: new MemoryStore(),
    flash: new MemoryFlash(OUTBOX_BLOCKS),
    reset: new DesktopReset(),
    sleep: new DesktopSleep(),
    WiFi: desktopWiFi(link),
    TCP: desktopTcp(link),
    TLS: desktopTls(link),
    Resolver: ModdableResolver,
    PulseLine: DesktopPulseLine,
  };
}

export { settingsFromConfig as configuredSettings };

/** The desktop's XS has no hook for it: such an error ends the program, and nobody is told. */
export const watchUncaught: (report: (where: string, error: unknown) => void) => void = () =>
  undefined;
