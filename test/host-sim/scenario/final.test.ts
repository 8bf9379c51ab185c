import { amountOf } from '../../../host-sim/scenario/final';
import { deepEqual, equal } from '../../kit/assert';
import { scenarioOf } from '../../kit/scenario';
import { test } from '../../kit/test';

const TALLY = {
  accepted: 10,
  arrived: 7,
  duplicates: 2,
  dropped: 1,
  lost: 2,
  disordered: 1,
  strangers: 0,
};

test('an amount is a number, a least or a most', () => {
  deepEqual(amountOf('3'), { minimum: 3, maximum: 3 });
  deepEqual(amountOf('at least 3'), { minimum: 3, maximum: Infinity });
  deepEqual(amountOf('at most 3'), { minimum: 0, maximum: 3 });
  for (const text of ['', '-1', '1.5', 'least 3', 'at least', 'at least x', '1e3']) {
    equal(amountOf(text), undefined, text);
  }
});

const CASES: readonly (readonly [string, boolean, string])[] = [
  ['lost: 2', true, '2 lost'],
  ['lost: 0', false, '2 lost'],
  ['duplicates: at most 2', true, '2 came again'],
  ['dropped: 0', false, '1 gave way in a full store'],
  ['readings: at least 7', true, '7 arrived'],
  ['readings: at least 8', false, '7 arrived'],
  ['order: kept', false, '1 came behind a later one'],
];

for (const [text, met, seen] of CASES) {
  test(`${text} is ${met ? 'met' : 'not met'}`, () => {
    const { expect } = scenarioOf(`title: T\nlasts: 1h\nexpect: { ${text} }`);
    equal(expect.length, 1);
    deepEqual(
      [expect[0]!.text, expect[0]!.isMet(TALLY), expect[0]!.seen(TALLY)],
      [text, met, seen],
    );
  });
}
