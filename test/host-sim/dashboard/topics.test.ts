import { Table } from '../../../host-sim/dashboard/observe/table';
import { Topics } from '../../../host-sim/dashboard/observe/topics';
import type { TopicRow } from '../../../host-sim/dashboard/protocol';
import { equal } from '../../kit/assert';
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
  equal(row.retained, true);
  equal(row.count, 3);
  equal(row.perMinute, 2);
  topics.take(message('a', '', true), 80_000);
  equal(table.get('a')!.retained, false);
  topics.take(message('$SYS/uptime', '1'), 80_000);
  equal(table.all.length, 1);
});

test('what is no text is shown as bytes', () => {
  const table = new Table<TopicRow>(10);
  new Topics(table).take({ ...message('a', ''), payload: Uint8Array.of(0xff, 0x00) }, 0);
  equal(table.get('a')!.payload, '0xff00');
});
