/** The broker that the simulator brings: in the world that the board is in, with the door that the desk wants. */

import { watchDoor } from './broker/door';
import { startBroker } from './broker/embedded-broker';
import { startPacedBroker } from './broker/paced-broker';
import { startVirtualBroker } from './broker/virtual-broker';
import type { Desk } from './desk';
import type { StageBroker } from './faults/stage';
import { PacedWorld } from './world/paced-world';
import type { VirtualWorld } from './world/virtual-world';
import type { World } from './world/world';

const PLAIN_PORT = 1883;
const SECURE_PORT = 8883;

export interface OwnBroker extends StageBroker {
  readonly port: number;
  /** The port that was wanted, if it was taken. */
  readonly taken?: number | undefined;
  close(last?: string): Promise<void>;
}

/** `virtual` is undefined for real time. */
export async function brokerIn(
  virtual: VirtualWorld | undefined,
  seed: number,
  { unixMs }: World,
  { login, derivesPassword = false, server }: Desk,
): Promise<OwnBroker> {
  const broker = await newBroker(virtual, seed, server);
  if (login) watchDoor(broker.aedes, { ...login, derived: derivesPassword, unixMs });
  return broker;
}

function newBroker(
  virtual: VirtualWorld | undefined,
  seed: number,
  server: Desk['server'],
): Promise<OwnBroker> {
  if (virtual instanceof PacedWorld) return startPacedBroker(virtual, PLAIN_PORT, seed);
  if (virtual) return startVirtualBroker(virtual, PLAIN_PORT, seed);
  return startBroker(server ? SECURE_PORT : PLAIN_PORT, server);
}
