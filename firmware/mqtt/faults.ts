/** What goes wrong in the application's own code: it is reported, and the client stays sound. */

import type { Client } from './client';

export class Faults {
  /** Whose network has the `onFault` that takes the reports. */
  readonly #owner: { readonly network: Client };

  constructor(owner: { readonly network: Client }) {
    this.#owner = owner;
  }

  /** Never throws: what `onFault` does not take leaves in a turn of its own. */
  report(error: unknown): void {
    const { clock, onFault } = this.#owner.network;
    let escaping = error;
    try {
      if (onFault) {
        onFault(error);
        return;
      }
    } catch (another) {
      escaping = another;
    }
    clock.set(() => {
      throw escaping;
    }, 0);
  }

  /**
   * Reports the rejection of what a callback has returned, if that is a promise
   * in spite of its type: a rejection that nobody handles restarts a chip.
   */
  watch(returned: unknown): void {
    (returned as Partial<PromiseLike<unknown>> | undefined)?.then?.(undefined, (error: unknown) => {
      this.report(error);
    });
  }

  /** Calls something of the application's; what it throws or rejects with is reported. */
  tell(call: () => unknown): void {
    try {
      this.watch(call());
    } catch (error) {
      this.report(error);
    }
  }
}
