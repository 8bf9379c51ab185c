/** A connection with the network's faults on both of its ways; the same in virtual and in real time. */

import { Duplex } from 'node:stream';
import type { MonotonicClock } from '../../firmware/ports/clock';
import { Lane } from './lane';
import type { Network } from './network';
import { PacketFilter } from './packet-filter';
import type { Dial } from './world';

type Done = (error?: Error | null) => void;

class ShapedConnection extends Duplex {
  readonly #inner: Duplex;
  readonly #out: Lane;
  readonly #in: Lane;
  readonly #forget: () => void;
  #unwatch: (() => void) | undefined;

  constructor(inner: Duplex, network: Network, clock: MonotonicClock, isSecret: boolean) {
    super({ allowHalfOpen: false });
    this.#inner = inner;
    const filter = isSecret ? undefined : new PacketFilter(network);
    this.#out = new Lane(clock, network, (bytes) => {
      if (!inner.destroyed) inner.write(bytes);
    });
    this.#in = new Lane(clock, network, (bytes) => {
      if (!this.push(bytes)) inner.pause();
    });
    this.#forget = network.opened(this);
    inner.on('connect', () => {
      this.#open(network);
    });
    inner.on('data', (chunk: Buffer) => {
      this.#in.take(filter ? filter.take(chunk) : chunk);
    });
    inner.on('end', () => {
      this.#in.end(() => this.push(null));
    });
    inner.on('error', () => {}); // 'close' follows
    inner.on('close', () => {
      this.#in.end(() => this.destroy());
    });
  }

  /** The answer to the first packet comes when the network lets it. */
  #open(network: Network): void {
    if (!network.isCut) {
      this.emit('connect');
      return;
    }
    this.#unwatch = network.whenChanged(() => {
      if (network.isCut) return;
      this.#unwatch?.();
      if (!this.destroyed) this.emit('connect');
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#out.take(chunk, done);
  }

  override _writev(pieces: { chunk: Buffer; encoding: BufferEncoding }[], done: Done): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: Done): void {
    this.#out.end(() => this.#inner.end());
    done();
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#forget();
    this.#unwatch?.();
    this.#out.close();
    this.#in.close();
    this.#inner.destroy();
    done(error);
  }
}

/** Connections through this network. */
export function shapedDial(dial: Dial, network: Network, clock: MonotonicClock): Dial {
  return (peer) => new ShapedConnection(dial(peer), network, clock, peer.isSecret ?? false);
}
