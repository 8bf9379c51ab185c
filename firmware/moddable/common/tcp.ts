/**
 * The socket port on `embedded:io/socket/tcp`. The SDK's `read` fills the whole
 * buffer or throws, so the count of what has come is kept here.
 */

import TCP from 'embedded:io/socket/tcp';
import { isIPv4 } from '../../mqtt/address';
import type { Socket, SocketOptions } from '../../ports/socket';

/** What the SDK's class really does, which its declarations do not say. */
interface SdkSocket {
  read(into: Uint8Array): number;
  /** The window that is left; undefined once the connection has failed. */
  write(bytes: Uint8Array): number | undefined;
  close(): void;
}

export class ModdableTcp implements Socket {
  readonly #socket: SdkSocket;
  #unread = 0;
  #closed = false;

  constructor(options: SocketOptions) {
    const { address, port, noDelay, onReadable, onWritable, onError } = options;
    // The SDK on the desktop takes whatever it is given.
    if (!isIPv4(address)) throw new TypeError(`"${address}" is no IPv4 address`);
    if (!(port >= 1 && port <= 65_535)) throw new RangeError(`port ${port}: from 1 to 65535`);
    this.#socket = new TCP({
      address,
      port,
      ...(noDelay !== undefined && { nodelay: noDelay }),
      onReadable: (count: number) => {
        this.#unread = count;
        onReadable?.(count);
      },
      onWritable: (count: number) => {
        onWritable?.(count);
      },
      onError: () => {
        onError?.();
      },
    }) as unknown as SdkSocket;
  }

  read(into: Uint8Array): number {
    this.#mustBeOpen();
    const count = Math.min(into.length, this.#unread);
    if (count === 0) return 0;
    this.#socket.read(new Uint8Array(into.buffer, into.byteOffset, count));
    this.#unread -= count;
    return count;
  }

  write(bytes: Uint8Array): number {
    this.#mustBeOpen();
    return this.#socket.write(bytes) ?? 0;
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
