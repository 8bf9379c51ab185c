/**
 * The TLS port on `embedded:io/socket/tcp/tls`, which is TLS 1.2 in JavaScript. What is
 * wrong with a handshake it throws, out of the callbacks of the socket below: they are
 * caught there. It knows no time limit, and counts its window by guess.
 */

import TLSSocket from 'embedded:io/socket/tcp/tls';
import Timer from 'timer';
import { isIPv4 } from '../../mqtt/address';
import type { Socket } from '../../ports/socket';
import type { SecureFailure, SecureSocketOptions } from '../../ports/tls';
import { isSet } from './plausible-time';
import { secureFailureOf } from './tls-failures';
import { type Watch, watchedTcp } from './watched-tcp';

const HANDSHAKE_MS = 20_000;
/** A record's header, nonce and tag, or padding and check sum: as the SDK reckons them. */
const RECORD_BYTES = 96;
/** RFC 5246, 6.2.1; the SDK refuses more at once. */
const LARGEST_RECORD = 16_384;
/** Types of records, RFC 5246, 6.2.1; where an alert says what it is about, and what it says of the version. */
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const ALERT_DESCRIPTION = 6;
const PROTOCOL_VERSION = 70;

export class ModdableTls implements Socket {
  readonly #options: SecureSocketOptions;
  #socket: TLSSocket | undefined;
  #timer: ReturnType<typeof Timer.set> | undefined;
  #failure: SecureFailure | undefined;
  /** Of what was announced. */
  #unread = 0;
  #window = 0;
  /** The server answers by TCP. */
  #isReached = false;
  /** We have told the server that all from here on is encrypted: it has shown who it is. */
  #isEncrypting = false;
  /** What we had against it. */
  #alert: number | undefined;
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
        TCP: { io: watchedTcp(this.#watch) },
        onReadable: (count: number) => {
          this.#readable(count);
        },
        onWritable: (count: number) => {
          this.#writable(count);
        },
        onError: () => {
          this.end(this.#isReached && !this.#isOpen ? 'not TLS' : undefined);
        },
      });
    } catch (error) {
      this.end(secureFailureOf(error));
      return;
    }
    this.#timer = Timer.set(() => {
      this.#timer = undefined;
      if (this.#isReached) this.end('TLS timeout');
    }, timeoutMs);
  }

  /** What the SDK throws out of the callbacks of the socket below is the end, and its reason. */
  get #watch(): Watch {
    return {
      run: (callback) => {
        if (this.#ended || this.#closed) return;
        try {
          callback();
        } catch (error) {
          this.end(secureFailureOf(error));
        }
      },
      reached: () => {
        this.#isReached = true;
      },
      wrote: (bytes) => {
        this.#wrote(bytes);
      },
    };
  }

  /** A record of ours, or the beginning of one. */
  #wrote(bytes: Uint8Array): void {
    if (this.#isOpen) return;
    if (bytes[0] === CHANGE_CIPHER_SPEC) this.#isEncrypting = true;
    if (bytes[0] === ALERT) this.#alert = bytes[ALERT_DESCRIPTION];
  }

  #readable(count: number): void {
    this.#unread = count;
    this.#options.onReadable?.(count);
  }

  #writable(count: number): void {
    if (!this.#isEncrypting) {
      // The SDK takes a handshake that has broken off for one that is over, and would go on in plain text.
      this.end(this.#alert === PROTOCOL_VERSION ? 'TLS version' : 'not TLS');
      return;
    }
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
