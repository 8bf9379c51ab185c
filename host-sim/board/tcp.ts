/**
 * TCP on the world's connections, with a device's manners: a write window of the board's
 * size, input announced once, and every end told as one bare `onError`.
 */

import type { Duplex } from 'node:stream';
import type { Timer } from '../../firmware/ports/clock';
import type { Socket, SocketConstructor, SocketOptions } from '../../firmware/ports/socket';
import type { Life } from './life';
import type { SecureFailure } from '../../firmware/ports/tls';
import type { PacketFilter } from '../world/packet-filter';
import type { ConnectionTap, Peer, World } from '../world/world';
import type { WiFiLink } from './wifi';

export interface TcpLimits {
  /** Bytes that may be written and not yet taken by the network; lwIP's send buffer. */
  readonly windowBytes: number;
  /** Bytes that may have come and not yet been read; lwIP's receive window. */
  readonly receiveBytes: number;
}

/** What lwIP has on an ESP32-C3, -C6, -S2, -S3 and -H2 (the plain ESP32 has a send buffer of 8,192). */
export const ESP32_TCP: TcpLimits = { windowBytes: 5_744, receiveBytes: 5_760 };

/** What the free part of a buffer holds after `read`: a view kept too long shows it. */
const POISON = 0xaa;
/** A connection that was closed gets this long to send what it has taken. */
const LINGER_MS = 5_000;

/** What a board's sockets have around them. */
export interface SocketPlace {
  readonly link: Pick<WiFiLink, 'carry' | 'ready'>;
  readonly life: Life;
  readonly limits: TcpLimits;
  readonly world: World;
}

/** A connection under way, and how it tells that it is open, or why it never will be. */
export interface Wire {
  readonly socket: Duplex;
  /** The event behind which bytes may be written. */
  readonly openEvent: string;
  /** What becomes of input on the way. */
  readonly filter?: PacketFilter | undefined;
  /** Why it ended, once it has, where more is known than that. */
  readonly failure?: () => SecureFailure | undefined;
}

/** The socket class of a board; its sockets need the board's Wi-Fi and end with its life. */
export function tcpOf(place: SocketPlace): SocketConstructor {
  return class extends WorldSocket {
    constructor(options: SocketOptions) {
      checkOptions(options);
      super(options, place, { socket: place.world.dial(peerOf(options)), openEvent: 'connect' });
    }
  };
}

export function peerOf({ address, port, noDelay = false }: SocketOptions): Peer {
  return { host: address, port, noDelay };
}

export class WorldSocket implements Socket {
  readonly #options: SocketOptions;
  readonly #world: World;
  readonly #wire: Wire;
  readonly #socket: Duplex;
  readonly #limits: TcpLimits;
  readonly #tap: ConnectionTap | undefined;
  readonly #release: () => void;
  #window: number;
  #unread: Buffer[] = [];
  #unreadCount = 0;
  #connected = false;
  #closed = false;
  #ended = false;
  #errorTold = false;
  #linger: Timer | undefined;

  constructor(options: SocketOptions, { link, life, limits, world }: SocketPlace, wire: Wire) {
    this.#options = options;
    this.#limits = limits;
    this.#window = limits.windowBytes;
    this.#world = world;
    this.#wire = wire;
    this.#socket = wire.socket;
    this.#tap = world.tapConnection?.();
    const uncarry = link.carry(() => this.#socket.destroy());
    const unend = life.onEnd(() => {
      this.#closed = true;
      this.#socket.destroy();
    });
    const unwatch = world.network?.whenChanged(() => {
      if (this.#connected && !this.#closed && !this.#errorTold) this.#announce();
    });
    this.#release = () => {
      unwatch?.();
      uncarry();
      unend();
    };
    this.#listen();
    if (!link.ready || !life.alive) this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.on(this.#wire.openEvent, () => {
      if (this.#closed) return;
      this.#connected = true;
      this.#tap?.opened();
      this.#announce();
    });
    const { filter } = this.#wire;
    this.#socket.on('data', (data: Buffer) => {
      const chunk = filter ? filter.take(data) : data;
      if (this.#closed || chunk.length === 0) return;
      this.#tap?.received(chunk);
      this.#unread.push(chunk);
      this.#unreadCount += chunk.length;
      if (this.#unreadCount >= this.#limits.receiveBytes) this.#socket.pause();
      this.#options.onReadable?.(this.#unreadCount);
    });
    this.#socket.on('error', () => {}); // 'close' follows
    this.#socket.on('end', () => {
      this.#end();
    });
    this.#socket.on('close', () => {
      this.#world.clock.clear(this.#linger);
      this.#tap?.closed();
      this.#release();
      this.#end();
    });
  }

  /** While there is no memory for what would be sent, nothing is announced. */
  #announce(): void {
    if (!this.#world.network?.isWindowShut) this.#options.onWritable?.(this.#window);
  }

  #end(): void {
    this.#ended = true;
    if (this.#unreadCount === 0) this.#tellError();
  }

  #tellError(): void {
    if (this.#errorTold || this.#closed) return;
    this.#errorTold = true;
    this.#world.clock.set(() => {
      if (this.#closed) return;
      const failure = this.#wire.failure?.();
      if (failure) this.#options.onError?.(failure);
      else this.#options.onError?.();
    }, 0);
  }

  read(into: Uint8Array): number {
    this.#mustBeOpen();
    into.fill(POISON);
    let count = 0;
    while (count < into.length && this.#unread.length > 0) {
      const chunk = this.#unread[0]!;
      const length = Math.min(chunk.length, into.length - count);
      into.set(chunk.subarray(0, length), count);
      count += length;
      if (length === chunk.length) this.#unread.shift();
      else this.#unread[0] = chunk.subarray(length);
    }
    this.#unreadCount -= count;
    if (this.#unreadCount < this.#limits.receiveBytes) this.#socket.resume();
    if (this.#ended && this.#unreadCount === 0) this.#tellError();
    return count;
  }

  write(bytes: Uint8Array): number {
    this.#mustBeOpen();
    if (!this.#connected) throw new Error('not ready');
    const { length } = bytes;
    if (length > this.#window) throw new Error('would block');
    this.#window -= length;
    // What a link takes that is gone, goes nowhere.
    if (!this.#socket.destroyed) this.#tap?.sent(bytes);
    this.#socket.write(Uint8Array.from(bytes), () => {
      this.#window += length;
      if (!this.#closed && !this.#errorTold) this.#announce();
    });
    return this.#world.network?.isWindowShut ? 0 : this.#window;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#connected || this.#errorTold) this.#socket.destroy();
    else {
      this.#socket.resume();
      this.#socket.end();
      this.#linger = this.#world.clock.set(() => this.#socket.destroy(), LINGER_MS);
    }
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('the socket is closed');
  }
}

export function checkOptions({ address, port }: SocketOptions): void {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) throw new Error('invalid address');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new RangeError('invalid port');
}
