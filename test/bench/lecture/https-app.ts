/** The lecture's HTTPS, and HTTP: a request for each message, long polling for those that come; Node's own at both ends. */

import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { Mailbox } from './mailbox';
import { type Credentials, type Place, SERVER_ADDRESS } from './place';

/** From a request that has failed to the next one. */
const RETRY_MS = 5_000;
/** A request that nothing answers for so long has failed. */
const PATIENCE_MS = 60_000;

class PlainAgent extends http.Agent {
  readonly #place: Place;

  constructor(place: Place, keepAlive: boolean) {
    super({ keepAlive, maxSockets: 1 });
    this.#place = place;
  }

  override createConnection(): Duplex {
    return this.#place.dial();
  }

  /** Ends of a simulated link have none of what net's sockets would be asked here. */
  override keepSocketAlive(): boolean {
    return true;
  }

  override reuseSocket(): void {}
}

class SecureAgent extends https.Agent {
  readonly #place: Place;
  readonly #ca: string;

  /** Without a cache of sessions, as the Android of the lecture's time. */
  constructor(place: Place, ca: string, keepAlive: boolean) {
    super({ keepAlive, maxSockets: 1, maxCachedSessions: 0 });
    this.#place = place;
    this.#ca = ca;
  }

  override createConnection(): Duplex {
    const socket = this.#place.dial();
    return connect({ socket, ca: this.#ca, host: SERVER_ADDRESS, servername: '' });
  }
}

export interface HttpsOptions {
  readonly keepAlive: boolean;
  readonly isPlain?: boolean;
  readonly mailbox?: Mailbox;
}

export class HttpsApp {
  /** Messages that the server has got. */
  posted = 0;
  readonly #place: Place;
  readonly #agent: http.Agent;
  readonly #isPlain: boolean;

  constructor(place: Place, { ca, server }: Credentials, options: HttpsOptions) {
    const { keepAlive, isPlain = false, mailbox } = options;
    const serve: http.RequestListener = (message, response) => {
      this.#serve(message, response, mailbox);
    };
    this.#place = place;
    this.#isPlain = isPlain;
    this.#agent = isPlain
      ? new PlainAgent(place, keepAlive)
      : new SecureAgent(place, ca, keepAlive);
    const listener = isPlain ? http.createServer(serve) : https.createServer(server, serve);
    listener.keepAliveTimeout = 0; // the lecture's is not known; none is what suits HTTPS best
    place.accept = (end) => listener.emit('connection', end);
  }

  #serve(
    message: http.IncomingMessage,
    response: http.ServerResponse,
    mailbox: Mailbox | undefined,
  ): void {
    message.resume();
    message.on('end', () => {
      if (message.method === 'POST') {
        this.posted++;
        response.writeHead(204).end();
        return;
      }
      mailbox?.take((text) => response.writeHead(200, { 'Content-Length': text.length }).end(text));
      response.on('close', () => mailbox?.leave());
    });
  }

  /** One after the other, each until it is answered, and a pause behind it. */
  async post(count: number, body = 'x', pauseMs = 0): Promise<void> {
    while (count > 0) {
      if ((await this.#ask('POST', body)) === '') count--;
      if (pauseMs > 0) await this.#place.wait(pauseMs);
    }
  }

  /** Asks for the next message again and again; `onMessage` says when it is enough. */
  async poll(onMessage: () => boolean): Promise<void> {
    for (;;) {
      const text = await this.#ask('GET');
      if (text === 'x' && onMessage()) return;
    }
  }

  /** What was answered; undefined when nothing was. */
  async #ask(method: string, body?: string): Promise<string | undefined> {
    const answer = await new Promise<string | undefined>((resolve) => {
      const asked = (this.#isPlain ? http : https).request({
        agent: this.#agent,
        host: SERVER_ADDRESS,
        method,
        path: '/messages',
        ...(body !== undefined && { headers: { 'Content-Length': body.length } }),
      });
      const patience = this.#place.clock.set(() => asked.destroy(), PATIENCE_MS);
      const settle = (text: string | undefined): void => {
        this.#place.clock.clear(patience);
        resolve(text);
      };
      asked.on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => settle(text));
        response.on('error', () => settle(undefined));
      });
      asked.on('error', () => settle(undefined));
      asked.on('close', () => settle(undefined));
      asked.end(body);
    });
    if (answer === undefined) await this.#place.wait(RETRY_MS);
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }
}
