/**
 * The broker of a paced world: the board reaches it through the world's own links, and
 * everybody else through a port of this computer.
 */

import { Socket } from 'node:net';
import type { Aedes } from 'aedes';
import type { PacedWorld } from '../world/paced-world';
import { closeClients } from './clients';
import { EmbeddedBroker } from './embedded-broker';
import { worldsAedes } from './virtual-broker';

/** Starts a broker on `port`, or on the next one that is free. */
export async function startPacedBroker(
  world: PacedWorld,
  port: number,
  seed: number,
): Promise<PacedBroker> {
  const aedes = await worldsAedes(world, seed);
  neverTimeOut(aedes);
  const gate = new EmbeddedBroker(aedes, port);
  await gate.listen();
  return new PacedBroker(gate, world);
}

/** Who comes from outside lives in another time: a minute of the world's may be none of theirs. */
function neverTimeOut(aedes: Aedes): void {
  aedes.preConnect = (client, packet, done) => {
    if (client.conn instanceof Socket) (packet as { keepalive: number }).keepalive = 0;
    done(null, true);
  };
}

export class PacedBroker {
  readonly aedes: Aedes;
  readonly #gate: EmbeddedBroker;
  readonly #world: PacedWorld;
  #stopListening: () => void = () => {};

  constructor(gate: EmbeddedBroker, world: PacedWorld) {
    this.aedes = gate.aedes;
    this.#gate = gate;
    this.#world = world;
    this.#listen();
  }

  get port(): number {
    return this.#gate.port;
  }

  get taken(): number | undefined {
    return this.#gate.taken;
  }

  open(losesSessions = false): void {
    this.#gate.open(losesSessions);
    this.#listen();
  }

  shut(): void {
    this.#stopListening();
    this.#gate.shut();
    closeClients(this.aedes);
  }

  async close(last?: string): Promise<void> {
    this.#stopListening();
    await this.#world.during(this.#gate.close(last));
  }

  #listen(): void {
    this.#stopListening = this.#world.listen(this.port, (connection) => {
      this.aedes.handle(connection);
    });
  }
}
