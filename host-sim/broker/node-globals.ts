/** What a program for Node expects of its surroundings, on a world's clock and from a seed. */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import { SeededRandom } from '../board/random';
import type { World } from '../world/world';

/** A timer as Node has them. */
class NodeTimer {
  readonly #clock: MonotonicClock;
  readonly #callback: () => void;
  readonly #delayMs: number;
  readonly #repeatMs: number | undefined;
  #timer: Timer | undefined;

  constructor(clock: MonotonicClock, callback: () => void, delayMs: number, repeatMs?: number) {
    this.#clock = clock;
    this.#callback = callback;
    this.#delayMs = delayMs;
    this.#repeatMs = repeatMs;
    this.refresh();
  }

  refresh(): this {
    this.clear();
    this.#timer = this.#clock.set(this.#callback, this.#delayMs, this.#repeatMs);
    return this;
  }

  clear(): void {
    this.#clock.clear(this.#timer);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

type Callback = (...args: unknown[]) => void;

export function nodeGlobals({ clock, turns, unixMs }: World, seed: number): object {
  const random = new SeededRandom(seed, 'broker');
  const clear = (timer: NodeTimer | null | undefined): void => {
    timer?.clear();
  };
  return {
    setTimeout: (callback: Callback, delayMs = 0, ...args: unknown[]) =>
      new NodeTimer(
        clock,
        () => {
          callback(...args);
        },
        delayMs,
      ),
    setInterval: (callback: () => void, delayMs: number) =>
      new NodeTimer(clock, callback, delayMs, delayMs),
    clearTimeout: clear,
    clearInterval: clear,
    setImmediate: (callback: Callback, ...args: unknown[]) => {
      turns.soon(() => {
        callback(...args);
      });
    },
    Date: class extends Date {
      static override now = unixMs;
      constructor(value?: number) {
        super(value ?? unixMs());
      }
    },
    random: random.next,
    randomUUID: () => {
      const bytes = new Uint8Array(16);
      random.fill(bytes);
      return Buffer.from(bytes).toString('hex');
    },
  };
}
