/** A connection in virtual time: two streams, and bytes that take a while from one to the other. */

import { Duplex } from 'node:stream';
import type { MonotonicClock } from '../../firmware/ports/clock';

type Done = (error?: Error | null) => void;

/** What goes through a link, for those who want to see it or to cut it. */
export interface LinkWatch {
  /** Called with every piece that arrives. */
  readonly onBytes?: (toServer: boolean, bytes: Buffer) => void;
  /** While it says so, nothing arrives and nobody is told: the connection is half open. */
  readonly isCut?: () => boolean;
}

export interface LinkOptions extends LinkWatch {
  readonly clock: MonotonicClock;
  /** One way, of the next piece; none overtakes another. */
  readonly latencyMs: () => number;
}

class LinkEnd extends Duplex {
  peer: LinkEnd | undefined;
  readonly #options: LinkOptions;
  readonly #toServer: boolean;
  /** Tells the peer that its last piece was taken. */
  #taken: Done | undefined;
  #lastDueMs = 0;

  constructor(options: LinkOptions, toServer: boolean) {
    super({ allowHalfOpen: false });
    this.#options = options;
    this.#toServer = toServer;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#later((peer) => {
      this.#options.onBytes?.(this.#toServer, chunk);
      peer.#arrive(chunk, done);
    });
  }

  /** What was written while a piece was on its way goes as one. */
  override _writev(pieces: { chunk: Buffer; encoding: BufferEncoding }[], done: Done): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: Done): void {
    this.#later((peer) => peer.push(null));
    done();
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#later((peer) => peer.destroy());
    done(error);
  }

  #arrive(chunk: Buffer, done: Done): void {
    if (this.push(chunk)) done();
    else this.#taken = done;
  }

  #later(action: (peer: LinkEnd) => void): void {
    const { clock, latencyMs, isCut } = this.#options;
    const nowMs = clock.now();
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + latencyMs());
    clock.set(() => {
      const { peer } = this;
      if (peer && !peer.destroyed && !isCut?.()) action(peer);
    }, this.#lastDueMs - nowMs);
  }
}

/** Both ends of a new connection. */
export function virtualLink(options: LinkOptions): { client: Duplex; server: Duplex } {
  const client = new LinkEnd(options, true);
  const server = new LinkEnd(options, false);
  client.peer = server;
  server.peer = client;
  return { client, server };
}
