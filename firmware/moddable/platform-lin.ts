/**
 * The platform for Moddable's simulator on Linux: real sockets, and in place of
 * what a desktop lacks a network that is always there and a simulated DHT22.
 */

import type { StationPorts } from '../station/station-ports';
import { ModdableClock } from './common/clock';
import { settingsFromConfig } from './common/configured-settings';
import { TraceLog } from './common/log';
import { ModdableTcp } from './common/tcp';
import { DesktopPulseLine } from './lin/pulse-line';
import { DesktopResolver } from './lin/resolver';
import { MemoryStore } from './lin/memory-store';
import { DesktopRandom, DesktopWallClock } from './lin/desktop';
import { desktopWiFi } from './lin/wifi';

const SENSOR_PIN = 4;

export function ports(): StationPorts {
  const clock = new ModdableClock();
  return {
    clock,
    wallClock: new DesktopWallClock(),
    random: new DesktopRandom(),
    log: new TraceLog(),
    keyValue: new MemoryStore(),
    reset: { reason: 'power on' },
    WiFi: desktopWiFi(clock),
    TCP: ModdableTcp,
    Resolver: DesktopResolver,
    PulseLine: DesktopPulseLine,
  };
}

export function configuredSettings(): unknown {
  return settingsFromConfig([{ model: 'DHT22', pin: SENSOR_PIN }]);
}
