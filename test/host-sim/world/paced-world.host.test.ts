/** Virtual time that keeps step with the computer's, and can be held, led and disturbed. */

import { setTimeout as wait } from 'node:timers/promises';
import { Pace } from '../../../host-sim/world/pace';
import { PacedWorld } from '../../../host-sim/world/paced-world';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

test('the pace follows the computer’s time, at its speed', () => {
  let realMs = 1_000;
  const pace = new Pace(() => realMs);
  realMs += 100;
  equal(pace.now(), 100);
  pace.setSpeed(10);
  realMs += 100;
  equal(pace.now(), 1_100);
  equal(pace.untilMs(1_200), 10);
  pace.pause();
  realMs += 100;
  equal(pace.now(), 1_100);
  equal(pace.untilMs(1_200), Infinity);
  pace.resume();
  realMs += 1;
  equal(pace.now(), 1_110);
});

test('a world that has fallen behind by much does not hurry after', () => {
  let realMs = 0;
  const pace = new Pace(() => realMs);
  realMs = 400;
  pace.letGo(0);
  equal(pace.now(), 400);
  realMs = 60_000;
  pace.letGo(500);
  equal(pace.now(), 500);
});

test('what is due comes when the pace says so, and in its order', async () => {
  const world = new PacedWorld();
  world.setSpeed(100);
  const seen: number[] = [];
  world.clock.set(() => seen.push(world.clock.now()), 500, 500);
  const startMs = performance.now();
  await world.run(() => seen.length === 4);
  const tookMs = performance.now() - startMs;
  deepEqual(seen, [500, 1_000, 1_500, 2_000]);
  ok(tookMs >= 15, `${tookMs} ms for 2 s at 100 times the speed`);
});

test('while it is paused nothing happens but steps, each to the next moment', async () => {
  const world = new PacedWorld();
  const seen: number[] = [];
  world.clock.set(() => seen.push(world.clock.now()), 5, 1_000);
  world.pause();
  let isOver = false;
  const over = world.run(() => isOver);
  await wait(20);
  deepEqual(seen, []);
  world.step();
  world.step();
  await wait(20);
  deepEqual(seen, [5, 1_005]);
  isOver = true;
  world.end();
  await over;
});

test('what is done to it happens between two moments, and wakes it', async () => {
  const world = new PacedWorld();
  world.clock.set(() => {}, 60_000);
  const promise = new Promise<number>((resolve) => {
    setTimeout(() => {
      world.act(() => {
        resolve(world.clock.now());
      });
    }, 20);
  });
  const atMs = await world.during(promise);
  ok(atMs >= 15 && atMs < 5_000, `${atMs}`);
});

test('two who wait share one loop, and a failure reaches both', async () => {
  const world = new PacedWorld();
  world.clock.set(() => {
    throw new Error('broken');
  }, 1);
  const said = (promise: Promise<void>): Promise<string> =>
    promise.then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
  const both = await Promise.all([said(world.run(() => false)), said(world.run(() => false))]);
  deepEqual(both, ['Error: broken', 'Error: broken']);
});
