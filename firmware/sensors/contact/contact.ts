/**
 * A contact that is open or closed, like a reed switch at a door: closed it pulls its
 * input low, and a broken wire reads as open. It chatters when it moves, so a level counts
 * once it has held for a while.
 */

import type { MonotonicClock, Timer } from '../../ports/clock';
import type { DigitalInput, DigitalInputConstructor } from '../../ports/digital-input';

export interface ContactOptions {
  readonly io: DigitalInputConstructor;
  /** The GPIO's number; its pull-up is switched on. */
  readonly pin: number;
  readonly clock: MonotonicClock;
  /** How long a level must hold; 50 ms when it is not said. */
  readonly debounceMs?: number;
  /** It has moved; `ticksMs` is when, on the monotonic clock: the first edge counts. */
  readonly onChange: (isOpen: boolean, ticksMs: number) => void;
}

/** One that chatters for so long is taken as it is just then. */
const LONGEST_UNREST_MS = 2_000;

export class Contact {
  readonly #clock: MonotonicClock;
  readonly #input: DigitalInput;
  readonly #debounceMs: number;
  readonly #onChange: ContactOptions['onChange'];
  #isOpen: boolean;
  #timer: Timer | undefined;
  #firstEdgeMs = 0;

  constructor({ io, pin, clock, debounceMs = 50, onChange }: ContactOptions) {
    this.#clock = clock;
    this.#debounceMs = debounceMs;
    this.#onChange = onChange;
    this.#input = new io({
      ...{ pin, pullUp: true },
      onReadable: () => {
        this.#edge();
      },
    });
    this.#isOpen = this.#input.read() === 1;
  }

  /** As it last held. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    this.#input.close();
  }

  #edge(): void {
    const nowMs = this.#clock.now();
    if (this.#timer === undefined) this.#firstEdgeMs = nowMs;
    else if (nowMs - this.#firstEdgeMs >= LONGEST_UNREST_MS) return;
    this.#clock.clear(this.#timer);
    this.#timer = this.#clock.set(() => {
      this.#settled();
    }, this.#debounceMs);
  }

  #settled(): void {
    this.#timer = undefined;
    const isOpen = this.#input.read() === 1;
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#onChange(isOpen, this.#firstEdgeMs);
  }
}
