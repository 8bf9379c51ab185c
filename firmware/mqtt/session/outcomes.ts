/** Tells what has become of messages: their receipts, who wants to hear of all, and who waits for the last. */

import type { DeliveryState, DropReason } from './receipt';
import type { GivenUp, StoredMessage } from './store';

/** Told of every message that is done, behind its receipt: also of those that have none. */
export type Settled = (
  message: StoredMessage,
  state: DeliveryState,
  reason?: DropReason | GivenUp,
) => void;

export class Outcomes {
  onSettled: Settled | undefined;
  readonly #pending: () => number;
  #whenIdle: (() => void) | undefined;

  /** `pending` says how many messages are not done. */
  constructor(pending: () => number) {
    this.#pending = pending;
  }

  /** Calls `callback` once nothing is open any more, at once if so now. */
  whenIdle(callback: (() => void) | undefined): void {
    this.#whenIdle = callback;
    this.checkIdle();
  }

  /** A message is done, and in no list any more. */
  tell(message: StoredMessage, state: DeliveryState, reason?: DropReason | GivenUp): void {
    this.onSettled?.(message, state, reason);
    this.checkIdle();
  }

  checkIdle(): void {
    if (!this.#whenIdle || this.#pending() > 0) return;
    const callback = this.#whenIdle;
    this.#whenIdle = undefined;
    callback();
  }
}
