/** The broker that comes with the simulator: aedes on the loopback interface. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { Aedes } from 'aedes';
import type { Identity } from './authority';
import { forgetSessions } from './clients';
import type { OrderedPublish } from './ordered-publish';
import { BROKER_OPTIONS, prepareBroker } from './prepare';

const HOST = '127.0.0.1';
/** How many ports are tried before giving up. */
const TRIES = 50;
/** How long the last messages may take to reach their subscribers. */
const LINGER_MS = 1_000;

/** The broker's certificate, and the CA that those of clients must be of. */
export interface ServerIdentity {
  readonly identity: Identity;
  /** PEM */
  readonly ca: string;
}

/** Starts a broker on `port`, or on the next one that is free; 0 takes any. */
export async function startBroker(port: number, server?: ServerIdentity): Promise<EmbeddedBroker> {
  const aedes = await Aedes.createBroker(BROKER_OPTIONS);
  const broker = new EmbeddedBroker(aedes, port, server);
  await broker.listen();
  return broker;
}

export class EmbeddedBroker {
  /** The broker itself, for tests and tools. */
  readonly aedes: Aedes;
  port: number;
  readonly #wanted: number;
  readonly #server: Server;
  readonly #isSecure: boolean;
  readonly #sockets = new Set<Socket>();
  readonly #messages: OrderedPublish;

  constructor(aedes: Aedes, port: number, server?: ServerIdentity) {
    this.aedes = aedes;
    this.#isSecure = server !== undefined;
    this.port = this.#wanted = port;
    this.#messages = prepareBroker(aedes);
    const accept = (socket: Socket): void => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      aedes.handle(socket);
    };
    this.#server = server ? secureServer(server, accept) : createServer(accept);
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
    return `${this.#isSecure ? 'mqtts' : 'mqtt'}://${HOST}:${this.port}`;
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

/** A client need not have a certificate; one that is not of the CA is refused. */
function secureServer({ identity, ca }: ServerIdentity, accept: (socket: Socket) => void): Server {
  const { chain: cert, key } = identity;
  const options = { cert, key, ca, requestCert: true, rejectUnauthorized: false };
  const server = createSecureServer({ ...options, minVersion: 'TLSv1.2' }, (socket) => {
    const isWrong = !socket.authorized && socket.getPeerX509Certificate() !== undefined;
    socket.on('error', () => {}); // 'close' follows
    if (isWrong) socket.destroy();
    else accept(socket);
  });
  server.on('tlsClientError', () => {}); // the client knows why
  return server;
}
