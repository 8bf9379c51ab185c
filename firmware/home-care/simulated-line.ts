/** A serial line with a simulated cuff at its other end, for boards that have none. */

import type { MonotonicClock, Timer } from '../ports/clock';
import type { Random } from '../ports/random';
import type { SerialLine, SerialLineConstructor, SerialLineOptions } from '../ports/serial-line';
import { MEASURING_MS, SimulatedCuff } from '../sensors/blood-pressure/simulated-cuff';

/** `isHigh` is asked before each measurement: whether the person's pressure is. */
export function simulatedLine(
  clock: MonotonicClock,
  random: Random,
  isHigh: () => boolean,
): SerialLineConstructor {
  const cuff = new SimulatedCuff(random);
  return class implements SerialLine {
    readonly #onReadable: (count: number) => void;
    #answer: Uint8Array | undefined;
    #timer: Timer | undefined;
    #isClosed = false;

    constructor({ onReadable }: SerialLineOptions) {
      this.#onReadable = onReadable;
    }

    write(): void {
      if (this.#isClosed) throw new Error('the line is closed');
      clock.clear(this.#timer);
      this.#timer = clock.set(() => {
        cuff.isHigh = isHigh();
        this.#answer = cuff.measure();
        this.#onReadable(this.#answer.length);
      }, MEASURING_MS);
    }

    read(into: Uint8Array): number {
      const answer = this.#answer;
      if (!answer) return 0;
      const count = Math.min(into.length, answer.length);
      into.set(answer.subarray(0, count));
      this.#answer = count < answer.length ? answer.subarray(count) : undefined;
      return count;
    }

    close(): void {
      this.#isClosed = true;
      clock.clear(this.#timer);
    }
  };
}
