/**
 * A network whose other end is the test: sockets that record what is written and
 * deliver what the test says, in turns of their own as the port's contract asks.
 * Reading poisons the free part of the caller's buffer, so a view that is kept
 * too long shows it.
 */

import type { MonotonicClock } from '../../firmware/ports/clock';
import type { ResolveCallback, Resolver, ResolveOptions } from '../../firmware/ports/resolver';
import type { Socket, SocketOptions } from '../../firmware/ports/socket';
import { fail } from './assert';
import { append } from './bytes';

/** What the free part of a buffer holds after a read. */
export const POISON = 0xaa;

export class ScriptedNetwork {
  /** Bytes that a socket takes before the test opens the window again. */
  window = 1536;
  /** Whether connections come about by themselves. */
  accepts = true;
  /** Called for each socket that is opened. */
  onSocket: ((socket: ScriptedSocket) => void) | undefined;
  readonly sockets: ScriptedSocket[] = [];
  readonly names = new Map<string, string>();
  readonly #clock: MonotonicClock;

  constructor(clock: MonotonicClock) {
    this.#clock = clock;
  }

  /** The socket opened last. */
  get socket(): ScriptedSocket {
    return this.sockets.at(-1) ?? fail('no socket was opened');
  }

  /** What Arduino calls a Client, for PubSubClient. */
  get client(): {
    io: new (options: SocketOptions) => Socket;
    dns: { io: new () => Resolver };
    clock: MonotonicClock;
  } {
    return {
      clock: this.#clock,
      io: socketOf(this, this.#clock),
      dns: { io: resolverOf(this, this.#clock) },
    };
  }
}

function socketOf(
  network: ScriptedNetwork,
  clock: MonotonicClock,
): new (options: SocketOptions) => Socket {
  return class extends ScriptedSocket {
    constructor(options: SocketOptions) {
      super(network, clock, options);
    }
  };
}

function resolverOf(network: ScriptedNetwork, clock: MonotonicClock): new () => Resolver {
  return class implements Resolver {
    #closed = false;
    resolve({ host }: ResolveOptions, callback: ResolveCallback): void {
      clock.set(() => {
        const address = network.names.get(host);
        if (this.#closed) return;
        if (address) callback(null, address, host);
        else callback(new Error('not found'));
      }, 0);
    }
    close(): void {
      this.#closed = true;
    }
  };
}

export class ScriptedSocket implements Socket {
  readonly options: SocketOptions;
  /** Everything written so far that the test has not taken. */
  written: number[] = [];
  /** How often `write` was called. */
  writes = 0;
  /** Told of every write. */
  onWrite: ((bytes: Uint8Array) => void) | undefined;
  onClose: (() => void) | undefined;
  closed = false;
  readonly #clock: MonotonicClock;
  #window = 0;
  #unread: number[] = [];
  #ended = false;

  constructor(network: ScriptedNetwork, clock: MonotonicClock, options: SocketOptions) {
    this.options = options;
    this.#clock = clock;
    network.sockets.push(this);
    network.onSocket?.(this);
    if (network.accepts) this.open(network.window);
  }

  /** The connection comes about, or the window opens by `count` bytes. */
  open(count: number): void {
    this.#later(() => {
      this.#window += count;
      this.options.onWritable?.(this.#window);
    });
  }

  /** The peer sends `bytes`. */
  send(bytes: ArrayLike<number>): void {
    const chunk = Array.from(bytes);
    this.#later(() => {
      append(this.#unread, chunk);
      this.options.onReadable?.(this.#unread.length);
    });
  }

  /** The connection ends, for whatever reason; announced once all input has been read. */
  end(): void {
    this.#later(() => {
      this.#ended = true;
      this.#announceEnd();
    });
  }

  #announceEnd(): void {
    if (!this.#ended || this.#unread.length > 0) return;
    this.#ended = false;
    this.#later(() => this.options.onError?.());
  }

  /** Takes what was written since the last time. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.written);
    this.written = [];
    return bytes;
  }

  /** Bytes that have come but were not read. */
  get unread(): number {
    return this.#unread.length;
  }

  read(into: Uint8Array): number {
    if (this.closed) fail('read after close');
    into.fill(POISON);
    const chunk = this.#unread.splice(0, into.length);
    into.set(chunk);
    this.#announceEnd();
    return chunk.length;
  }

  write(bytes: Uint8Array): number {
    if (this.closed) fail('write after close');
    if (bytes.length > this.#window) fail('write beyond the window');
    append(this.written, bytes);
    this.writes++;
    this.#window -= bytes.length;
    this.onWrite?.(bytes.slice());
    return this.#window;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onClose?.();
  }

  #later(action: () => void): void {
    this.#clock.set(() => {
      if (!this.closed) action();
    }, 0);
  }
}
