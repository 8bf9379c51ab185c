/**
 * The pulse line on the ESP32 family: the RMT receiver times the edges, this
 * times the start pulse and comes for the recording.
 */

import Timer from 'timer';
import type { PulseLine, PulseLineOptions } from '../../ports/pulse-line';
import { PulseCapture } from './pulse-capture';

/** As many as the receiver's memory holds. */
const MOST_WIDTHS = 128;
/**
 * The first look, and the time from one to the next: an answer takes 5 ms and the
 * receiver knows it by 16 ms of silence.
 */
const FIRST_LOOK_MS = 20;
const LOOK_MS = 4;
/** A DHT11 may respond after 15 ms; behind that and an answer there is nothing to come. */
const LOOKS = 8;

export class EspPulseLine implements PulseLine {
  readonly #onReadable: (count: number) => void;
  readonly #widths = new Int16Array(MOST_WIDTHS);
  #capture: PulseCapture | undefined;
  #count = 0;
  #looks = 0;
  #timer: Timer | undefined;

  constructor({ pin, onReadable }: PulseLineOptions) {
    this.#onReadable = onReadable;
    this.#capture = new PulseCapture(pin);
  }

  start(lowUs: number): void {
    const capture = this.#capture;
    if (!capture) throw new Error('the line is closed');
    Timer.clear(this.#timer);
    this.#count = 0;
    capture.low();
    // A timer may come up to one millisecond early, and a start pulse may be longer: by the
    // data sheets a DHT22's has 20 ms at most, a DHT11's no limit.
    this.#timer = Timer.set(this.#listen, Math.ceil(lowUs / 1000) + 1);
  }

  readonly #listen = (): void => {
    this.#looks = 0;
    this.#timer = Timer.set(this.#look, FIRST_LOOK_MS);
    this.#capture?.listen();
  };

  readonly #look = (): void => {
    this.#timer = undefined;
    this.#count = this.#capture?.take(this.#widths) ?? 0;
    if (this.#count > 0) this.#onReadable(this.#count);
    else if (++this.#looks < LOOKS) this.#timer = Timer.set(this.#look, LOOK_MS);
  };

  read(into: Int16Array): number {
    // An answer that is complete, but was not come for yet.
    if (this.#count === 0 && this.#capture) this.#count = this.#capture.take(this.#widths);
    const count = Math.min(into.length, this.#count);
    for (let i = 0; i < count; i++) into[i] = this.#widths[i]!;
    this.#count = 0;
    return count;
  }

  close(): void {
    Timer.clear(this.#timer);
    this.#timer = undefined;
    this.#count = 0;
    this.#capture?.close();
    this.#capture = undefined;
  }
}
