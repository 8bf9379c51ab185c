/** The broker that comes with the simulator: aedes on the loopback interface. */

import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

export interface EmbeddedBroker {
  readonly url: string;
  readonly port: number;
  /** The port that was wanted and was taken, if so. */
  readonly taken: number | undefined;
  /** The broker itself, for tests and tools. */
  readonly aedes: Aedes;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** How many ports are tried before giving up. */
const TRIES = 50;

/** Starts a broker on `port`, or on the next one that is free. */
export async function startBroker(port: number): Promise<EmbeddedBroker> {
  const aedes = await Aedes.createBroker({ maxClientsIdLength: 128 });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  const actual = await listen(server, port);
  return {
    url: `mqtt://${HOST}:${actual}`,
    port: actual,
    taken: actual === port || port === 0 ? undefined : port,
    aedes,
    close: () => close(server, aedes, sockets),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  const last = Math.min(port + TRIES, 65_535);
  for (let candidate = port; ; candidate++) {
    try {
      return await listenOn(server, candidate);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || candidate >= last) throw error;
    }
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server, aedes: Aedes, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    aedes.close(() => {
      server.close(() => {
        resolve();
      });
      for (const socket of sockets) socket.destroy();
    });
  });
}
