/**
 * The pages that look on. Each gets everything once, and then what has changed, ten times a
 * second at most, and something once a second at least: a page that hears nothing knows
 * that the simulator hangs. Who cannot keep up is left out, and gets everything anew when it can: the
 * board never waits for a page.
 */

import type { WebSocket } from 'ws';
import type { Changes, ToPage } from '../protocol';
import { Allowance } from './allowance';

/** Ten times a second. */
export const PUSH_MS = 100;
/** So many pushes without anything new; then a page hears that there is nothing. */
const QUIET_PUSHES = 10;
const MOST_BUFFERED_BYTES = 1_000_000;
const MOST_PAGES = 32;

export interface HubOptions {
  readonly hello: () => ToPage | undefined;
  /** Takes what a page asks for; an answer goes to that page only. */
  readonly onCommand: (text: string, answer: (message: ToPage) => void) => void;
}

interface Page {
  readonly socket: WebSocket;
  /** It has got everything, and then all that has changed. */
  isCurrent: boolean;
}

export class Hub {
  readonly #options: HubOptions;
  readonly #pages = new Set<Page>();
  #quietPushes = 0;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  add(socket: WebSocket): void {
    if (this.#pages.size >= MOST_PAGES) {
      socket.close(1013, 'there are too many pages already');
      return;
    }
    const page: Page = { socket, isCurrent: false };
    const allowance = new Allowance();
    this.#pages.add(page);
    socket.on('close', () => this.#pages.delete(page));
    socket.on('error', () => {}); // 'close' follows
    socket.on('message', (data: Buffer) => {
      // Who does not listen, or asks faster than anybody can, is not answered.
      if (socket.bufferedAmount > MOST_BUFFERED_BYTES || !allowance.take()) return;
      this.#options.onCommand(data.toString(), (message) => {
        socket.send(JSON.stringify(message));
      });
    });
    this.#greet(page);
  }

  /** Another run has begun: everybody gets everything anew. */
  greetAll(): void {
    for (const page of this.#pages) page.isCurrent = false;
  }

  push(tables: Changes | undefined): void {
    if (this.#pages.size === 0) return;
    this.#quietPushes = tables ? 0 : this.#quietPushes + 1;
    const told = tables ?? (this.#quietPushes % QUIET_PUSHES === 0 ? {} : undefined);
    const text = told && JSON.stringify({ kind: 'changes', tables: told } satisfies ToPage);
    for (const page of this.#pages) {
      const { socket } = page;
      if (!page.isCurrent) {
        if (socket.bufferedAmount === 0) this.#greet(page);
      } else if (socket.bufferedAmount > MOST_BUFFERED_BYTES) page.isCurrent = false;
      else if (text !== undefined) socket.send(text);
    }
  }

  #greet(page: Page): void {
    const hello = this.#options.hello();
    if (!hello) return;
    page.isCurrent = true;
    page.socket.send(JSON.stringify(hello));
  }
}
