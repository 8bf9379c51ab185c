/** The order of what happens in one moment of a virtual world. */

import { test } from 'node:test';
import { VirtualWorld } from '../../../host-sim/world/virtual-world';
import { deepEqual } from '../../kit/assert';

test('all that follows from a timer is over before the next one that is due in the same moment', async () => {
  const world = new VirtualWorld();
  const seen: string[] = [];
  for (const name of ['first', 'second']) {
    world.clock.set(() => {
      seen.push(name);
      // As a program's turn in another process: answered later, and it goes on after that.
      world.turns.soon(async () => {
        await new Promise(setImmediate);
        seen.push(`${name} answered`);
        world.turns.soon(() => {
          seen.push(`${name} goes on`);
        });
      });
    }, 10);
  }
  await world.pass(10);
  deepEqual(seen.slice(0, 3), ['first', 'first answered', 'first goes on']);
  deepEqual(seen.slice(3), ['second', 'second answered', 'second goes on']);
});

test('a time that passes ends when all that is due in its last moment is over', async () => {
  const world = new VirtualWorld();
  const seen: string[] = [];
  world.clock.set(() => {
    world.turns.soon(() => {
      seen.push('turn');
    });
  }, 10);
  await world.pass(10);
  deepEqual(seen, ['turn']);
});
