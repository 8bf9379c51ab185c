/** Every fault that can be brought about. */

import { BROKER_FAULTS } from './broker-faults';
import type { Fault } from './fault';
import { PLACE_FAULTS } from './place-faults';
import { NETWORK_FAULTS } from './network-faults';

export const FAULTS: readonly Fault[] = [...NETWORK_FAULTS, ...BROKER_FAULTS, ...PLACE_FAULTS];

/** The fault of that name, if there is one. */
export function faultById(id: string): Fault | undefined {
  return FAULTS.find((fault) => fault.id === id);
}
