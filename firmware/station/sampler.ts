/**
 * Samples one sensor at its interval. A failed sample is tried once more when
 * the sensor's own minimum interval allows it before the next is due. Asked
 * faster than it measures, a sensor gives its last value again, as long as it is
 * well: the last measurement must have succeeded.
 */

import type { MonotonicClock, Timer } from '../ports/clock';
import { explainDht, type DhtFailure } from '../sensors/dht/failures';
import type { DHT, DhtSample } from '../sensors/dht/sensor';
import type { Tell } from './events';
import type { Reading } from './reading';

export interface SampledSensor {
  /** Named as people know it, like `DHT22 on GPIO 4`. */
  readonly name: string;
  readonly dht: DHT;
  readonly minimumIntervalMs: number;
  /** From power-on to the first sample. */
  readonly settleMs: number;
}

/**
 * A second try may end so late after the first began, beyond the minimum interval:
 * both answers are waited for, up to 75 ms each. The scheduled sample behind it
 * must find the sensor rested, or it would get the same value once more.
 */
const RETRY_SLACK_MS = 150;

export class Sampler {
  readonly #sensor: SampledSensor;
  readonly #clock: MonotonicClock;
  readonly #onReading: (reading: Reading) => void;
  readonly #tell: Tell;
  #intervalMs: number;
  #timer: Timer | undefined;
  #retry: Timer | undefined;
  /** Why the sample failed that is to be tried once more. */
  #firstFailure: DhtFailure = 'timeout';
  /** Samples missed since the last good one, and why. */
  #missed = 0;
  #failure: DhtFailure | null = null;

  constructor(
    sensor: SampledSensor,
    intervalMs: number,
    clock: MonotonicClock,
    onReading: (reading: Reading) => void,
    tell: Tell,
  ) {
    this.#sensor = sensor;
    this.#intervalMs = intervalMs;
    this.#clock = clock;
    this.#onReading = onReading;
    this.#tell = tell;
  }

  /** The first sample comes as soon as the sensor has settled. */
  start(): void {
    this.#schedule(this.#sensor.settleMs);
    this.#tellIfSlower();
  }

  /** Changes the interval; the next sample comes one new interval from now. */
  setInterval(intervalMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    if (!this.#timer) return;
    this.#giveUpRetry();
    this.#schedule(intervalMs);
    this.#tellIfSlower();
  }

  stop(): void {
    this.#clock.clear(this.#timer);
    this.#clock.clear(this.#retry);
    this.#timer = this.#retry = undefined;
    this.#sensor.dht.close();
  }

  #schedule(firstMs: number): void {
    this.#clock.clear(this.#timer);
    this.#timer = this.#clock.set(() => this.#sample(true), firstMs, this.#intervalMs);
  }

  #sample(mayRetry: boolean): void {
    this.#sensor.dht.sample((failure, sample) => {
      const failed = failure !== null && failure !== 'too soon';
      if (failed && mayRetry && this.#retryFits()) this.#retryLater(failure);
      else this.#finish(failure, sample);
    });
  }

  #retryFits(): boolean {
    return this.#sensor.minimumIntervalMs * 2 + RETRY_SLACK_MS <= this.#intervalMs;
  }

  #retryLater(failure: DhtFailure): void {
    this.#firstFailure = failure;
    this.#retry = this.#clock.set(() => {
      this.#retry = undefined;
      this.#sample(false);
    }, this.#sensor.minimumIntervalMs);
  }

  /** A new interval: what waits for its second try has failed with the first. */
  #giveUpRetry(): void {
    if (!this.#retry) return;
    this.#clock.clear(this.#retry);
    this.#retry = undefined;
    this.#finish(this.#firstFailure, undefined);
  }

  #finish(failure: DhtFailure | null, sample: DhtSample | undefined): void {
    // A call that came too soon measured nothing: what the last measurement said holds.
    const early = failure === 'too soon' && (sample !== undefined || this.#failure !== null);
    const outcome = early ? this.#failure : failure;
    let ok = false;
    try {
      if (sample !== undefined && outcome === null) {
        this.#good(sample);
        ok = true;
      } else this.#bad(outcome ?? 'timeout');
    } finally {
      // Who counts samples counts those, too, that somebody's fault has spoilt.
      this.#tell({ level: 'debug', event: 'sampled', sensor: this.#sensor.name, ok });
    }
  }

  #good(sample: DhtSample): void {
    if (this.#failure !== null) {
      const sensor = this.#sensor.name;
      const missed = this.#missed;
      this.#tell({ level: 'info', event: 'sensor', state: 'recovered', sensor, missed });
      this.#failure = null;
      this.#missed = 0;
    }
    this.#onReading({
      temperatureC: sample.thermometer.temperature,
      humidityPercent: sample.hygrometer.humidity,
      ticksMs: sample.ticks,
    });
  }

  #bad(failure: DhtFailure): void {
    this.#missed++;
    if (failure === this.#failure) return;
    this.#failure = failure;
    const { meaning, check } = explainDht(failure);
    const sensor = this.#sensor.name;
    this.#tell({
      level: 'warn',
      event: 'sensor',
      state: 'failed',
      sensor,
      failure,
      meaning,
      check,
    });
  }

  #tellIfSlower(): void {
    const { name: sensor, minimumIntervalMs } = this.#sensor;
    if (this.#intervalMs >= minimumIntervalMs) return;
    this.#tell({ level: 'info', event: 'sensor', state: 'slower', sensor, minimumIntervalMs });
  }
}
