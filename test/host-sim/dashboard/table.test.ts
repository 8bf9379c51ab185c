import { Table } from '../../../host-sim/dashboard/observe/table';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

interface Row {
  readonly id: number;
  readonly text: string;
}

test('a table tells what has changed since it was last asked', () => {
  const table = new Table<Row>(10);
  equal(table.take(), undefined);
  table.put({ id: 1, text: 'a' });
  table.put({ id: 2, text: 'b' });
  table.patch(1, { text: 'c' });
  deepEqual(table.take(), {
    put: [
      { id: 1, text: 'c' },
      { id: 2, text: 'b' },
    ],
  });
  equal(table.take(), undefined);
  table.drop(1);
  table.drop(1);
  table.patch(1, { text: 'd' });
  deepEqual(table.take(), { drop: [1] });
  deepEqual(table.all, [{ id: 2, text: 'b' }]);
});

test('the oldest rows give way', () => {
  const table = new Table<Row>(2);
  for (let id = 0; id < 5; id++) table.put({ id, text: '' });
  deepEqual(
    table.all.map(({ id }) => id),
    [3, 4],
  );
  deepEqual(table.take()?.drop, [0, 1, 2]);
  table.dropWhere(({ id }) => id < 4);
  deepEqual(
    table.all.map(({ id }) => id),
    [4],
  );
});

test('what holds still gives way last, and does not keep what is behind it', () => {
  const table = new Table<Row>(3, ({ text }) => text === 'open');
  table.put({ id: 0, text: 'open' });
  for (let id = 1; id < 6; id++) table.put({ id, text: 'over' });
  deepEqual(
    table.all.map(({ id }) => id),
    [0, 4, 5],
  );
  table.dropWhere(({ id, text }) => text === 'over' && id < 5);
  deepEqual(
    table.all.map(({ id }) => id),
    [0, 5],
  );
});
