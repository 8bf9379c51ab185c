/**
 * The socket port: one TCP (or TLS) connection, in the shape of ECMA-419's
 * `embedded:io/socket/tcp`. Where the SDK's classes differ among themselves,
 * this file is what the firmware relies on and what every host must keep;
 * test/firmware/ports/socket.contract.ts checks it.
 *
 * - Callbacks never run inside a call into the port, and never after `close`.
 * - A close by the peer, a reset and a refusal look the same: one `onError()`
 *   without arguments, once, after all input that had arrived has been read.
 */

import type { SecureFailure } from './tls';

export interface SocketOptions {
  /** IPv4 address in dotted form; names are the resolver's work. */
  readonly address: string;
  /** 1..65535 */
  readonly port: number;
  /** The server's name, for hosts that verify certificates; plain TCP ignores it. */
  readonly host?: string;
  /** Send small writes at once (TCP_NODELAY). */
  readonly noDelay?: boolean;
  /** New input arrived; `count` is all that is unread. Announced once: read it all, or keep count. */
  readonly onReadable?: (count: number) => void;
  /** `count` bytes may be written now. The first call says that the connection is open. */
  readonly onWritable?: (count: number) => void;
  /** The connection is over, or never came about; why, where TLS is the reason. Only `close` may be called after it. */
  readonly onError?: (failure?: SecureFailure) => void;
}

export interface Socket {
  /** Fills `into` with up to its length of unread input; returns the count, 0 when there is none. */
  read(into: Uint8Array): number;

  /**
   * Takes all of `bytes` (copied before it returns) and returns how many more
   * may be written now. More than the announced window throws, and nothing is sent.
   */
  write(bytes: Uint8Array): number;

  /** Ends the connection; what `write` has taken is still sent. Calling it twice is harmless. */
  close(): void;
}

export type SocketConstructor = new (options: SocketOptions) => Socket;
