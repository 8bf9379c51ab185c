/** The ports that the station uses; a host need not bring more to run it. */

import type { Ports } from '../ports/ports';

export type StationPorts = Pick<
  Ports,
  | 'clock'
  | 'wallClock'
  | 'random'
  | 'log'
  | 'console'
  | 'keyValue'
  | 'flash'
  | 'reset'
  | 'sleep'
  | 'WiFi'
  | 'TCP'
  | 'TLS'
  | 'crypto'
  | 'Resolver'
  | 'PulseLine'
> &
  /** What instruments need; a host without them cannot run those. */
  Partial<Pick<Ports, 'DigitalInput' | 'SerialLine'>>;
