/** A blood-pressure cuff on a serial line: it is told to measure, and says what it found. */

import type { MonotonicClock, Timer } from '../../ports/clock';
import type { SerialLine, SerialLineConstructor } from '../../ports/serial-line';
import type { CuffFailure } from './failures';
import { type BloodPressure, LONGEST_LINE, readFrame } from './frame';

export interface CuffOptions {
  readonly io: SerialLineConstructor;
  /** GPIOs of the serial line. */
  readonly receive: number;
  readonly transmit: number;
  readonly clock: MonotonicClock;
}

/** `ticksMs` is when the cuff said it, on the monotonic clock. */
export type CuffCallback = (result: BloodPressure | CuffFailure, ticksMs: number) => void;

const BAUD = 9_600;
/** To inflate and to let go takes most cuffs half a minute. */
const PATIENCE_MS = 90_000;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** `M` and an end of line: measure. */
const MEASURE: readonly number[] = Object.freeze([0x4d, CARRIAGE_RETURN, LINE_FEED]);

export class Cuff {
  readonly #clock: MonotonicClock;
  readonly #line: SerialLine;
  readonly #bytes = new Uint8Array(LONGEST_LINE);
  #length = 0;
  /** What came is longer than any line, up to its end. */
  #isOverrun = false;
  #waiting: { readonly done: CuffCallback; readonly timer: Timer } | undefined;

  constructor({ io, receive, transmit, clock }: CuffOptions) {
    this.#clock = clock;
    this.#line = new io({
      ...{ receive, transmit, baud: BAUD },
      onReadable: () => {
        this.#readable();
      },
    });
  }

  /** Measures; while it is at it another wish is ignored. A frame that nobody asked for is dropped. */
  measure(done: CuffCallback): void {
    if (this.#waiting) return;
    const timer = this.#clock.set(() => {
      this.#finish('no answer');
    }, PATIENCE_MS);
    this.#waiting = { done, timer };
    this.#length = 0;
    this.#isOverrun = false;
    this.#line.write(Uint8Array.from(MEASURE));
  }

  close(): void {
    this.#clock.clear(this.#waiting?.timer);
    this.#waiting = undefined;
    this.#line.close();
  }

  #readable(): void {
    const piece = new Uint8Array(LONGEST_LINE);
    for (let count = this.#line.read(piece); count > 0; count = this.#line.read(piece)) {
      for (const byte of piece.subarray(0, count)) this.#take(byte);
    }
  }

  #take(byte: number): void {
    if (byte === CARRIAGE_RETURN) return;
    if (byte !== LINE_FEED) {
      if (this.#length < this.#bytes.length) this.#bytes[this.#length++] = byte;
      else this.#isOverrun = true;
      return;
    }
    const result = this.#isOverrun ? 'overrun' : readFrame(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    this.#isOverrun = false;
    this.#finish(result);
  }

  #finish(result: BloodPressure | CuffFailure): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#clock.clear(waiting.timer);
    this.#waiting = undefined;
    waiting.done(result, this.#clock.now());
  }
}
