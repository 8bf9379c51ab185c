/** For programs of one's own: what PubSubClient needs to reach the network, all of it the SDK's. */

import type { Client } from '../mqtt/client';
import { ModdableClock } from './common/clock';
import { ModdableResolver } from './common/resolver';
import { ModdableTcp } from './common/tcp';

/**
 * Plain TCP, names through the system's resolver, and a clock of its own: one is
 * enough for all the clients of a program. The board must be in its network, which
 * is the program's affair, or that of the SDK's set-up (`ssid=… password=…`).
 */
export function network(): Client {
  return { io: ModdableTcp, dns: { io: ModdableResolver }, clock: new ModdableClock() };
}
