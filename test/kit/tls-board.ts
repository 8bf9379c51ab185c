/** A board's client before servers of TLS that are right, or wrong in one way. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import type { Ports } from '../../firmware/ports/ports';
import type { SecureOptions } from '../../firmware/ports/tls';
import type { SocketConstructor } from '../../firmware/ports/socket';
import { Board, macOf } from '../../host-sim/board/board';
import { realWorld } from '../../host-sim/world/world';

export interface TlsServer {
  readonly port: number;
  /** What has come: of a TLS server what was in it, of a plain one everything. */
  readonly heard: () => Buffer;
  readonly close: () => void;
}

export interface SecureServer extends TlsServer {
  /** Is told of each connection whose handshake is over. */
  readonly onSecure: (told: (socket: TLSSocket) => void) => void;
}

/** Answers a CONNECT with a CONNACK. */
export async function secureServer(options: TlsOptions): Promise<SecureServer> {
  let heard = Buffer.alloc(0);
  const server = createSecureServer(options, (socket) => {
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      socket.write(Uint8Array.of(0x20, 2, 0, 0));
    });
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  const onSecure = (told: (socket: TLSSocket) => void): void => {
    server.on('secureConnection', told);
  };
  return { ...(await listening(server, () => heard)), onSecure };
}

/** Does with a connection what it is told. */
export function plainServer(accept: (socket: Socket) => void): Promise<TlsServer> {
  let heard = Buffer.alloc(0);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
    });
    accept(socket);
  });
  return listening(server, () => heard);
}

async function listening(server: Server, heard: () => Buffer): Promise<TlsServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, heard, close };
}

export interface TlsBoard {
  readonly ports: Ports;
  /** Sets the clock and joins the Wi-Fi. */
  readonly ready: () => Promise<void>;
  readonly client: (port: number, secure: SecureOptions, host?: string) => PubSubClient;
  readonly end: () => void;
}

export function tlsBoard(): TlsBoard {
  const world = realWorld();
  const accessPoint = {
    ssid: 'x',
    bssid: '02:00:00:00:00:01',
    channel: 1,
    rssi: -50,
    present: true,
  };
  const board = new Board({
    world,
    seed: 1,
    radio: {
      ...{ mac: macOf(1), accessPoints: [accessPoint], associationMs: 1, dhcpMs: 1 },
      address: '10.0.0.2',
    },
    timeServer: { delayMs: 1, reachable: true },
    pins: { devices: new Map(), levels: new Map() },
    log: { write: () => undefined },
  });
  let ports: Ports | undefined;
  board.powerOn((given) => {
    ports = given;
  });
  return {
    ports: ports!,
    ready: async () => {
      await joined(ports!);
      await new Promise<void>((resolve) => {
        ports!.wallClock.synchronize(() => {
          resolve();
        });
      });
    },
    client: (port, secure, host = '127.0.0.1') => {
      const { TLS, Resolver, clock } = ports!;
      const io = TLS as SocketConstructor;
      return new PubSubClient(host, port, { io, dns: { io: Resolver }, clock, secure });
    },
    end: () => {
      board.powerOff();
      world.end();
    },
  };
}

function joined({ WiFi }: Ports): Promise<void> {
  return new Promise((resolve) => {
    const wifi = new WiFi({
      onChanged: () => {
        if (wifi.connection === 500) resolve();
      },
    });
    wifi.connect({ SSID: 'x' });
  });
}
