/**
 * The TLS port on `embedded:io/socket/tcp/tls`, which is TLS 1.2 in JavaScript. What is
 * wrong with a handshake it throws, out of the callbacks of the socket below: they are
 * caught there. It knows no time limit, and counts its window by guess.
 */

import TCP from 'embedded:io/socket/tcp';
import TLSSocket from 'embedded:io/socket/tcp/tls';
import Timer from 'timer';
import { isIPv4 } from '../../mqtt/address';
import type { Socket } from '../../ports/socket';
import type { SecureFailure, SecureSocketOptions } from '../../ports/tls';
import { isSet } from './plausible-time';
import { secureFailureOf } from './tls-failures';

/** What the SDK's class really does, which its declarations do not say. */
interface SdkTls {
  /** Fills up to the view's length; returns the count, undefined when there is nothing. */
  read(into: Uint8Array): number | undefined;
  /** What may still be written, reckoned without the next record's own bytes. */
  write(bytes: Uint8Array): number;
  close(): void;
}

interface SdkCallbacks {
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
}

const HANDSHAKE_MS = 20_000;
/** A record's header, nonce and tag, or padding and check sum: as the SDK reckons them. */
const RECORD_BYTES = 96;
/** RFC 5246, 6.2.1; the SDK refuses more at once. */
const LARGEST_RECORD = 16_384;

export class ModdableTls implements Socket {
  readonly #options: SecureSocketOptions;
  #socket: SdkTls | undefined;
  #timer: ReturnType<typeof Timer.set> | undefined;
  #failure: SecureFailure | undefined;
  /** Of what was announced. */
  #unread = 0;
  #window = 0;
  /** The server answers by TCP. */
  #isReached = false;
  /** The handshake is over. */
  #isOpen = false;
  #ended = false;
  #told = false;
  #closed = false;

  constructor(options: SecureSocketOptions) {
    const { address, port } = options;
    if (!isIPv4(address)) throw new TypeError(`"${address}" is no IPv4 address`);
    if (!(port >= 1 && port <= 65_535)) throw new RangeError(`port ${port}: from 1 to 65535`);
    this.#options = options;
    if (!isSet(Date.now())) this.end('clock not set');
    else this.#start();
  }

  #start(): void {
    const { address, port, host = address, secure, noDelay } = this.#options;
    const { timeoutMs = HANDSHAKE_MS, ...rest } = secure;
    try {
      this.#socket = new TLSSocket({
        ...{ address, port, host: secure.serverName ?? host, secure: rest },
        ...(noDelay !== undefined && { nodelay: noDelay }),
        TCP: { io: this.#guarded() },
        onReadable: (count: number) => {
          this.#readable(count);
        },
        onWritable: (count: number) => {
          this.#writable(count);
        },
        onError: () => {
          this.end(this.#isReached && !this.#isOpen ? 'not TLS' : undefined);
        },
      } as unknown as ConstructorParameters<typeof TLSSocket>[0]) as unknown as SdkTls;
    } catch (error) {
      this.end(secureFailureOf(error));
      return;
    }
    this.#timer = Timer.set(() => {
      this.#timer = undefined;
      if (this.#isReached) this.end('TLS timeout');
    }, timeoutMs);
  }

  /** The class of the socket below: what is thrown out of its callbacks is the end, and its reason. */
  #guarded(): typeof TCP {
    const run = (action: () => void): void => {
      if (this.#ended || this.#closed) return;
      try {
        action();
      } catch (error) {
        this.end(secureFailureOf(error));
      }
    };
    const reached = (): void => {
      this.#isReached = true;
    };
    return class extends TCP {
      constructor(options: ConstructorParameters<typeof TCP>[0]) {
        const { onReadable, onWritable } = options as unknown as SdkCallbacks;
        super({
          ...options,
          onReadable: (count: number) => {
            run(() => {
              onReadable(count);
            });
          },
          onWritable: (count: number) => {
            reached();
            run(() => {
              onWritable(count);
            });
          },
        });
      }
    };
  }

  #readable(count: number): void {
    this.#unread = count;
    this.#options.onReadable?.(count);
  }

  #writable(count: number): void {
    this.#isOpen = true;
    this.#clearTimer();
    this.#window = Math.min(count, LARGEST_RECORD);
    this.#options.onWritable?.(this.#window);
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) Timer.clear(this.#timer);
    this.#timer = undefined;
  }

  /** No more will come, and nothing goes any more. Told in a turn of its own. */
  end(failure: SecureFailure | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#clearTimer();
    this.#tellEndLater();
  }

  #tellEndLater(): void {
    Timer.set(() => {
      if (this.#unread > 0 || this.#told || this.#closed) return;
      this.#told = true;
      this.#options.onError?.(this.#failure);
    }, 0);
  }

  read(into: Uint8Array): number {
    this.#mustBeOpen();
    const wanted = Math.min(into.length, this.#unread);
    if (wanted === 0) return 0;
    const view = new Uint8Array(into.buffer, into.byteOffset, wanted);
    const count = this.#socket?.read(view) ?? 0;
    this.#unread = count === 0 ? 0 : this.#unread - count;
    if (this.#ended && this.#unread === 0) this.#tellEndLater();
    return count;
  }

  write(bytes: Uint8Array): number {
    this.#mustBeOpen();
    if (this.#ended) return 0;
    const { length } = bytes;
    if (!this.#isOpen) throw new Error('not ready');
    if (length > this.#window)
      throw new RangeError(`${length} bytes; ${this.#window} may be written`);
    try {
      const left = this.#socket!.write(bytes) - RECORD_BYTES;
      this.#window = Math.max(0, Math.min(left, LARGEST_RECORD));
    } catch {
      // Half a record may be on its way: the connection is of no use any more.
      this.end(undefined);
      return 0;
    }
    return this.#window;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clearTimer();
    this.#socket?.close();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('the socket is closed');
  }
}
