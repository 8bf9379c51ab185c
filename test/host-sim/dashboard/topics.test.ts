import { Table } from '../../../host-sim/dashboard/observe/table';
import { Topics } from '../../../host-sim/dashboard/observe/topics';
import type { TopicRow } from '../../../host-sim/dashboard/protocol';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

function message(topic: string, text: string, retain = false): Parameters<Topics['take']>[0] {
  return { topic, payload: Buffer.from(text), qos: 1, retain, from: 'desk' };
}

test('a topic keeps its last two values, its rate, and whether it is retained', () => {
  const table = new Table<TopicRow>(10);
  const topics = new Topics(table);
  topics.take(message('a', 'one', true), 0);
  topics.take(message('a', 'two'), 50_000);
  topics.take(message('a', 'three'), 70_000);
  const row = table.get('a')!;
  equal(row.payload, 'three');
  equal(row.previous, 'two');
  equal(row.kept, 'one');
  equal(row.count, 3);
  equal(row.perMinute, 2);
  topics.take(message('a', '', true), 80_000);
  equal(table.get('a')!.kept, undefined);
  topics.take(message('$SYS/uptime', '1'), 80_000);
  equal(table.all.length, 1);
});

test('what is no text is shown as bytes', () => {
  const table = new Table<TopicRow>(10);
  new Topics(table).take({ ...message('a', ''), payload: Uint8Array.of(0xff, 0x00) }, 0);
  equal(table.get('a')!.payload, '0xff00');
});

test('a cut goes between characters and is marked, and a replacement character is text', () => {
  const table = new Table<TopicRow>(10);
  const topics = new Topics(table);
  topics.take(message('a', `a${'é'.repeat(1_500)}`), 0);
  equal(table.get('a')!.payload, `a${'é'.repeat(999)}…`);
  topics.take(message('b', 'what? \ufffd'), 0);
  equal(table.get('b')!.payload, 'what? \ufffd');
});

test('a rate falls when nothing comes any more', () => {
  const table = new Table<TopicRow>(10);
  const topics = new Topics(table);
  topics.take(message('a', 'one'), 0);
  topics.take(message('a', 'two'), 50_000);
  topics.passed(59_999);
  equal(table.get('a')!.perMinute, 2);
  topics.passed(60_000);
  equal(table.get('a')!.perMinute, 1);
  topics.passed(110_000);
  equal(table.get('a')!.perMinute, 0);
});

test('for the board’s own topics there is always room, and what is left out is counted', () => {
  const table = new Table<TopicRow>(2);
  const topics = new Topics(table);
  topics.own = 'base/board/';
  for (const topic of ['a', 'b', 'c', 'c']) topics.take(message(topic, '1'), 0);
  topics.take(message('base/board/status', 'online', true), 0);
  deepEqual(
    table.all.map(({ id }) => id),
    ['b', 'base/board/status'],
  );
  equal(topics.leftOut, 2);
});
