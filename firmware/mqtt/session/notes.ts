/** What is known of outgoing messages beside what their store keeps. */

import type { Receipt } from './receipt';
import type { StoredMessage } from './store';

export interface Delivery {
  readonly message: StoredMessage;
  readonly receipt: Receipt | undefined;
  /** When it is worth nothing any more, by the clock; undefined is never. */
  expiresMs: number | undefined;
  /** What is still to be said again after a reconnect. */
  resend: boolean;
  /** DUP, when the server may have got it before. */
  dup: number;
  /** At QoS 0: where it ends among the bytes of the connection. */
  endBytes: number;
}

/**
 * Of messages that wait in the store, by key: only of those with a receipt or an end.
 * The newest is held beside the map, whose entries cost: most messages are sent
 * before the next one comes.
 */
export class Notes {
  readonly #older = new Map<number, Delivery>();
  #newest: Delivery | undefined;

  add(delivery: Delivery): void {
    const newest = this.#newest;
    if (newest) this.#older.set(newest.message.key, newest);
    this.#newest = delivery;
  }

  of({ key }: StoredMessage): Delivery | undefined {
    const newest = this.#newest;
    return newest?.message.key === key ? newest : this.#older.get(key);
  }

  remove({ key }: StoredMessage): void {
    if (this.#newest?.message.key === key) this.#newest = undefined;
    else this.#older.delete(key);
  }

  all(): Delivery[] {
    const all = Array.from(this.#older.values());
    if (this.#newest) all.push(this.#newest);
    return all;
  }
}
