import { compareNames, levelsOf } from '../../../../host-sim/dashboard/page/topic-levels';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { test } from '../../../kit/test';

test('a topic is its levels, empty ones too', () => {
  deepEqual(levelsOf('home/desk/reading'), ['home', 'desk', 'reading']);
  deepEqual(levelsOf('/a//'), ['', 'a', '', '']);
  deepEqual(levelsOf('a'), ['a']);
});

test('levels that lie too deep are one name, and nothing of the topic is lost', () => {
  const topic = Array.from({ length: 3_000 }, (_, i) => `l${i}`).join('/');
  equal(levelsOf(topic).length, 12);
  equal(levelsOf(topic).join('/'), topic);
});

test('names come in the order in which people count, and only the same ones are equal', () => {
  const names = ['room10', 'Room2', 'room2', 'room02', '', 'room1'];
  deepEqual([...names].sort(compareNames).slice(0, 2), ['', 'room1']);
  equal([...names].sort(compareNames).at(-1), 'room10');
  for (const one of names) {
    for (const other of names) {
      equal(compareNames(one, other) === 0, one === other);
      ok(compareNames(one, other) === -compareNames(other, one));
    }
  }
});
