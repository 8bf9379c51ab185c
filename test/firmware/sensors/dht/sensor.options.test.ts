/** How a sensor is configured, misused, and kept apart from others. */

import type { PulseLineOptions } from '../../../../firmware/ports/pulse-line';
import { DHT } from '../../../../firmware/sensors/dht/sensor';
import { SimulatedDht } from '../../../../host-sim/board/dht-device';
import { pulseTrain } from '../../../../host-sim/board/dht-pulses';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { ANSWER_MS, Bench, TestLine } from '../../../kit/dht';
import { test } from '../../../kit/test';
import { VirtualClock } from '../../../kit/virtual-clock';

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

test('when the line cannot start, the callback is told, the error comes out, and the next call tries again', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.line.broken = true;
  bench.ask();
  throws(() => bench.clock.advance(1), 'broken');
  deepEqual(
    bench.outcomes.map(({ failure }) => failure),
    ['no start'],
  );
  bench.line.broken = false;
  const { failure, sample } = bench.sample();
  equal(failure, null);
  deepEqual(sample?.faults, { 'no start': 1 });
});

test('a line that cannot start after a wait does not lock the sensor', () => {
  const bench = new Bench().settled();
  bench.answer(21.4);
  bench.ask();
  bench.clock.advance(1_970); // 30 ms too soon
  bench.line.broken = true;
  bench.ask();
  throws(() => bench.clock.advance(100), 'broken');
  bench.line.broken = false;
  equal(bench.sample().failure, null);
  deepEqual(
    bench.outcomes.map(({ failure }) => failure),
    [null, 'no start', null],
  );
});

test('closing while a line could not start ends its callback too', () => {
  const bench = new Bench().settled();
  bench.line.broken = true;
  bench.ask();
  bench.dht.close();
  bench.clock.advance(100);
  equal(bench.outcomes.length, 0);
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
