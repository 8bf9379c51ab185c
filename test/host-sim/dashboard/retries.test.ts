import { Retries } from '../../../host-sim/dashboard/observe/retries';
import { equal } from '../../kit/assert';
import { test } from '../../kit/test';

test('what was given up is tried again when the last timer of that moment is due', () => {
  let nowMs = 100;
  const retries = new Retries(() => nowMs);
  const [sampler, early, retry, later] = [{}, {}, {}, {}];
  retries.set(sampler, 10_000, true);
  nowMs = 5_000;
  retries.set(early, 5_100, false);
  retries.set(retry, 6_700, false);
  nowMs = 5_200;
  retries.set(later, 9_000, false);
  equal(retries.dueAfter(5_000), 6_700);
  retries.gone(retry);
  equal(retries.dueAfter(5_000), 5_100);
  retries.gone(early);
  equal(retries.dueAfter(5_000), undefined);
});
