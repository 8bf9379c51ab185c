/**
 * Readings that wait to be sent, packed, in a ring of fixed size. When it is
 * full the oldest gives way, and is counted.
 */

/** One reading as it is taken out. */
export interface Reading {
  readonly temperatureC: number;
  readonly humidityPercent: number;
  /** When it was measured, on the monotonic clock. */
  readonly ticksMs: number;
}

export class Backlog {
  readonly capacity: number;
  /** How many readings have given way. */
  dropped = 0;
  readonly #ticksMs: Float64Array;
  readonly #temperatureTenths: Int16Array;
  readonly #humidityTenths: Int16Array;
  /** Counts readings ever added; the ring's newest is #next - 1. */
  #next = 0;
  #oldest = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#ticksMs = new Float64Array(capacity);
    this.#temperatureTenths = new Int16Array(capacity);
    this.#humidityTenths = new Int16Array(capacity);
  }

  get length(): number {
    return this.#next - this.#oldest;
  }

  /** Adds a reading; false when the oldest had to give way for it. */
  add(reading: Reading): boolean {
    const full = this.length === this.capacity;
    if (full) {
      this.#oldest++;
      this.dropped++;
    }
    const at = this.#next % this.capacity;
    this.#ticksMs[at] = reading.ticksMs;
    this.#temperatureTenths[at] = Math.round(reading.temperatureC * 10);
    this.#humidityTenths[at] = Math.round(reading.humidityPercent * 10);
    this.#next++;
    return !full;
  }

  /** The number of the oldest reading, which `remove` wants. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The oldest reading; there must be one. */
  read(): Reading {
    const at = this.#oldest % this.capacity;
    return {
      ticksMs: this.#ticksMs[at]!,
      temperatureC: this.#temperatureTenths[at]! / 10,
      humidityPercent: this.#humidityTenths[at]! / 10,
    };
  }

  /** Reading `number` has been sent; nothing happens if it has given way meanwhile. */
  remove(number: number): void {
    if (number === this.#oldest && this.length > 0) this.#oldest++;
  }
}
