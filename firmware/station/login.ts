/** Who the station says that it is. */

import { toBytes, toText } from '../mqtt/text';
import { derivedPassword } from '../security/derived-password';
import type { BrokerSettings } from './settings';
import type { StationPorts } from './station-ports';

export interface Login {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** User name and password for a connection now; undefined while the clock is not set that a derived one needs. */
export function loginOf(
  { user, password, derivesPassword }: BrokerSettings,
  clientId: string,
  { wallClock, crypto }: Pick<StationPorts, 'wallClock' | 'crypto'>,
): Login | undefined {
  if (!derivesPassword || password === undefined) return { user, password };
  const unixMs = wallClock.unixMs();
  if (unixMs === undefined) return undefined;
  const derived = derivedPassword(toBytes(password), toBytes(clientId), unixMs / 1000, crypto);
  return { user, password: toText(derived, 0, derived.length) };
}
