/** What counts as growth of an exact figure. */

import { test } from 'node:test';
import { deepEqual } from '../kit/assert';
import { grownFigures } from './baseline';

test('a figure that grows by more than 2 % is told', () => {
  deepEqual(grownFigures({ a: 1000, b: 1000 }, { a: 1020, b: 1021 }, true), ['b: 1021, was 1000']);
});

test('small figures may be off by one, which is how fine the meters of memory are', () => {
  deepEqual(grownFigures({ a: 0, b: 4, c: 0 }, { a: 1, b: 5, c: 2 }, true), ['c: 2, was 0']);
});

test('what shrinks is no growth, and times are nobody’s', () => {
  deepEqual(grownFigures({ a: 10 }, { a: 1, 'b ns': 99 }, true), []);
});

test('a figure that the baseline lacks is told', () => {
  deepEqual(grownFigures({ a: 10 }, { a: 10, b: 99 }, false), [
    'b: 99, and the baseline lacks it: npm run bench -- --baseline',
  ]);
});

test('a figure that is not measured any more is told, unless only a part was asked for', () => {
  deepEqual(grownFigures({ a: 10 }, {}, true), ['a: was 10, and is not measured any more']);
  deepEqual(grownFigures({ a: 10 }, {}, false), []);
});
