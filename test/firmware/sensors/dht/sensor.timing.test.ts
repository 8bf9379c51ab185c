/** When a measurement is too soon, and how it ends. */

import { deepEqual, equal, throws } from '../../../kit/assert';
import { ANSWER_MS, Bench } from '../../../kit/dht';
import { test } from '../../../kit/test';

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
