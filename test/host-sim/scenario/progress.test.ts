import { Progress } from '../../../host-sim/scenario/progress';
import { deepEqual } from '../../kit/assert';
import { test } from '../../kit/test';

const CLEAR = '\r\u001b[K';

test('a long run shows how far it is and how long it may take, four times a second at most', () => {
  const written: string[] = [];
  let nowMs = 0;
  const progress = new Progress({ write: (text) => written.push(text), nowMs: () => nowMs });
  progress.begin('a.yaml, seed 7', 36_000_000);
  progress.at(0);
  nowMs = 100;
  progress.at(100_000);
  nowMs = 1_000;
  progress.at(3_600_000);
  progress.clear();
  progress.clear();
  deepEqual(written, [
    `${CLEAR}a.yaml, seed 7: 0ms of 10h`,
    `${CLEAR}a.yaml, seed 7: 1h of 10h, about 9s left`,
    CLEAR,
  ]);
});
