/** All that a host hands to the firmware, and the firmware's only way to the world. */

import type { MonotonicClock } from './clock';
import type { Console } from './console';
import type { Crypto } from './crypto';
import type { DigitalInputConstructor } from './digital-input';
import type { FlashPartition } from './flash';
import type { KeyValueStore } from './key-value';
import type { Log } from './log';
import type { PulseLineConstructor } from './pulse-line';
import type { Random } from './random';
import type { Reset } from './reset';
import type { ResolverConstructor } from './resolver';
import type { Sleep } from './sleep';
import type { SerialLineConstructor } from './serial-line';
import type { SocketConstructor } from './socket';
import type { SecureSocketConstructor } from './tls';
import type { WallClock } from './wall-clock';
import type { WiFiConstructor } from './wifi';

export interface Ports {
  readonly clock: MonotonicClock;
  readonly wallClock: WallClock;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly log: Log;
  readonly console: Console;
  readonly keyValue: KeyValueStore;
  /** Where messages wait. */
  readonly flash: FlashPartition;
  readonly reset: Reset;
  readonly sleep: Sleep;
  readonly WiFi: WiFiConstructor;
  readonly TCP: SocketConstructor;
  readonly TLS: SecureSocketConstructor;
  readonly Resolver: ResolverConstructor;
  readonly PulseLine: PulseLineConstructor;
  readonly DigitalInput: DigitalInputConstructor;
  /** Where the board has one. */
  readonly SerialLine?: SerialLineConstructor;
}
