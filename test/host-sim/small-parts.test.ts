/** The simulator's small parts: durations. */

import { durationText, parseDuration } from '../../host-sim/duration';
import { equal } from '../kit/assert';
import { test } from '../kit/test';

test('durations are read in milliseconds, seconds, minutes, hours and days', () => {
  equal(parseDuration('500ms'), 500);
  equal(parseDuration('10s'), 10_000);
  equal(parseDuration('1.5s'), 1_500);
  equal(parseDuration('5m'), 300_000);
  equal(parseDuration('1h'), 3_600_000);
  equal(parseDuration('36h'), 129_600_000);
  equal(parseDuration('7d'), 604_800_000);
});

test('what is no duration is none', () => {
  for (const text of ['', '10', 's', '-1s', '1w', '1 s', '1s2', '0.0001s', '1e3s']) {
    equal(parseDuration(text), undefined);
  }
});

test('durations are told as people would write them', () => {
  equal(durationText(0), '0ms');
  equal(durationText(500), '500ms');
  equal(durationText(4_230), '4.2s');
  equal(durationText(60_000), '1m');
  equal(durationText(129_600_000), '36h');
  equal(durationText(604_800_000), '7d');
  equal(durationText(108_004_000), '30h 4s');
});
