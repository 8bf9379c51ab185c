/** What a measurement gives, and how it fails. */

import type { DhtFailure } from '../../../../firmware/sensors/dht/failures';
import { encodeFrame } from '../../../../host-sim/board/dht-frame';
import { pulseTrain } from '../../../../host-sim/board/dht-pulses';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { ANSWER_MS, Bench } from '../../../kit/dht';
import { test } from '../../../kit/test';

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
