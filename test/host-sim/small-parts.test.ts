/** The simulator's small parts: durations. */

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
