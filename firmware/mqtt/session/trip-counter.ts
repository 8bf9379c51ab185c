/**
 * Counts round trips: how often a program had to wait for the other side before it could
 * go on. Opening a connection is one; so is each answer to what was written.
 */

import type { Socket, SocketConstructor, SocketOptions } from '../../ports/socket';

export class TripCounter {
  count = 0;

  /** The same socket class, counted. */
  wrap(io: SocketConstructor): SocketConstructor {
    const note = (): void => {
      this.count++;
    };
    return class implements Socket {
      readonly #socket: Socket;
      /** Something was written to which no answer has come. */
      #isAsking = false;
      #isOpen = false;

      constructor(options: SocketOptions) {
        this.#socket = new io({
          ...options,
          onWritable: (count) => {
            if (!this.#isOpen) note();
            this.#isOpen = true;
            options.onWritable?.(count);
          },
          onReadable: (count) => {
            if (this.#isAsking) note();
            this.#isAsking = false;
            options.onReadable?.(count);
          },
        });
      }

      read(into: Uint8Array): number {
        return this.#socket.read(into);
      }

      write(bytes: Uint8Array): number {
        this.#isAsking = true;
        return this.#socket.write(bytes);
      }

      close(): void {
        this.#socket.close();
      }
    };
  }
}
