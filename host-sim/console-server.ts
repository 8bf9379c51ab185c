/** The console of a simulated board, on a port of this machine in place of a serial line. */

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { ConsoleCable } from './board/console';
import { UsageError } from './usage-error';

const HOST = '127.0.0.1';
const HTTP = /^[A-Z]+ \S+ HTTP\/|^Host: /m;

/** Serves it until the returned function is called. Throws a {@link UsageError} when the port is taken. */
export async function serveConsole(cable: ConsoleCable, port: number): Promise<() => void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => {}); // 'close' follows
    // A serial line has one other end, too.
    if (sockets.size > 0) {
      socket.end('> error: somebody else is at this console\r\n');
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      // A web page could have a browser type here.
      if (HTTP.test(bytes.toString('latin1'))) socket.destroy();
      else cable.send(Uint8Array.from(bytes));
    });
  });
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch {
    throw new UsageError(`--console ${port}: the port is taken; write another one`);
  }
  cable.onText = (text) => {
    for (const socket of sockets) socket.write(text);
  };
  return () => {
    cable.onText = undefined;
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}
