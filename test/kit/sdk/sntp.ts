/** Stands in for the SDK's `sntp`; the time server is the test. */

import { fail } from '../assert';

type Callback = (message: number, value?: unknown) => unknown;

export default class SNTP {
  static readonly time = 1;
  static readonly retry = 2;
  static readonly error = -1;
  readonly host: string;
  closings = 0;
  readonly #callback: Callback;

  constructor({ host }: { readonly host: string }, callback: Callback) {
    if (server.failure) throw server.failure;
    this.host = host;
    this.#callback = callback;
    requests.push(this);
  }

  /** Calls back; a value that is returned for an error would make the SDK ask that host. */
  tell(message: number, value?: unknown): unknown {
    return this.#callback(message, value);
  }

  close(): void {
    this.closings++;
  }
}

const requests: SNTP[] = [];

/** What the next requests throw: there is no network. */
export const server: { failure: Error | undefined } = { failure: undefined };

/** The request made last. */
export function lastRequest(): SNTP {
  return requests.at(-1) ?? fail('nothing was asked');
}
