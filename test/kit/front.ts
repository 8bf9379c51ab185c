/** A load balancer of TCP connections, as stands before a cluster: each goes to the first node that lives. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class Front {
  /** Ports on this machine, the most wanted first. */
  ports: readonly number[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How many connections each port has got so far. */
  readonly served = new Map<number, number>();

  private constructor() {
    this.#server = createServer((socket) => {
      this.#keep(socket);
      socket.pause();
      this.#dial(socket, [...this.ports]);
    });
  }

  static async start(): Promise<Front> {
    const front = new Front();
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #dial(socket: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) {
      socket.destroy();
      return;
    }
    const node = this.#keep(connect(port, '127.0.0.1'));
    let isOpen = false;
    node.on('connect', () => {
      isOpen = true;
      this.served.set(port, (this.served.get(port) ?? 0) + 1);
      socket.pipe(node).pipe(socket);
    });
    node.on('close', () => {
      if (isOpen) socket.destroy();
      else this.#dial(socket, others);
    });
    socket.on('close', () => node.destroy());
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
