/** The sensor class on lines of the test's own, in virtual time. */

import type { PulseLine, PulseLineOptions } from '../../../../firmware/ports/pulse-line';
import type { DhtFailure } from '../../../../firmware/sensors/dht/failures';
import { DHT, type DhtOptions, type DhtSample } from '../../../../firmware/sensors/dht/sensor';
import { SimulatedDht } from '../../../../host-sim/board/dht-device';
import { encodeFrame } from '../../../../host-sim/board/dht-frame';
import { pulseTrain } from '../../../../host-sim/board/dht-pulses';
import { deepEqual, equal, fail, ok, throws } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';
import { VirtualClock } from '../../../kit/virtual-clock';

/** Longer than any deadline, shorter than any interval. */
const ANSWER_MS = 200;

class TestLine implements PulseLine {
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

interface Outcome {
  readonly failure: DhtFailure | null;
  readonly sample: DhtSample | undefined;
  readonly atMs: number;
}

class Bench {
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

test('a measurement gives temperature and humidity as a compound ECMA-419 sample', () => {
  const bench = new Bench().settled();
  bench.answer(21.4, 48.2);
  const { failure, sample, atMs } = bench.sample();
  equal(failure, null);
  deepEqual(sample, {
    thermometer: { temperature: 21.4 },
    hygrometer: { humidity: 48.2 },
    ticks: 15_000,
    faults: {},
    ageMs: 0,
  });
  equal(atMs, 15_006);
});

test("the start pulse is the model's, on the pin that was given", () => {
  const bench = new Bench({ model: 'am2302' }).settled();
  bench.ask();
  deepEqual(bench.line.starts, [1_100]);
  equal(bench.line.options.pin, 4);
  const dht11 = new Bench({ model: 'dht11' }).settled();
  dht11.ask();
  deepEqual(dht11.line.starts, [20_000]);
});

test('every sample is an object of its own, which the receiver may change', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  const sample = bench.sample().sample!;
  sample.thermometer.temperature = 99;
  sample.faults.timeout = 7;
  equal(bench.dht.last!.thermometer.temperature, 21.4);
  deepEqual(bench.dht.last!.faults, {});
  ok(bench.dht.last !== bench.dht.last);
});

test('a sample can be taken without a callback', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.dht.sample();
  bench.clock.advance(ANSWER_MS);
  equal(bench.dht.last!.thermometer.temperature, 21.4);
  bench.dht.sample();
  equal(bench.clock.timers, 0);
});

test('the last good sample keeps its time and grows older', () => {
  const bench = new Bench().settled();
  equal(bench.dht.last, undefined);
  bench.answer(21.4);
  bench.sample();
  bench.clock.advance(57_000);
  equal(bench.dht.last!.ageMs, 60_000);
  equal(bench.dht.last!.ticks, 15_000);
});

test('a silent line is a timeout once the longest answer would be over', () => {
  for (const [model, deadlineMs] of [
    // Start pulse and longest answer, the latest response, and the way to the program.
    ['DHT22', Math.ceil(1.1 + 5.425) + 15 + 30],
    ['DHT11', Math.ceil(20 + 5.425) + 15 + 30],
  ] as const) {
    const bench = new Bench({ model }).settled();
    const { failure, sample, atMs } = bench.sample();
    equal(failure, 'timeout');
    equal(sample, undefined);
    equal(atMs - 15_000, deadlineMs, model);
    equal(bench.clock.timers, 0);
  }
});

test('an answer that waits when the deadline comes is taken', () => {
  const bench = new Bench().settled();
  bench.ask();
  bench.line.recordSilently(
    pulseTrain(encodeFrame('DHT22', { temperatureC: -7.3, humidityPercent: 40 })),
  );
  bench.clock.advance(ANSWER_MS);
  equal(bench.outcomes[0]!.sample!.thermometer.temperature, -7.3);
});

test('an answer after the deadline is nobody’s', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.line.answerMs = 500;
  equal(bench.sample().failure, 'timeout');
  equal(bench.dht.last, undefined);
});

