/** Every fault that can be brought about. */

import { AIR_FAULTS } from './air';
import { BROKER_FAULTS } from './broker';
import type { Fault } from './fault';
import { CLOCK_FAULTS, POWER_FAULTS } from './place';
import { SENSOR_FAULTS } from './sensor';
import { HOME_FAULTS } from './home';
import { MEMORY_FAULTS, TCP_FAULTS } from './tcp';
import { WIFI_FAULTS } from './wifi';

export const FAULTS: readonly Fault[] = [
  ...[...WIFI_FAULTS, ...TCP_FAULTS, ...BROKER_FAULTS, ...SENSOR_FAULTS],
  ...[...CLOCK_FAULTS, ...POWER_FAULTS, ...MEMORY_FAULTS],
  ...AIR_FAULTS,
  ...HOME_FAULTS,
];

/** The fault of that name, if there is one. */
export function faultById(id: string): Fault | undefined {
  return FAULTS.find((fault) => fault.id === id);
}
