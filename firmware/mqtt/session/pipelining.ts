/**
 * Which servers take packets behind CONNECT before they have accepted the client,
 * as MQTT allows (3.1.1 clause 3.1.4). Some close the connection for it; these are
 * asked again without, and remembered.
 *
 * Keep one, and its `refusedBy`, over restarts, so that a board that sleeps does not
 * try in vain each time.
 */

import type { ConnectionFailure } from '../failures';

/** MQTT 5's reason code, clause 2.4. */
const PROTOCOL_ERROR = 0x82;

export class Pipelining {
  /** The servers that do not take it, as `host:port`. */
  readonly refusedBy: Set<string>;
  #isTrying = false;
  /** Whether a CONNECT before this one, within the same attempt, had something behind it. */
  #wasTrying = false;
  /** It has failed with packets behind the CONNECT, and is being tried without. */
  #isSuspected = false;

  constructor(refusedBy: Iterable<string> = []) {
    this.refusedBy = new Set(refusedBy);
  }

  /** A CONNECT is on its way: whether more may follow it. */
  begins(server: string): boolean {
    this.#wasTrying = this.#isTrying;
    this.#isTrying = !this.#isSuspected && !this.refusedBy.has(server);
    return this.#isTrying;
  }

  /** Nothing follows this CONNECT: whatever becomes of it is not for that. */
  hasNothing(): void {
    this.#isTrying = this.#wasTrying;
  }

  /** The server has accepted the client. */
  succeeded(server: string): void {
    if (this.#isSuspected) this.refusedBy.add(server);
    this.#isTrying = this.#isSuspected = false;
  }

  /** The connection has not come about; true when it is worth trying without. */
  failed(state: number, failure: ConnectionFailure): boolean {
    const isSuspect = failure === 'connection lost' || state === PROTOCOL_ERROR;
    const again = this.#isTrying && isSuspect;
    this.#isTrying = false;
    this.#isSuspected = again;
    return again;
  }
}
