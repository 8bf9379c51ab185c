/**
 * The DHT family as an ECMA-419 sensor (clauses 13 and 31) whose `sample` is an
 * asynchronous method (clause 8): an answer takes 5 to 25 ms, and nothing waits.
 *
 *     const dht = new DHT({ sensor: { io: PulseLine, pin: 4 }, clock, model: 'DHT22' });
 *     dht.sample((failure, sample) => { … });
 *
 * Where it departs from the standard: a completion callback gets a failure's
 * code (failures.ts) instead of an Error, `close` is synchronous, and there is
 * no `onError`, since no failure of a sensor is final.
 */

import type { MonotonicClock, Timer } from '../../ports/clock';
import type { PulseLine, PulseLineConstructor } from '../../ports/pulse-line';
import { configured, type DhtConfiguration, type DhtSettings } from './configuration';
import type { DhtFailure, MeasurementFailure } from './failures';
import { decodeFrame, type DhtReading } from './frame';
import { longestAnswerUs, type NegativeForm } from './models';
import { decodePulses } from './pulses';

export interface DhtOptions extends DhtSettings {
  /** The pulse line's class, and the GPIO's number. */
  readonly sensor: { readonly io: PulseLineConstructor; readonly pin: number };
  readonly clock: MonotonicClock;
  /** DHT11, DHT12, DHT21 or AM2301, DHT22 or AM2302, in upper or lower case. */
  readonly model: string;
  /** How long the sensor has had power already; 0 when it is not said. It must settle for a second or two. */
  readonly poweredForMs?: number;
  /** For the caller's use, ECMA-419 clause 8. */
  readonly target?: unknown;
}

/** Measurements that failed, by cause. */
export type DhtFaults = Partial<Record<MeasurementFailure, number>>;

/** A measurement; each is an object of its own, which the receiver may change. */
export interface DhtSample {
  /** °C, in steps of 0.1 */
  thermometer: { temperature: number };
  /** Percent, 0..100 (not 0..1), in steps of 0.1 */
  hygrometer: { humidity: number };
  /** The clock's milliseconds at the measurement's start. */
  ticks: number;
  /** What had failed since the good measurement before this one; empty if nothing. */
  faults: DhtFaults;
  /** 0 for a new measurement, else milliseconds since its start. */
  ageMs: number;
}

/** Gets null and the sample, or a failure and the last good sample, if there is one. */
export type DhtCallback = (failure: DhtFailure | null, sample?: DhtSample) => void;

/** Room for an answer (86 pulses with start pulse and idle line) and some glitches. */
const MOST_WIDTHS = 128;
/** A DHT11 may take this long to respond (DHTNew). */
const LATEST_RESPONSE_MS = 15;
/** From the last edge to the callback: the receiver waits for an idle line, then for the program's turn. */
const HANDOVER_MS = 30;
/** A repeating timer that fired late comes as much early the next time: so long it is waited for. */
const EARLY_MS = 50;

export class DHT {
  /** Opaque here, ECMA-419 clause 8. */
  target: unknown;
  readonly #clock: MonotonicClock;
  readonly #line: PulseLine;
  readonly #widths = new Int16Array(MOST_WIDTHS);
  readonly #bytes = new Uint8Array(5);
  readonly #poweredMs: number;
  #configuration: DhtConfiguration;
  #state: 'idle' | 'waiting' | 'measuring' | 'closed' = 'idle';
  /** The measurement under way: what it was started with, and whom it is for. */
  #started: DhtConfiguration;
  #startedMs: number | undefined;
  #timer: Timer | undefined;
  #callback: DhtCallback | undefined;
  /** Calls that came too soon, to be answered in the next turn. */
  #refused: DhtCallback[] = [];
  #refusal: Timer | undefined;
  #reading: DhtReading | undefined;
  #readingMs = 0;
  #readingFaults: DhtFaults = {};
  #faults: DhtFaults = {};

  /** Throws when an option is missing or out of range, and names it; the pin is then untouched. */
  constructor(options: DhtOptions) {
    const { sensor, clock, target, poweredForMs = 0 } = options;
    this.#configuration = this.#started = configured(options);
    const { pin, io } = sensor;
    if (!Number.isInteger(pin) || pin < 0) throw new RangeError(`sensor.pin ${pin}`);
    this.target = target;
    this.#clock = clock;
    this.#poweredMs = clock.now() - poweredForMs;
    this.#line = new io({ pin, onReadable: this.#onReadable });
  }

  /** What is configured now; a copy. */
  get configuration(): { model: string; negative: NegativeForm; minimumIntervalMs: number } {
    const { model, negative, minimumIntervalMs } = this.#configuration;
    return { model: model.name, negative, minimumIntervalMs };
  }

  /** Which part this is, ECMA-419 clause 31. */
  get identification(): { model: string; classification: string } {
    const model = `Aosong ${this.#configuration.model.name}`;
    return { model, classification: 'Humidity-Temperature' };
  }

