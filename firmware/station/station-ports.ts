/** The ports that the station uses; a host need not bring more to run it. */

import type { Ports } from '../ports/ports';
import type { Reset } from '../ports/reset';

export type StationPorts = Pick<
  Ports,
  'clock' | 'wallClock' | 'random' | 'log' | 'keyValue' | 'WiFi' | 'TCP' | 'Resolver' | 'PulseLine'
> & { readonly reset: Pick<Reset, 'reason'> };
