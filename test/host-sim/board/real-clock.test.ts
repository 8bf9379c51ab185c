import { setTimeout as wait } from 'node:timers/promises';
import { RealClock } from '../../../host-sim/board/real-clock';
import { ok } from '../../kit/assert';
import { test } from '../../kit/test';

test('a repeating timer leaves out what it missed while the process stood still, and keeps its phase', async () => {
  const clock = new RealClock();
  const startMs = performance.now();
  const calls: number[] = [];
  const timer = clock.set(
    () => {
      calls.push(performance.now() - startMs);
    },
    50,
    50,
  );
  while (performance.now() < startMs + 510); // ten periods
  await wait(200);
  clock.clear(timer);
  ok(calls.length >= 2 && calls.length <= 6, `${calls.length} calls: ${calls.join()}`);
  // The second is due at 550 ms; timers may be a millisecond early.
  ok(calls[1]! >= 548, `the second after ${calls[1]} ms`);
});
