/** What has become of a message: more than the boolean that Arduino's publish returns. */

/**
 * `queued` and `sent` are on the way; the others are the end. At QoS 0 the end is
 * `on the wire`: nobody confirms more.
 */
export type DeliveryState = 'queued' | 'sent' | 'on the wire' | 'acknowledged' | 'dropped';

/** Why a message was dropped. */
export type DropReason =
  | 'bad topic'
  | 'bad QoS'
  /** It can never fit into the client's buffer. */
  | 'too long'
  /** The store had no room for it. */
  | 'store full'
  /** The store could not write it: flash that is worn out, or has no room left. */
  | 'store failed';

export class Receipt {
  #state: DeliveryState = 'queued';
  #reason: DropReason | undefined;
  #settled: Promise<Receipt> | undefined;
  #settle: ((receipt: Receipt) => void) | undefined;

  get state(): DeliveryState {
    return this.#state;
  }

  /** Why it was dropped. */
  get reason(): DropReason | undefined {
    return this.#reason;
  }

  /** Whether nothing more will happen. */
  get isSettled(): boolean {
    return isEnd(this.#state);
  }

  /** Resolves with this receipt once it is settled; made when it is asked for, for a promise costs. Never rejects. */
  get settled(): Promise<Receipt> {
    this.#settled ??= this.isSettled
      ? Promise.resolve(this)
      : new Promise((resolve) => {
          this.#settle = resolve;
        });
    return this.#settled;
  }

  /** For the session: the message has come so far. */
  become(state: DeliveryState, reason?: DropReason): this {
    if (this.isSettled) return this;
    this.#state = state;
    this.#reason = reason;
    if (isEnd(state)) this.#settle?.(this);
    return this;
  }
}

function isEnd(state: DeliveryState): boolean {
  return state !== 'queued' && state !== 'sent';
}
