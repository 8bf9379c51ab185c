/** What Arduino calls `Client`: the means by which PubSubClient reaches the network. */

import type { MonotonicClock } from '../ports/clock';
import type { ResolverConstructor } from '../ports/resolver';
import type { SocketConstructor } from '../ports/socket';

/**
 * A constructor in `io` and its options, as ECMA-419 describes connections. The
 * socket is handed all of this object beside what a socket's options are, and
 * takes what it knows.
 */
export interface Client {
  /** Makes the connections: TCP, or TLS in the same shape. */
  readonly io: SocketConstructor;
  /** Finds names; needed when the server is given by name. */
  readonly dns?: { readonly io: ResolverConstructor; readonly [option: string]: unknown };
  /** Measures keep-alive and time-outs. */
  readonly clock: MonotonicClock;
  /**
   * Takes what a callback of the application has thrown or rejected with. Without
   * it the error leaves the client, which restarts a chip that has no guard.
   */
  readonly onFault?: (error: unknown) => void;
  /** Options of the socket. */
  readonly [option: string]: unknown;
}

/** Where the server is. */
export interface Server {
  /** An IPv4 address or a name. */
  readonly host: string;
  readonly port: number;
}
