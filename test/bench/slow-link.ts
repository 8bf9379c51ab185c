/**
 * A link that takes its time: a proxy on the loopback interface that hands bytes on
 * so many milliseconds later, each way, and lets nothing through before a TCP
 * handshake over such a link would be done.
 */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class SlowLink {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Pieces that have come over the connection made last. */
  pieces = 0;
  #last: Socket | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** To `port` of this machine, `delayMs` each way. */
  static async to(port: number, delayMs: number): Promise<SlowLink> {
    const server = createServer();
    const link = new SlowLink(server);
    server.on('connection', (client) => {
      link.#join(client, connect(port, '127.0.0.1'), delayMs);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #join(client: Socket, broker: Socket, delayMs: number): void {
    const openMs = performance.now() + 2 * delayMs; // SYN, SYN-ACK
    this.#last = client;
    this.pieces = 0;
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (client === this.#last) this.pieces++;
      const waitMs = Math.max(0, openMs - performance.now()) + delayMs;
      setTimeout(() => broker.write(bytes), waitMs);
    });
    broker.on('data', (bytes) => {
      setTimeout(() => client.write(bytes), delayMs);
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
