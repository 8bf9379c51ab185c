/** The simulator's small parts: durations, and guessing what was meant. */

import { nearest } from '../../host-sim/did-you-mean';
import { parseDuration } from '../../host-sim/duration';
import { equal } from '../kit/assert';
import { test } from '../kit/test';

test('durations are read in milliseconds, seconds, minutes and hours', () => {
  equal(parseDuration('500ms'), 500);
  equal(parseDuration('10s'), 10_000);
  equal(parseDuration('1.5s'), 1_500);
  equal(parseDuration('5m'), 300_000);
  equal(parseDuration('1h'), 3_600_000);
});

test('what is no duration is none', () => {
  for (const text of ['', '10', 's', '-1s', '1d', '1 s', '1s2', '0.0001s', '1e3s']) {
    equal(parseDuration(text), undefined);
  }
});

test('a mistyped word is near to the one that was meant', () => {
  const known = ['every', 'count', 'broker', 'sensor'];
  equal(nearest('evry', known), 'every');
  equal(nearest('coutn', known), 'count');
  equal(nearest('sensors', known), 'sensor');
});

test('a word that is near to none is not guessed', () => {
  equal(nearest('xyzzy', ['every', 'count']), undefined);
});
