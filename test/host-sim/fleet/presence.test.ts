/** Whose boards are at the broker. */

import { BoardNames } from '../../../host-sim/fleet/names';
import { Presence } from '../../../host-sim/fleet/presence';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

/** Three boards, none of which has connected yet. */
function three(): { readonly presence: Presence; readonly connections: number[] } {
  const connections = [0, 0, 0];
  return { presence: new Presence(3, (board) => connections[board]!), connections };
}

test('boards that come online once in each connection are the fleet’s own', () => {
  const { presence, connections } = three();
  for (const board of [0, 1, 0]) {
    connections[board]!++;
    presence.heard(board, 'online', false);
  }
  deepEqual([[...presence.online], [...presence.foreign]], [[0, 1], []]);
  presence.heard(0, 'offline', false);
  deepEqual([...presence.online], [1]);
});

test('one that comes online more often than it has connected is somebody else’s', () => {
  const { presence, connections } = three();
  connections[1] = 1;
  presence.heard(1, 'online', false);
  presence.heard(1, 'online', false);
  presence.heard(2, 'online', false);
  deepEqual([...presence.foreign], [1, 2]);
});

test('one that is online before it has ever connected is somebody else’s', () => {
  const { presence } = three();
  presence.heard(0, 'online', true);
  presence.heard(7, 'online', true);
  deepEqual([...presence.foreign], [0]);
});

test('what an observer hears again when it comes back is nothing new', () => {
  const { presence, connections } = three();
  connections[0] = connections[1] = 1;
  presence.heard(0, 'online', false);
  presence.heard(0, 'online', true);
  presence.heard(1, 'offline', true);
  deepEqual([presence.foreign.size, presence.left.size], [0, 0]);
});

test('states that are there before the boards were left by others, also beyond this fleet’s boards', () => {
  const { presence } = three();
  presence.heard(1, 'offline', true);
  presence.heard(7, 'offline', true);
  deepEqual([[...presence.left], presence.foreign.size], [[1, 7], 0]);
});

test('a topic is a board’s when it is written as the fleet writes it', () => {
  const names = new BoardNames({ prefix: 'a', base: 'b/c', boards: 3 });
  deepEqual(names.parse('b/c/a-00003/status'), { board: 2, what: 'status' });
  deepEqual(names.parse('b/c/a-00900/reading'), { board: 899, what: 'reading' });
  const others = [
    'b/c/a-3/status',
    'b/c/a-00000/status',
    'b/c/a-003.5/status',
    'b/c/a-0x003/status',
  ];
  others.push('b/d/a-00003/status', 'b/c/b-00003/status', 'b/c/d/a-00003/status', 'a-00003', '');
  for (const other of others) equal(names.parse(other), undefined, other);
  equal(new BoardNames({ prefix: 'a', base: 'b', boards: 100_000 }).idOf(0), 'a-000001');
});