test('an announcement without an answer leaves the measurement under way', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.ask();
  bench.line.options.onReadable(84);
  equal(bench.outcomes.length, 0);
  bench.clock.advance(ANSWER_MS);
  equal(bench.outcomes[0]!.failure, null);
});

const BAD_ANSWERS: readonly (readonly [DhtFailure, ArrayLike<number>])[] = [
  ['short frame', pulseTrain(bytes(0x02, 0x33, 0x00, 0xd6, 0x0b)).slice(0, 60)],
  [
    'distorted',
    pulseTrain(bytes(0x02, 0x33, 0x00, 0xd6, 0x0b)).map((us, at) => (at === 9 ? -9 : us)),
  ],
  ['checksum', pulseTrain(bytes(0x02, 0x33, 0x00, 0xd6, 0x0c))],
  ['shifted frame', pulseTrain(bytes(0x84, 0x66, 0x01, 0xac, 0x17))],
  ['out of range', pulseTrain(bytes(0x03, 0xe9, 0x00, 0xd6, 0xc2))],
  ['implausible', pulseTrain(bytes(0x00, 0x00, 0x00, 0x00, 0x00))],
];

for (const [expected, answer] of BAD_ANSWERS) {
  test(`a bad answer fails as ${expected}, with the last good sample and its age`, () => {
    const bench = new Bench().settled();
    bench.line.answer = answer;
    equal(bench.sample().sample, undefined);
    bench.answer(21.4);
    bench.sample();
    bench.line.answer = answer;
    const { failure, sample } = bench.sample();
    equal(failure, expected);
    equal(sample!.thermometer.temperature, 21.4);
    equal(sample!.ageMs, 3_006);
    deepEqual(sample!.faults, { [expected]: 1 });
  });
}

test('faults are counted by cause until the next good sample, which reports them', () => {
  const bench = new Bench().settled();
  bench.sample();
  bench.sample();
  bench.line.answer = BAD_ANSWERS[2]![1];
  bench.sample();
  bench.answer(21.4);
  deepEqual(bench.sample().sample!.faults, { timeout: 2, checksum: 1 });
  deepEqual(bench.dht.last!.faults, { timeout: 2, checksum: 1 });
  deepEqual(bench.sample().sample!.faults, {});
});

test('before the sensor has settled it is too soon, and the line stays untouched', () => {
  const bench = new Bench();
  bench.answer(21.4);
  bench.ask();
  equal(bench.outcomes.length, 0);
  bench.clock.advance(0);
  deepEqual(bench.outcomes, [{ failure: 'too soon', sample: undefined, atMs: 5_000 }]);
  equal(bench.line.starts.length, 0);
  bench.clock.advance(2_000);
  equal(bench.sample().failure, null);
});

test('before the minimum interval is over it is too soon, after a failure as well', () => {
  const bench = new Bench().settled();
  bench.ask();
  bench.clock.advance(1_949);
  bench.ask();
  bench.clock.advance(0);
  equal(bench.outcomes[1]!.failure, 'too soon');
  equal(bench.line.starts.length, 1);
  bench.clock.advance(51);
  bench.ask();
  equal(bench.line.starts.length, 2);
});

test('who asks too soon gets the last good sample with its age, and it is no fault', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.ask();
  bench.clock.advance(1_000);
  bench.ask();
  bench.clock.advance(0);
  const { failure, sample } = bench.outcomes[1]!;
  equal(failure, 'too soon');
  equal(sample!.ageMs, 1_000);
  bench.clock.advance(2_000);
  deepEqual(bench.sample().sample!.faults, {});
});

test('each call that comes too soon is answered once', () => {
  const bench = new Bench();
  for (let calls = 1; calls <= 3; calls++) {
    bench.ask();
    bench.clock.advance(10);
    equal(bench.outcomes.length, calls);
  }
});

test('a timer that comes a little early is waited for, so that the interval is kept', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.ask();
  bench.clock.advance(1_950);
  bench.ask();
  equal(bench.line.starts.length, 1);
  bench.clock.advance(49);
  equal(bench.line.starts.length, 1);
  bench.clock.advance(1);
  equal(bench.line.starts.length, 2);
  bench.clock.advance(ANSWER_MS);
  equal(bench.outcomes[1]!.sample!.ticks, 17_000);
});

