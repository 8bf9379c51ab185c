/** The ports that the station uses; a host need not bring more to run it. */

import type { Ports } from '../ports/ports';
import type { Sleep } from '../ports/sleep';

export type StationPorts = Pick<
  Ports,
  | 'clock'
  | 'wallClock'
  | 'random'
  | 'log'
  | 'keyValue'
  | 'flash'
  | 'reset'
  | 'WiFi'
  | 'TCP'
  | 'Resolver'
  | 'PulseLine'
> & { readonly sleep: Pick<Sleep, 'retained'> };
