/** The broker that comes with the simulator: aedes on the loopback interface. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { forgetSessions } from './clients';
import type { OrderedPublish } from './ordered-publish';
import { BROKER_OPTIONS, prepareBroker } from './prepare';

const HOST = '127.0.0.1';
/** How many ports are tried before giving up. */
const TRIES = 50;
/** How long the last messages may take to reach their subscribers. */
const LINGER_MS = 1_000;

/** Starts a broker on `port`, or on the next one that is free; 0 takes any. */
export async function startBroker(port: number): Promise<EmbeddedBroker> {
  const aedes = await Aedes.createBroker(BROKER_OPTIONS);
  const broker = new EmbeddedBroker(aedes, port);
  await broker.listen();
  return broker;
}

export class EmbeddedBroker {
  /** The broker itself, for tests and tools. */
  readonly aedes: Aedes;
  port: number;
  readonly #wanted: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #messages: OrderedPublish;

  constructor(aedes: Aedes, port: number) {
    this.aedes = aedes;
    this.port = this.#wanted = port;
    this.#messages = prepareBroker(aedes);
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      aedes.handle(socket);
    });
  }

  /** Takes connections again; by option it has forgotten sessions and what it retained. */
  open(losesSessions = false): void {
    if (losesSessions) forgetSessions(this.aedes);
    if (!this.#server.listening) this.#server.listen(this.port, HOST);
  }

  /** Breaks every connection and takes none; what is retained is kept. */
  shut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  get url(): string {
    return `mqtt://${HOST}:${this.port}`;
  }

  /** The port that was wanted, if it was taken. */
  get taken(): number | undefined {
    return this.#wanted === 0 || this.port === this.#wanted ? undefined : this.#wanted;
  }

  async listen(): Promise<void> {
    const last = Math.min(this.#wanted + TRIES, 65_535);
    for (let port = this.#wanted; ; port++) {
      try {
        this.#server.listen(port, HOST);
        await once(this.#server, 'listening');
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port >= last) throw error;
      }
    }
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  /**
   * Closes after the client `last` has gone and every message is with its
   * subscribers, so that nobody misses its goodbye.
   */
  async close(last?: string): Promise<void> {
    const limit = AbortSignal.timeout(LINGER_MS);
    const gone = (): boolean => last === undefined || !(last in this.#clients);
    await this.#until(() => gone() && this.#messages.underWay === 0, limit);
    this.#server.close();
    for (const socket of this.#sockets) socket.end();
    await this.#until(() => this.#sockets.size === 0, limit);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.aedes.close(resolve);
    });
  }

  /** The connected clients by id, which aedes keeps but does not declare. */
  get #clients(): Readonly<Record<string, unknown>> {
    return (this.aedes as unknown as { clients: Record<string, unknown> }).clients;
  }

  /** Looks again after every turn until `condition` holds or the limit is reached. */
  async #until(condition: () => boolean, limit: AbortSignal): Promise<void> {
    while (!condition() && !limit.aborted) {
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    }
  }
}
