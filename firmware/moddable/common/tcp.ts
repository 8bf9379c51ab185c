/**
 * The socket port on `embedded:io/socket/tcp`. The SDK's `read` fills the whole
 * buffer or throws, so the count of what has come is kept here; so is the window,
 * because what the SDK throws at a write beyond it cannot be told from a connection
 * that has ended. The SDK may tell an end twice, or while input is unread.
 */

import TCP from 'embedded:io/socket/tcp';
import Timer from 'timer';
import { isIPv4 } from '../../mqtt/address';
import type { Socket, SocketOptions } from '../../ports/socket';

/** What the SDK's class really does, which its declarations do not say. */
interface SdkSocket {
  read(into: Uint8Array): number;
  /**
   * The window that is left; undefined once the connection has failed, which is then told;
   * throws while the end is held back by unread input.
   */
  write(bytes: Uint8Array): number | undefined;
  close(): void;
}

export class ModdableTcp implements Socket {
  readonly #options: SocketOptions;
  readonly #socket: SdkSocket;
  /** Of what was announced. */
  #unread = 0;
  #window = 0;
  /** What is written goes nowhere. */
  #failed = false;
  /** No more input will come. */
  #ended = false;
  #told = false;
  #closed = false;

  constructor(options: SocketOptions) {
    const { address, port, noDelay } = options;
    // The SDK on the desktop takes whatever it is given.
    if (!isIPv4(address)) throw new TypeError(`"${address}" is no IPv4 address`);
    if (!(port >= 1 && port <= 65_535)) throw new RangeError(`port ${port}: from 1 to 65535`);
    this.#options = options;
    this.#socket = new TCP({
      address,
      port,
      ...(noDelay !== undefined && { nodelay: noDelay }),
      onReadable: (count: number) => {
        this.#readable(count);
      },
      onWritable: (count: number) => {
        this.#writable(count);
      },
      onError: () => {
        this.#ended = true;
        this.#failed = true;
        this.#tellEnd();
      },
    }) as unknown as SdkSocket;
  }

  #readable(count: number): void {
    if (this.#told || this.#closed) return;
    this.#unread = count;
    this.#options.onReadable?.(count);
  }

  #writable(count: number): void {
    if (this.#failed || this.#closed) return;
    this.#window = count;
    this.#options.onWritable?.(count);
  }

  /** In a turn of its own. */
  #tellEnd(): void {
    if (this.#unread > 0 || this.#told || this.#closed) return;
    this.#told = true;
    this.#options.onError?.();
  }

  #tellEndLater(): void {
    Timer.set(() => {
      this.#tellEnd();
    }, 0);
  }

  read(into: Uint8Array): number {
    this.#mustBeOpen();
    const count = Math.min(into.length, this.#unread);
    if (count === 0) return 0;
    this.#socket.read(new Uint8Array(into.buffer, into.byteOffset, count));
    this.#unread -= count;
    if (this.#ended && this.#unread === 0) this.#tellEndLater();
    return count;
  }

  write(bytes: Uint8Array): number {
    this.#mustBeOpen();
    if (this.#failed) return 0;
    const { length } = bytes;
    if (length > this.#window) {
      throw new RangeError(`${length} bytes; ${this.#window} may be written`);
    }
    this.#window = this.#send(bytes);
    return this.#window;
  }

  /** The window that is left; 0 when the connection has failed. */
  #send(bytes: Uint8Array): number {
    try {
      const left = this.#socket.write(bytes);
      // The SDK tells the end itself, behind input that it has not announced yet.
      this.#failed = left === undefined;
      return left ?? 0;
    } catch {
      // What it had announced and takes no more: half a packet would be worse than an end.
      this.#failed = true;
      this.#ended = true;
      this.#tellEndLater();
      return 0;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('the socket is closed');
  }
}
