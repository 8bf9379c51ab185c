/** A DHT on a line of the test's own, in virtual time. */

import type { PulseLine, PulseLineOptions } from '../../firmware/ports/pulse-line';
import type { DhtFailure } from '../../firmware/sensors/dht/failures';
import { DHT, type DhtOptions, type DhtSample } from '../../firmware/sensors/dht/sensor';
import { encodeFrame } from '../../host-sim/board/dht-frame';
import { pulseTrain } from '../../host-sim/board/dht-pulses';
import { equal, fail } from './assert';
import { VirtualClock } from './virtual-clock';

/** Longer than any deadline, shorter than any interval. */
export const ANSWER_MS = 200;

export class TestLine implements PulseLine {
  readonly options: PulseLineOptions;
  readonly starts: number[] = [];
  /** What the next start pulse is answered with, and after what time. */
  answer: ArrayLike<number> | undefined;
  answerMs = 6;
  closed = 0;
  broken = false;
  readonly #clock: VirtualClock;
  #recorded: ArrayLike<number> | undefined;

  constructor(clock: VirtualClock, options: PulseLineOptions) {
    this.#clock = clock;
    this.options = options;
  }
  start(lowUs: number): void {
    if (this.closed) fail('start after close');
    if (this.broken) fail('the line is broken');
    this.starts.push(lowUs);
    this.#recorded = undefined;
    const answer = this.answer;
    if (!answer) return;
    this.#clock.set(() => {
      this.#recorded = answer;
      if (!this.closed) this.options.onReadable(answer.length);
    }, this.answerMs);
  }
  /** An answer is there, but nobody was told yet. */
  recordSilently(answer: ArrayLike<number>): void {
    this.#recorded = answer;
  }
  read(into: Int16Array): number {
    const recorded = this.#recorded;
    this.#recorded = undefined;
    if (!recorded) return 0;
    const count = Math.min(into.length, recorded.length);
    for (let i = 0; i < count; i++) into[i] = recorded[i]!;
    return count;
  }
  close(): void {
    this.closed++;
  }
}

export interface Outcome {
  readonly failure: DhtFailure | null;
  readonly sample: DhtSample | undefined;
  readonly atMs: number;
}

export class Bench {
  readonly clock = new VirtualClock(5_000);
  readonly outcomes: Outcome[] = [];
  readonly line: TestLine;
  readonly dht: DHT;

  constructor(options: Partial<DhtOptions> = {}) {
    const lines: TestLine[] = [];
    const { clock } = this;
    const io = class extends TestLine {
      constructor(lineOptions: PulseLineOptions) {
        super(clock, lineOptions);
        lines.push(this);
      }
    };
    const sensor = Object.freeze({ io, pin: 4 });
    // Frozen, since ECMA-419 clause 8 forbids changing it.
    this.dht = new DHT(Object.freeze({ sensor, clock, model: 'DHT22', ...options }));
    this.line = lines[0]!;
  }
  /** Lets the sensor settle. */
  settled(): this {
    this.clock.advance(10_000);
    return this;
  }
  answer(temperatureC: number, humidityPercent = 50): void {
    this.line.answer = pulseTrain(encodeFrame('DHT22', { temperatureC, humidityPercent }));
  }
  ask(): void {
    this.dht.sample((failure, sample) => {
      this.outcomes.push({ failure, sample, atMs: this.clock.now() });
    });
  }
  /** Asks, and returns what came of it; 3 s are over then. */
  sample(): Outcome {
    const before = this.outcomes.length;
    this.ask();
    equal(this.outcomes.length, before, 'a callback from inside of sample');
    this.clock.advance(3_000);
    equal(this.outcomes.length, before + 1, 'callbacks');
    return this.outcomes.at(-1)!;
  }
}
