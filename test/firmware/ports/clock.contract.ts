/** The contract of the monotonic clock. */

import { deepEqual, ok } from '../../kit/assert';
import { contract } from './contract';
import type { MakeHarness } from './harness';

export function clockContract(host: string, make: MakeHarness): void {
  const test = contract(make);

  test(`${host}: time never goes back and passes`, async ({ ports, until }) => {
    const { clock } = ports;
    const start = clock.now();
    let last = start;
    await until('20 ms have passed', () => {
      const now = clock.now();
      ok(now >= last);
      last = now;
      return now >= start + 20;
    });
  });

  test(`${host}: a timer fires once, not from inside set, and not early`, async ({
    ports,
    until,
  }) => {
    const { clock } = ports;
    const start = clock.now();
    let firedAt: number | undefined;
    clock.set(() => (firedAt = clock.now()), 30);
    ok(firedAt === undefined);
    await until('the timer has fired', () => firedAt !== undefined);
    ok(firedAt! - start >= 29, `after ${firedAt! - start} ms`); // whole milliseconds
  });

  test(`${host}: timers fire in the order of their times`, async ({ ports, until }) => {
    const { clock } = ports;
    const order: number[] = [];
    for (const delayMs of [40, 0, 20]) clock.set(() => order.push(delayMs), delayMs);
    await until('all have fired', () => order.length === 3);
    deepEqual(order, [0, 20, 40]);
  });

  test(`${host}: a repeating timer goes on until it is cleared, also from inside its callback`, async ({
    ports,
    until,
  }) => {
    const { clock } = ports;
    let count = 0;
    let after = false;
    const timer = clock.set(
      () => {
        if (++count === 3) clock.clear(timer);
      },
      10,
      10,
    );
    await until('it has fired three times', () => count === 3);
    clock.set(() => (after = true), 40);
    await until('more time has passed', () => after);
    ok(count === 3);
  });

  test(`${host}: a timer that was cleared does not fire`, async ({ ports, until }) => {
    const { clock } = ports;
    let fired = false;
    let later = false;
    clock.clear(clock.set(() => (fired = true), 10));
    clock.set(() => (later = true), 30);
    await until('a later one has fired', () => later);
    ok(!fired);
  });

  test(`${host}: clearing what has fired, is cleared or is undefined is harmless`, async ({
    ports,
    until,
  }) => {
    const { clock } = ports;
    let fired = false;
    const timer = clock.set(() => (fired = true), 0);
    await until('it has fired', () => fired);
    clock.clear(timer);
    clock.clear(timer);
    clock.clear(undefined);
  });
}
