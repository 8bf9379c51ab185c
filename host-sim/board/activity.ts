/**
 * Counts what is under way outside the simulated clock: calls into XS, promise
 * jobs that wait for their turn, work of the broker's. Virtual time stands still
 * until it is nothing.
 */

export class Activity {
  #underWay = 0;
  #waiting: (() => void)[] = [];

  get idle(): boolean {
    return this.#underWay === 0;
  }

  enter(): void {
    this.#underWay++;
  }

  leave(): void {
    if (--this.#underWay > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Settles when nothing is under way. */
  async ended(): Promise<void> {
    if (this.idle) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Runs `callback` in a macrotask of its own, which counts until it is over. */
  soon(callback: () => void): void {
    this.enter();
    setImmediate(() => {
      try {
        callback();
      } finally {
        this.leave();
      }
    });
  }
}
