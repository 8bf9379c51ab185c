/** Pieces of work that each get a turn of their own, in the order in which they were asked for. */

export type Task = () => void | Promise<void>;

export interface Turns {
  /** Runs `task` in a later turn. */
  soon(task: Task): void;
}

/** Turns of Node's own event loop. */
export class RealTurns implements Turns {
  soon(task: Task): void {
    setImmediate(() => void task());
  }
}

/**
 * One at a time: the next begins when the one before is over, with all that it has
 * left in Node's own queues. So a run repeats exactly, whatever takes how long.
 */
export class VirtualTurns implements Turns {
  readonly #tasks: Task[] = [];

  soon(task: Task): void {
    this.#tasks.push(task);
  }

  /** Runs the next one; false when there is none. */
  async runNext(): Promise<boolean> {
    const task = this.#tasks.shift();
    if (!task) return false;
    await task();
    await settled();
    return true;
  }
}

/** Settles when Node's queues of jobs and ticks are empty: only then does it turn to immediates. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
