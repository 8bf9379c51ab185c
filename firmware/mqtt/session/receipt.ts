/** What has become of a message: more than the boolean that Arduino's publish returns. */

/**
 * `queued` and `sent` are on the way; the others are the end. At QoS 0 the end is
 * `on the wire`: nobody confirms more. `refused` is the server's doing (MQTT 5, with
 * a code), `expired` and `dropped` are ours.
 */
export type DeliveryState =
  'queued' | 'sent' | 'on the wire' | 'acknowledged' | 'refused' | 'expired' | 'dropped';

/** Why a message was dropped. */
export type DropReason =
  | 'bad topic'
  | 'bad QoS'
  /** It can never fit into the client's buffer. */
  | 'too long'
  /** The store had no room for it. */
  | 'store full'
  /** The store has given it up for newer ones, as it was told to. */
  | 'made room'
  /** The store could not write it: flash that is worn out, or has no room left. */
  | 'store failed';

export class Receipt {
  #state: DeliveryState = 'queued';
  #reason: DropReason | undefined;
  #code = 0;
  #settled: Promise<Receipt> | undefined;
  #settle: ((receipt: Receipt) => void) | undefined;
  #callback: ((receipt: Receipt) => void) | undefined;

  get state(): DeliveryState {
    return this.#state;
  }

  /** Why it was dropped. */
  get reason(): DropReason | undefined {
    return this.#reason;
  }

  /** The reason code of the server's acknowledgement (MQTT 5, clause 2.4); from 0x80 on it has refused the message. */
  get code(): number {
    return this.#code;
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

  /** Calls `callback` once it is settled, at once if it is: a promise would cost more. There is one callback. */
  whenSettled(callback: (receipt: this) => void): void {
    if (this.isSettled) callback(this);
    else this.#callback = callback as (receipt: Receipt) => void;
  }

  /** For the session: the server has answered. */
  answered(code: number): this {
    this.#code = code;
    return this.become(code < 0x80 ? 'acknowledged' : 'refused');
  }

  /** For the session: the message has come so far. */
  become(state: DeliveryState, reason?: DropReason): this {
    if (this.isSettled) return this;
    this.#state = state;
    this.#reason = reason;
    if (!isEnd(state)) return this;
    this.#settle?.(this);
    this.#callback?.(this);
    return this;
  }
}

function isEnd(state: DeliveryState): boolean {
  return state !== 'queued' && state !== 'sent';
}
