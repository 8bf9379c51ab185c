/**
 * A world whose time goes on only when nothing is left to do in the present
 * moment. An hour takes moments, and a run repeats exactly from its seed.
 */

import type { Duplex } from 'node:stream';
import { VirtualClock } from '../board/virtual-clock';
import { settled, VirtualTurns } from './turns';
import { type LinkWatch, virtualLink } from './virtual-link';
import type { Dial, Lookup, World } from './world';

export interface VirtualWorldOptions extends LinkWatch {
  /** The time of day when the world begins. */
  readonly startUnixMs?: number;
  /** One way; asked for each piece of a connection anew. */
  readonly latencyMs?: () => number;
}

/** 2026-01-01T00:00Z */
const START_UNIX_MS = 1_767_225_600_000;
const LATENCY_MS = (): number => 2;
const LOOPBACK = '127.0.0.1';

export class VirtualWorld implements World {
  readonly clock: VirtualClock;
  readonly turns: VirtualTurns;
  protected ended = false;
  readonly #options: VirtualWorldOptions;
  readonly #servers = new Map<number, (connection: Duplex) => void>();

  constructor(
    options: VirtualWorldOptions = {},
    clock = new VirtualClock(),
    turns = new VirtualTurns(),
  ) {
    this.#options = options;
    this.clock = clock;
    this.turns = turns;
  }

  readonly unixMs = (): number => (this.#options.startUnixMs ?? START_UNIX_MS) + this.clock.now();

  /** Takes connections to `port`; returns what ends that. */
  listen(port: number, accept: (connection: Duplex) => void): () => void {
    this.#servers.set(port, accept);
    return () => this.#servers.delete(port);
  }

  readonly dial: Dial = ({ port }) => {
    const latencyMs = this.#options.latencyMs ?? LATENCY_MS;
    const { clock } = this;
    const { client, server } = virtualLink({ ...this.#options, clock, latencyMs });
    clock.set(() => {
      const accept = this.#servers.get(port);
      if (client.destroyed || this.#options.isCut?.()) return;
      if (!accept) {
        client.destroy();
        return;
      }
      accept(server);
      client.emit('connect');
    }, 2 * latencyMs());
    return client;
  };

  readonly lookup: Lookup = (_host, callback) => {
    this.clock.set(
      () => {
        callback(LOOPBACK);
      },
      (this.#options.latencyMs ?? LATENCY_MS)(),
    );
  };

  /**
   * Lets time pass until `ended` says so, or nothing will ever happen again. All that
   * follows from one timer is over before the next, also where both are due at once: so
   * it is the same for a program whose turns are answered from elsewhere.
   */
  async run(ended: () => boolean): Promise<void> {
    await settled();
    while (!this.ended) {
      if (await this.turns.runNext()) continue;
      if (ended() || !this.clock.runNext(Infinity)) return;
      await settled();
    }
  }

  readonly during = async <T>(promise: Promise<T>): Promise<T> => {
    const seen = { settled: false };
    const note = (): void => {
      seen.settled = true;
      this.wake();
    };
    promise.then(note, note);
    await this.run(() => seen.settled);
    if (!seen.settled) throw new Error('nothing more will happen in this world');
    return promise;
  };

  /** Something has come that the world may have to go on for. */
  protected wake(): void {}

  readonly end = (): void => {
    this.ended = true;
    this.wake();
  };

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    let over = false;
    this.clock.set(() => {
      over = true;
    }, ms);
    await this.run(() => over);
  }
}
