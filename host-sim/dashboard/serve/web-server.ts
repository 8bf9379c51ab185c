/** Serves the page and its live connection on this computer, to this computer. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { UsageError } from '../../usage-error';
import { isOwnHost, isOwnOrigin } from './origin';
import { pageFiles } from './page-files';

const HOST = '127.0.0.1';
/** How many ports are tried before giving up. */
const TRIES = 50;
/** A climate of a year has less. */
const MOST_MESSAGE_BYTES = 3_000_000;
const LIVE = '/live';

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

export class WebServer {
  onConnection: (socket: WebSocket) => void = () => {};
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES });
  #port = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.#upgrade(request, socket, head);
    });
  }

  get url(): string {
    return `http://${HOST}:${this.#port}`;
  }

  /** Listens on `port`, or on the next one that is free; 0 takes any. */
  async listen(port: number): Promise<void> {
    const last = Math.min(port + TRIES, 65_535);
    for (let next = port; ; next++) {
      try {
        this.#server.listen(next, HOST);
        await once(this.#server, 'listening');
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        if (next >= last)
          throw new UsageError(`--port ${port}: taken, and so are all up to ${last}`);
      }
    }
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnHost(request.headers.host, this.#port)) {
      refuse(response, 403, 'this server answers to 127.0.0.1 and localhost only');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'there is nothing here but the page');
      return;
    }
    try {
      await serve(request, response);
    } catch (error) {
      refuse(response, 500, error instanceof Error ? error.message : String(error));
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { host, origin } = request.headers;
    const isOwn = isOwnHost(host, this.#port) && isOwnOrigin(origin, this.#port);
    if (!isOwn || request.url !== LIVE) {
      socket.end(`HTTP/1.1 ${isOwn ? '404 Not Found' : '403 Forbidden'}\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      this.onConnection(client);
    });
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const files = await pageFiles();
  const file = files.get((request.url ?? '/').split('?')[0]!);
  if (!file) {
    refuse(response, 404, 'there is no such file');
    return;
  }
  const zips = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    ...HEADERS,
    'content-type': file.type,
    ...(zips && { 'content-encoding': 'gzip' }),
    vary: 'accept-encoding',
  });
  response.end(request.method === 'HEAD' ? undefined : zips ? file.zipped : file.body);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
