/** The station's small parts: backoff, guard, readings, topics, guessing what was meant. */

import fc from 'fast-check';
import type { StationEvent } from '../../../firmware/station/events';
import { Backoff } from '../../../firmware/station/backoff';
import { nearest } from '../../../firmware/station/did-you-mean';
import { Guard } from '../../../firmware/station/guard';
import { messageOf } from '../../../firmware/station/message-of';
import { packReading, readingPayload } from '../../../firmware/station/reading';
import { topicsOf } from '../../../firmware/station/topics';
import { SeededRandom } from '../../../host-sim/board/random';
import { deepEqual, equal, ok } from '../../kit/assert';
import { settled, test } from '../../kit/test';

const LOWEST = { fill: (into: Uint8Array) => void into.fill(0) };
const HIGHEST = { fill: (into: Uint8Array) => void into.fill(255) };

test('waits are drawn from all below a ceiling that doubles up to a minute', () => {
  const highest = new Backoff(HIGHEST);
  const waits = Array.from({ length: 8 }, () => highest.nextMs(0));
  deepEqual(waits, [1_999, 3_999, 7_999, 15_999, 31_999, 59_999, 59_999, 59_999]);
  const lowest = new Backoff(LOWEST);
  deepEqual([lowest.nextMs(0), lowest.nextMs(0), lowest.nextMs(0)], [250, 250, 250]);
});

test('a success that held for a minute is tried again at once, and begins the waits anew', () => {
  const backoff = new Backoff(HIGHEST);
  for (let i = 0; i < 5; i++) backoff.nextMs(0);
  backoff.worked(1_000);
  deepEqual([backoff.nextMs(61_000), backoff.nextMs(61_001)], [0, 1_999]);
});

test('a success that did not hold counts as a failure', () => {
  const backoff = new Backoff(HIGHEST);
  const waits = [0, 1, 2].map(() => {
    backoff.worked(0);
    return backoff.nextMs(59_999);
  });
  deepEqual(waits, [1_999, 3_999, 7_999]);
});

test('what has held begins the waits anew also when nobody asks how long to wait', () => {
  const backoff = new Backoff(HIGHEST);
  for (let i = 0; i < 5; i++) backoff.nextMs(0);
  backoff.worked(0);
  equal(backoff.over(60_000), true);
  equal(backoff.over(60_000), false);
  equal(backoff.nextMs(60_000), 1_999);
});

test('waits spread over their whole range', () => {
  const random = new SeededRandom(1, 'backoff');
  let below = 0;
  for (let i = 0; i < 1_000; i++) {
    if (new Backoff(random).nextMs(0) < 1_125) below++;
  }
  ok(below > 400 && below < 600, `${below} of 1,000 in the lower half`);
});

test('a packed reading is rendered to the tenth that was measured, over the whole range', () => {
  const reading = fc.record({
    temperatureC: fc.integer({ min: -400, max: 1_250 }).map((tenths) => tenths / 10),
    humidityPercent: fc.integer({ min: 0, max: 1_000 }).map((tenths) => tenths / 10),
    ticksMs: fc.nat(),
  });
  fc.assert(
    fc.property(reading, (measured) => {
      const { temperature, humidity } = JSON.parse(
        readingPayload('a', packReading(measured), 0),
      ) as Record<string, number>;
      deepEqual([temperature, humidity], [measured.temperatureC, measured.humidityPercent]);
    }),
  );
});

test('a payload has its keys in the order of the lecture, and null without a clock', () => {
  const reading = packReading({ temperatureC: -0.1, humidityPercent: 100, ticksMs: 5 });
  equal(
    readingPayload('RPi1', reading, 1_700_000_000),
    '{"deviceID":"RPi1","temperature":-0.1,"timestamp":1700000000,"humidity":100}',
  );
  equal(
    readingPayload('a"b', reading, null),
    '{"deviceID":"a\\"b","temperature":-0.1,"timestamp":null,"humidity":100}',
  );
});

test('a message is found in errors of any realm, and in what is no error', () => {
  const foreign: unknown = Object.assign(Object.create(null), { message: 'the store is full' });
  equal(messageOf(foreign), 'the store is full');
  equal(messageOf(new RangeError('out')), 'out');
  equal(messageOf('text'), 'text');
  equal(messageOf(undefined), 'undefined');
  equal(messageOf({ message: 7 }), '[object Object]');
});

test('topics hang under base and id, and the reading’s own topic replaces its', () => {
  deepEqual(topicsOf('home', 'a', undefined), {
    reading: 'home/a/reading',
    status: 'home/a/status',
    set: 'home/a/set',
    error: 'home/a/error',
  });
  equal(topicsOf('home', 'a', '/fxwalsh/temperature').reading, '/fxwalsh/temperature');
});

test('the guard takes what a callback throws or a promise rejects with, tells and counts it', async () => {
  const told: StationEvent[] = [];
  const guard = new Guard((event) => told.push(event));
  const callback = guard.wrap('timer', (a: number, b: number) => {
    throw new Error(`mine ${a + b}`);
  });
  callback(1, 2);
  guard.watch('connect', Promise.reject(new Error('late')));
  guard.watch('fine', Promise.resolve());
  guard.wrap('odd', () => {
    throw 'text' as never;
  })();
  await settled();
  deepEqual(
    told.map((event) => (event.event === 'fault' ? [event.where, event.message] : [])),
    [
      ['timer', 'mine 3'],
      ['odd', 'text'],
      ['connect', 'late'],
    ],
  );
  equal(guard.faults, 3);
});

test('a mistyped word is near to the one that was meant', () => {
  const known = ['every', 'count', 'broker', 'sensor'];
  equal(nearest('evry', known), 'every');
  equal(nearest('coutn', known), 'count');
  equal(nearest('sensors', known), 'sensor');
  equal(nearest('keepalive', ['id', 'base', 'keepAliveS']), 'keepAliveS');
});

test('a word that is near to none is not guessed', () => {
  equal(nearest('xyzzy', ['every', 'count']), undefined);
});

test('the same fault again and again is told the 1st, 10th and 100th time', () => {
  const told: StationEvent[] = [];
  const guard = new Guard((event) => told.push(event));
  for (let i = 0; i < 150; i++) guard.fault('timer', new Error('stuck'));
  guard.fault('timer', new Error('another'));
  guard.fault('timer', new Error('stuck'));
  equal(guard.faults, 152);
  deepEqual(
    told.map((event) => (event.event === 'fault' ? [event.message, event.times] : [])),
    [
      ['stuck', undefined],
      ['stuck', 10],
      ['stuck', 100],
      ['another', undefined],
      ['stuck', undefined],
    ],
  );
});