test('while one call waits for the interval it is too soon for another', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.ask();
  bench.clock.advance(1_960);
  bench.ask();
  bench.clock.advance(10);
  bench.ask();
  bench.clock.advance(ANSWER_MS);
  deepEqual(
    bench.outcomes.map(({ failure }) => failure),
    [null, 'too soon', null],
  );
  equal(bench.line.starts.length, 2);
});

test('while a measurement is under way it is too soon for another', () => {
  const bench = new Bench({ minimumIntervalMs: 0, force: true }).settled();
  bench.answer(21.4);
  bench.ask();
  bench.ask();
  bench.ask();
  bench.clock.advance(ANSWER_MS);
  deepEqual(
    bench.outcomes.map(({ failure }) => failure),
    ['too soon', 'too soon', null],
  );
  equal(bench.line.starts.length, 1);
});

test('a callback may ask again', () => {
  const bench = new Bench({ minimumIntervalMs: 0, force: true }).settled();
  bench.answer(21.4);
  bench.dht.sample(() => bench.ask());
  bench.clock.advance(ANSWER_MS);
  equal(bench.line.starts.length, 2);
  equal(bench.outcomes[0]!.failure, null);
});

test('closing during a measurement ends everything: no callback, no timer, the pin released', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.ask();
  bench.ask();
  bench.dht.close();
  equal(bench.clock.timers, 1); // the answer that is on its way
  equal(bench.line.closed, 1);
  bench.clock.advance(ANSWER_MS);
  equal(bench.outcomes.length, 0);
  equal(bench.clock.timers, 0);
});

test('closing from inside a callback keeps the others from being called', () => {
  const bench = new Bench();
  bench.dht.sample(() => bench.dht.close());
  bench.ask();
  bench.clock.advance(ANSWER_MS);
  equal(bench.outcomes.length, 0);
});

test('closing while waiting for the interval starts nothing', () => {
  const bench = new Bench();
  bench.clock.advance(1_990);
  bench.ask();
  bench.dht.close();
  bench.clock.advance(ANSWER_MS);
  equal(bench.line.starts.length, 0);
});

test('closing twice is harmless, and every other method throws then', () => {
  const bench = new Bench();
  bench.dht.close();
  bench.dht.close();
  equal(bench.line.closed, 1);
  throws(() => bench.dht.sample(), 'closed');
  throws(() => bench.dht.configure({}), 'closed');
});

test('an interval below the data sheet’s is refused, and the message says which it is', () => {
  throws(() => new Bench({ minimumIntervalMs: 1_999 }), 'at least 2000');
  throws(() => new Bench({ model: 'DHT11', minimumIntervalMs: 999 }), 'at least 1000');
  const bench = new Bench();
  throws(() => bench.dht.configure({ minimumIntervalMs: 500 }), 'minimumIntervalMs 500');
  equal(bench.dht.configuration.minimumIntervalMs, 2_000);
  bench.dht.configure({ minimumIntervalMs: 500, force: true });
  equal(bench.dht.configuration.minimumIntervalMs, 500);
});

test('a longer interval is kept to', () => {
  const bench = new Bench({ minimumIntervalMs: 10_000 }).settled();
  bench.answer(21.4);
  bench.sample();
  equal(bench.sample().failure, 'too soon');
  bench.dht.configure({ minimumIntervalMs: 2_000 });
  equal(bench.sample().failure, null);
});

test('a new model brings its own interval, unless one is given with it', () => {
  const { dht } = new Bench({ minimumIntervalMs: 5_000 });
  dht.configure({ negative: 'complement' });
  deepEqual(dht.configuration, {
    model: 'DHT22',
    negative: 'complement',
    minimumIntervalMs: 5_000,
  });
  dht.configure({ model: 'dht11' });
  deepEqual(dht.configuration, {
    model: 'DHT11',
    negative: 'complement',
    minimumIntervalMs: 1_000,
  });
  dht.configure({ model: 'DHT22', minimumIntervalMs: 3_000 });
  equal(dht.configuration.minimumIntervalMs, 3_000);
  equal(dht.identification.model, 'Aosong DHT22');
});

