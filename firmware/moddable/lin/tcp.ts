/**
 * Sockets of the desktop with the manners of the chip's: they end with the link, and
 * tell their end after all input has been read. The SDK's on Linux never tell an
 * end that came while input was unread, so input is taken from them at once, as
 * much as lwIP's receive window holds.
 */

import Timer from 'timer';
import type { Socket, SocketConstructor, SocketOptions } from '../../ports/socket';
import { ModdableTcp } from '../common/tcp';
import type { DesktopLink } from './wifi';

/** The receive window of an ESP32-C3. */
const RECEIVE_BYTES = 5_760;

export function desktopTcp(link: DesktopLink): SocketConstructor {
  return class extends DesktopTcp {
    constructor(options: SocketOptions) {
      super(options, link);
    }
  };
}

class DesktopTcp implements Socket {
  readonly #options: SocketOptions;
  readonly #socket: ModdableTcp;
  readonly #uncarry: () => void;
  /** Unread bytes are #input[0, #count). */
  readonly #input = new Uint8Array(RECEIVE_BYTES);
  #count = 0;
  #ended = false;
  #told = false;
  #closed = false;

  constructor(options: SocketOptions, link: DesktopLink) {
    this.#options = options;
    this.#socket = new ModdableTcp({
      ...options,
      onReadable: () => {
        if (this.#take()) this.#options.onReadable?.(this.#count);
      },
      onError: () => {
        this.#ended = true;
        this.#tellEnd();
      },
    });
    this.#uncarry = link.carry(() => {
      this.#socket.close();
      this.#count = 0;
      this.#ended = true;
      this.#tellEnd();
    });
  }

  /** Takes what has come, as far as there is room; whether that was anything. */
  #take(): boolean {
    const before = this.#count;
    const got = this.#ended ? 0 : this.#socket.read(this.#input.subarray(before));
    this.#count += got;
    return got > 0;
  }

  #tellEnd(): void {
    if (!this.#ended || this.#count > 0 || this.#told) return;
    this.#told = true;
    Timer.set(() => {
      if (!this.#closed) this.#options.onError?.();
    }, 0);
  }

  read(into: Uint8Array): number {
    this.#mustBeOpen();
    const count = Math.min(into.length, this.#count);
    into.set(this.#input.subarray(0, count));
    this.#input.copyWithin(0, count, this.#count);
    this.#count -= count;
    if (count > 0) this.#take();
    this.#tellEnd();
    return count;
  }

  write(bytes: Uint8Array): number {
    this.#mustBeOpen();
    return this.#ended ? 0 : this.#socket.write(bytes);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#uncarry();
    if (!this.#ended) this.#socket.close();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('the socket is closed');
  }
}
