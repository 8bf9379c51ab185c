import { isSet, isTime } from '../../../../firmware/moddable/common/plausible-time';
import { equal } from '../../../kit/assert';
import { test } from '../../../kit/test';

test('a clock that counts from power-on was never set', () => {
  equal(isSet(0), false);
  equal(isSet(86_400_000), false);
  equal(isSet(1_735_689_600_000), true); // 2025-01-01
});

for (const [what, value, expected] of [
  ['a time of today', 1_795_000_000, true],
  ['nothing', undefined, false],
  ['not a number', NaN, false],
  ['words', 'no response', false],
  ['a time before this firmware was written', 1_000_000_000, false],
  ['the zero of a server without a time, as the SDK reads it', 2_085_978_496, false],
] as const) {
  test(`an answer with ${what} is ${expected ? 'a' : 'no'} time`, () => {
    equal(isTime(value), expected);
  });
}
