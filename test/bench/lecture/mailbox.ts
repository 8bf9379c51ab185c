/**
 * What a server has for one client that polls: kept until it asks, or, as the lecture's
 * server had it, gone unless it is waiting just then.
 */

export class Mailbox {
  readonly #keeps: boolean;
  #waiting = 0;
  #give: ((text: string) => void) | undefined;

  /** `kept` messages are there from the start. */
  constructor(keeps: boolean, kept = 0) {
    this.#keeps = keeps;
    this.#waiting = kept;
  }

  put(): void {
    const give = this.#give;
    this.#give = undefined;
    if (give) give('x');
    else if (this.#keeps) this.#waiting++;
  }

  /** Calls `give` with the next message, now or when there is one. */
  take(give: (text: string) => void): void {
    if (this.#waiting === 0) {
      this.#give = give;
      return;
    }
    this.#waiting--;
    give('x');
  }

  /** Who waited is gone. */
  leave(): void {
    this.#give = undefined;
  }
}
