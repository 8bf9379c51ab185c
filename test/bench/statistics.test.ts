/** Medians and percentiles. */

import { test } from 'node:test';
import { deepEqual, equal } from '../kit/assert';
import { median, percentile } from './statistics';

test('the median is the one in the middle, and the mean of two when there are two', () => {
  equal(median([9, 1, 5]), 5);
  equal(median([4, 1, 2, 100]), 3);
});

test('a percentile is a value that was measured, by the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  deepEqual(
    [0, 0.01, 0.5, 0.99, 1].map((part) => percentile(hundred, part)),
    [1, 1, 50, 99, 100],
  );
  equal(percentile([7], 0.99), 7);
});

test('of nothing there is neither', () => {
  deepEqual([median([]), percentile([], 0.5)], [Number.NaN, Number.NaN]);
});

test('numbers are sorted as numbers, and the caller’s stay as they were', () => {
  const values = [10, 9, 100];
  equal(percentile(values, 1), 100);
  deepEqual(values, [10, 9, 100]);
});
