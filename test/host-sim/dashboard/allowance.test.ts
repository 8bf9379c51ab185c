import { Allowance } from '../../../host-sim/dashboard/serve/allowance';
import { equal } from '../../kit/assert';
import { test } from '../../kit/test';

test('a page may ask 80 times at once, and 40 times a second from then on', () => {
  let nowMs = 0;
  const allowance = new Allowance(() => nowMs);
  const taken = (): number =>
    Array.from({ length: 1_000 }, () => allowance.take()).filter(Boolean).length;
  equal(taken(), 80);
  nowMs = 500;
  equal(taken(), 20);
  nowMs = 60_000;
  equal(taken(), 80);
});