test('the negative option decides what a DHT11 means', () => {
  const bench = new Bench({ model: 'DHT11', negative: 'complement' }).settled();
  bench.line.answer = pulseTrain(bytes(53, 0, 6, 0x83, 0xbe));
  equal(bench.sample().sample!.thermometer.temperature, -6.7);
  bench.dht.configure({ negative: 'sign' });
  equal(bench.sample().sample!.thermometer.temperature, -6.3);
});

test('a measurement under way is completed as it was started', () => {
  const bench = new Bench({ model: 'DHT11', negative: 'complement' }).settled();
  bench.line.answer = pulseTrain(bytes(53, 0, 6, 0x83, 0xbe));
  bench.ask();
  bench.dht.configure({ negative: 'sign' });
  bench.clock.advance(ANSWER_MS);
  equal(bench.outcomes[0]!.sample!.thermometer.temperature, -6.7);
});

test('what is misused throws, is named, and touches no pin', () => {
  let lines = 0;
  const io = class extends TestLine {
    constructor(options: PulseLineOptions) {
      super(new VirtualClock(), options);
      lines++;
    }
  };
  throws(() => new Bench({ model: 'DHT23', sensor: { io, pin: 4 } }), 'model DHT23');
  throws(() => new Bench({ sensor: { io, pin: -1 } }), 'sensor.pin -1');
  throws(() => new Bench({ sensor: { io, pin: 1.5 } }), 'sensor.pin');
  throws(() => new Bench({ minimumIntervalMs: NaN, sensor: { io, pin: 4 } }), 'minimumIntervalMs');
  throws(() => new Bench({ minimumIntervalMs: -1, force: true, sensor: { io, pin: 4 } }), '-1');
  throws(() => new Bench({ negative: 'ones' as 'sign', sensor: { io, pin: 4 } }), 'negative ones');
  equal(lines, 0);
});

test('the target is kept for the caller, who may change it', () => {
  const target = {};
  const { dht } = new Bench({ target });
  equal(dht.target, target);
  dht.target = 1;
  equal(dht.target, 1);
});

test('when the line cannot start, sample throws and the next one may try again', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.line.broken = true;
  throws(() => bench.ask(), 'broken');
  bench.line.broken = false;
  equal(bench.sample().failure, null);
  equal(bench.outcomes.length, 1);
});

test('two sensors on one clock never see each other', () => {
  const clock = new VirtualClock();
  const device = (model: string, temperatureC: number): SimulatedDht =>
    new SimulatedDht({
      model,
      climate: () => ({ temperatureC, humidityPercent: 50 }),
      poweredOnMs: 0,
      random: () => 0.5,
    });
  const devices = [device('DHT22', -20.5), device('DHT11', 30)];
  const io = class extends TestLine {
    constructor(options: PulseLineOptions) {
      super(clock, options);
    }
    override start(lowUs: number): void {
      this.answer = devices[this.options.pin]!.answer(lowUs, clock.now());
      super.start(lowUs);
    }
  };
  const outside = new DHT({ sensor: { io, pin: 0 }, clock, model: 'DHT22' });
  const inside = new DHT({ sensor: { io, pin: 1 }, clock, model: 'DHT11' });
  clock.advance(2_000);
  const seen: string[] = [];
  for (let round = 0; round < 3; round++) {
    outside.sample((_failure, sample) => seen.push(`outside ${sample!.thermometer.temperature}`));
    inside.sample((_failure, sample) => seen.push(`inside ${sample!.thermometer.temperature}`));
    clock.advance(2_000);
  }
  outside.close();
  inside.sample((_failure, sample) => seen.push(`inside ${sample!.thermometer.temperature}`));
  clock.advance(2_000);
  deepEqual(seen.filter((line) => line === 'outside -20.5').length, 3);
  deepEqual(seen.filter((line) => line === 'inside 30').length, 4);
  equal(seen.length, 7);
});