  /** The last good measurement with its age, as a copy; undefined before the first. */
  get last(): DhtSample | undefined {
    return this.#copy(this.#clock.now() - this.#readingMs);
  }

  /**
   * Changes what is given; a new model brings its own minimum interval. A
   * measurement under way is completed as it was started. Throws when a setting
   * is out of range, and then changes nothing.
   */
  configure(settings: DhtSettings): void {
    this.#assertOpen();
    this.#configuration = configured(settings, this.#configuration);
  }

  /**
   * Measures; `callback` is called once, in a later turn. Before the sensor has
   * settled, before the minimum interval is over and during a measurement it
   * gets `too soon`, and the line stays untouched; but a call that is early by
   * no more than 50 ms waits for the rest. When the line throws, it gets `no
   * start`, and the error leaves that later turn: it is the program's to know.
   */
  sample(callback?: DhtCallback): void {
    this.#assertOpen();
    const waitMs = this.#readyMs() - this.#clock.now();
    if (this.#state !== 'idle' || waitMs > EARLY_MS) {
      if (callback) this.#refuse(callback);
      return;
    }
    if (waitMs > 0) {
      this.#timer = this.#clock.set(this.#begin, waitMs);
      this.#state = 'waiting';
    } else this.#begin();
    // Safe behind #begin: no callback comes from inside of it.
    this.#callback = callback;
  }

  /** Releases the pin; no callback after it. Calling it twice is harmless, other methods then throw. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#clock.clear(this.#timer);
    this.#clock.clear(this.#refusal);
    this.#line.close();
  }

  /** When the next measurement may start. */
  #readyMs(): number {
    const { model, minimumIntervalMs } = this.#configuration;
    const settledMs = this.#poweredMs + model.settleMs;
    if (this.#startedMs === undefined) return settledMs;
    return Math.max(settledMs, this.#startedMs + minimumIntervalMs);
  }

  readonly #begin = (): void => {
    const { startLowUs } = this.#configuration.model;
    const startedMs = this.#clock.now();
    this.#state = 'measuring';
    this.#started = this.#configuration;
    try {
      this.#line.start(startLowUs);
    } catch (error) {
      this.#timer = this.#clock.set(() => {
        this.#notStarted(error);
      }, 0);
      return;
    }
    this.#startedMs = startedMs;
    const answerMs = (startLowUs + longestAnswerUs(this.#started.model)) / 1000;
    const deadlineMs = Math.ceil(answerMs) + LATEST_RESPONSE_MS + HANDOVER_MS;
    this.#timer = this.#clock.set(this.#onDeadline, deadlineMs);
  };

  #notStarted(error: unknown): never {
    this.#finish('no start');
    throw error;
  }

  readonly #onReadable = (): void => {
    if (this.#state !== 'measuring') return;
    const count = this.#line.read(this.#widths);
    if (count > 0) this.#finish(this.#decode(count));
  };

  /** The program may have been busy for longer than the deadline, so that an answer waits. */
  readonly #onDeadline = (): void => {
    this.#finish(this.#decode(this.#line.read(this.#widths)));
  };

  #decode(count: number): DhtReading | MeasurementFailure {
    const { model, negative } = this.#started;
    const failure = decodePulses(this.#widths, count, this.#bytes);
    return failure ?? decodeFrame(this.#bytes, model, negative);
  }

  #finish(outcome: DhtReading | MeasurementFailure): void {
    this.#clock.clear(this.#timer);
    this.#state = 'idle';
    const callback = this.#callback;
    if (typeof outcome === 'string') {
      this.#faults[outcome] = (this.#faults[outcome] ?? 0) + 1;
      callback?.(outcome, this.last);
      return;
    }
    this.#reading = outcome;
    this.#readingMs = this.#startedMs!;
    this.#readingFaults = this.#faults;
    this.#faults = {};
    callback?.(null, this.#copy(0));
  }

  #refuse(callback: DhtCallback): void {
    this.#refused.push(callback);
    this.#refusal ??= this.#clock.set(this.#onRefusal, 0);
  }

  readonly #onRefusal = (): void => {
    const refused = this.#refused;
    this.#refused = [];
    this.#refusal = undefined;
    for (const callback of refused) {
      if (this.#isClosed()) return; // by the callback before
      callback('too soon', this.last);
    }
  };

  #copy(ageMs: number): DhtSample | undefined {
    const reading = this.#reading;
    if (!reading) return undefined;
    return {
      thermometer: { temperature: reading.temperatureC },
      hygrometer: { humidity: reading.humidityPercent },
      ticks: this.#readingMs,
      faults: { ...this.#readingFaults },
      ageMs,
    };
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #assertOpen(): void {
    if (this.#isClosed()) throw new Error('the sensor is closed');
  }
}
