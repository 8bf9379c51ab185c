/**
 * The TLS port: a socket whose bytes are encrypted, to a server that has shown who it is.
 * It takes the names of ECMA-419's TLS socket. Beside the socket port's contract:
 *
 * - The first `onWritable` says that the handshake is over and the server was verified.
 * - `onError` gets the reason when it is TLS's.
 * - The clock must be set: validity has dates. While it is not, nothing is sent.
 * - TLS 1.2 or later; what a server offers instead is refused, never used.
 */

import type { Socket, SocketOptions } from './socket';

/** Why there is no secure connection. */
export type SecureFailure =
  /** The clock is not set. */
  | 'clock not set'
  /** It does not go back to the CA that was given, or what leads there is missing. */
  | 'certificate not trusted'
  | 'certificate for another name'
  | 'certificate expired'
  | 'certificate not yet valid'
  /** One of these; the SDK does not say which. */
  | 'certificate refused'
  /** The server wants a certificate of ours, or another one. */
  | 'client certificate refused'
  /** What came is no TLS. */
  | 'not TLS'
  /** No version or cipher in common. */
  | 'TLS version'
  | 'TLS timeout'
  | 'TLS failed';

export interface SecureOptions {
  /** The CA's certificate, DER. */
  readonly certificate?: Uint8Array;
  /** Whose certificate the server must have; `host` when it is not said. */
  readonly serverName?: string;
  /** `false` takes any server's word for who it is. */
  readonly verify?: boolean;
  /** Our own certificate, and those that lead to its CA; DER. */
  readonly clientCertificates?: readonly Uint8Array[];
  /** PKCS #8, DER. */
  readonly clientKey?: Uint8Array;
  /** The protocol's name by RFC 7301. */
  readonly applicationLayerProtocolNegotiation?: string;
  /** For the handshake; 20,000 when it is not said. */
  readonly timeoutMs?: number;
}

export interface SecureSocketOptions extends SocketOptions {
  readonly secure: SecureOptions;
}

export type SecureSocketConstructor = new (options: SecureSocketOptions) => Socket;
