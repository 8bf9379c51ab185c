/** The outbox by itself: order, room, policies, and what a restart finds. */

import { Outbox, type OutboxOptions } from '../../../../firmware/mqtt/outbox/outbox';
import { SimulatedFlashPartition } from '../../../../host-sim/board/flash-partition';
import { deepEqual, equal, fail, ok, throws } from '../../../kit/assert';
import { bytes, text } from '../../../kit/bytes';
import { BLOCK, FORM, forgets, message, partitionOf, put, waitingOf } from '../../../kit/outbox';
import { test } from '../../../kit/test';

test('messages come out in the order in which they were put in', () => {
  const outbox = new Outbox(partitionOf(5));
  for (const payload of ['a', 'b', 'c']) put(outbox, payload);
  equal(outbox.waiting, 3);
  deepEqual(waitingOf(outbox), ['a', 'b', 'c']);
  equal(outbox.waiting, 0);
});

test('a message comes out with all that it was put in with', () => {
  const outbox = new Outbox(partitionOf(5));
  put(outbox, 'open', {
    topic: bytes('home/door'),
    qos: 2,
    retain: true,
    properties: bytes(3, 0, 1, 65),
    expiryS: 70_000,
    priority: 1,
  });
  const next = outbox.next()!;
  equal(text(next.topic), 'home/door');
  equal(text(next.payload), 'open');
  deepEqual([next.qos, next.retain, next.expiryS, next.priority], [2, true, 70_000, 1]);
  deepEqual(Array.from(next.properties ?? []), [3, 0, 1, 65]);
});

test('a higher priority goes first, and among equals the older', () => {
  const outbox = new Outbox(partitionOf(5));
  put(outbox, 'low');
  equal(text(outbox.next()!.payload), 'low');
  put(outbox, 'high', { priority: 2 });
  put(outbox, 'middle', { priority: 1 });
  put(outbox, 'high too', { priority: 2 });
  deepEqual(waitingOf(outbox), ['high', 'high too', 'middle', 'low']);
});

test('a restart finds what waits, and what is under way with its identifier, QoS and turn', () => {
  const partition = partitionOf(5);
  const before = new Outbox(partition);
  const [sent, received] = [put(before, 'sent'), put(before, 'received', { qos: 2 })];
  put(before, 'done');
  put(before, 'waiting');
  before.markSent(sent, 7, 1);
  before.markSent(received, 8, 2);
  before.markReceived(received, 3);
  const done = before.next()!;
  equal(text(done.payload), 'done');
  before.remove(done);

  const after = new Outbox(partition);
  const marks = Array.from(after.known(), ({ payload, mark, id, sentQos, turn }) =>
    [text(payload), mark, id, sentQos, turn].join(' '),
  );
  deepEqual(marks, ['sent sent 7 1 0', 'received received 8 2 3']);
  deepEqual(waitingOf(after), ['waiting']);
  equal(after.lastId, 8);
});

test('a message that waits again goes before those that were never sent', () => {
  const outbox = new Outbox(partitionOf(5));
  const [a, b] = [put(outbox, 'a'), put(outbox, 'b')];
  put(outbox, 'c');
  outbox.markLeaving(a);
  outbox.markSent(b, 5, 1);
  outbox.markSent(b, 0, 0);
  outbox.markSent(a, 0, 0);
  equal(outbox.waiting, 3);
  deepEqual(waitingOf(outbox), ['a', 'b', 'c']);
});

test('a message that gets another identifier is found with that one', () => {
  const partition = partitionOf(5);
  const before = new Outbox(partition);
  const a = put(before, 'a');
  put(before, 'b');
  before.markSent(a, 5, 2);
  before.markSent(a, 0, 0);
  before.markSent(a, 9, 1);
  const after = new Outbox(partition);
  const known = Array.from(after.known(), ({ payload, id, sentQos }) => [
    text(payload),
    id,
    sentQos,
  ]);
  deepEqual(known, [['a', 9, 1]]);
  deepEqual(waitingOf(after), ['b']);
});

test('the session and the identifiers of incoming messages outlast a restart', () => {
  const partition = partitionOf(5);
  const before = new Outbox(partition);
  equal(before.hasSession, false);
  before.hasSession = true;
  before.incoming.add(1);
  before.incoming.add(40_000);
  before.incoming.delete(1);
  const after = new Outbox(partition);
  equal(after.hasSession, true);
  deepEqual([after.incoming.has(1), after.incoming.has(40_000)], [false, true]);
  after.incoming.clear();
  after.hasSession = false;
  const last = new Outbox(partition);
  deepEqual([last.hasSession, last.incoming.has(40_000)], [false, false]);
});

test('what is kept beside messages is carried along however often the ring comes round', () => {
  const partition = partitionOf(5);
  const before = new Outbox(partition);
  before.hasSession = true;
  before.incoming.add(77);
  for (let i = 0; i < 200; i++) before.remove(put(before, 'x'.repeat(500)));
  ok(partition.erases.every((erases) => erases > 2));
  const after = new Outbox(partition);
  deepEqual([after.hasSession, after.incoming.has(77), after.waiting], [true, true, 0]);
});

test('blocks wear evenly', () => {
  const partition = partitionOf(6);
  const outbox = new Outbox(partition);
  for (let i = 0; i < 2_000; i++) outbox.remove(put(outbox, 'x'.repeat(100)));
  ok(Math.max(...partition.erases) - Math.min(...partition.erases) <= 1);
});

/** Fills an outbox of 5 blocks with messages of 500 bytes, and says what was told. */
function filled(options: OutboxOptions, count: number) {
  const outbox = new Outbox(partitionOf(5), options);
  const gone: string[] = [];
  outbox.onGivenUp = ({ payload }, why) => gone.push(`${text(payload).slice(0, 3)} ${why}`);
  const taken: string[] = [];
  for (let i = 0; i < count; i++) {
    const name = i.toString().padStart(3, '0');
    if (typeof outbox.put(message(name + 'x'.repeat(497))) === 'object') taken.push(name);
  }
  return { outbox, gone, taken };
}

test('a full outbox drops the oldest, counts them, and tells of each', () => {
  const { outbox, gone, taken } = filled({}, 40);
  equal(taken.length, 40);
  equal(outbox.dropped, gone.length);
  ok(gone.length > 0);
  deepEqual(
    gone,
    taken.slice(0, gone.length).map((name) => `${name} made room`),
  );
  deepEqual(
    waitingOf(outbox).map((payload) => payload.slice(0, 3)),
    taken.slice(gone.length),
  );
});

test('by option a full outbox refuses the newest instead, and takes again when there is room', () => {
  const { outbox, gone, taken } = filled({ whenFull: 'refuse newest' }, 40);
  deepEqual(gone, []);
  ok(taken.length >= 14 && taken.length < 40); // of 7 in a block, in 3 blocks of 5 and what is left of one
  equal(outbox.put(message('y'.repeat(500))), 'store full');
  for (let i = 0; i < 8; i++) outbox.remove(outbox.next()!);
  equal(typeof outbox.put(message('y'.repeat(500))), 'object');
});

test('a full outbox keeps what is under way, with its marks and its place in the order', () => {
  const partition = partitionOf(5);
  const outbox = new Outbox(partition);
  const first = put(outbox, 'first', { qos: 2 });
  const second = put(outbox, 'second');
  outbox.markSent(first, 5, 2);
  outbox.markReceived(first, 1);
  outbox.markSent(second, 6, 1);
  for (let i = 0; i < 100; i++) put(outbox, 'x'.repeat(500));
  ok(outbox.dropped > 0);
  const after = new Outbox(partition);
  const known = Array.from(after.known(), ({ payload, id, mark, turn }) =>
    [text(payload), id, mark, turn].join(' '),
  );
  deepEqual(known, ['first 5 received 1', 'second 6 sent 0']);
  equal(after.waiting, outbox.waiting);
});

test('a ceiling in bytes is kept to', () => {
  const partition = partitionOf(20);
  const outbox = new Outbox(partition, { maximumBytes: 5 * BLOCK });
  for (let i = 0; i < 100; i++) put(outbox, 'x'.repeat(500));
  ok(outbox.waiting <= 5 * 7);
  ok(outbox.dropped >= 100 - 5 * 7);
});

test('an outbox that is too small says what it needs', () => {
  throws(() => new Outbox(partitionOf(3)), '5 blocks of 4096 bytes');
});

test('a message that no block can hold is refused', () => {
  equal(new Outbox(partitionOf(5)).put(message('x'.repeat(4_090))), 'store full');
});

test('of a topic whose policy keeps the latest only, the older give way', () => {
  const partition = partitionOf(5);
  const policies = [
    { filter: 'home/+/state', keep: 1 },
    { filter: 'log', keep: 2 },
  ];
  const outbox = new Outbox(partition, { policies });
  put(outbox, 'a1', { topic: bytes('home/a/state') });
  put(outbox, 'b1', { topic: bytes('home/b/state') });
  put(outbox, 'a2', { topic: bytes('home/a/state') });
  for (const payload of ['l1', 'l2', 'l3']) put(outbox, payload, { topic: bytes('log') });
  equal(outbox.dropped, 2);
  const after = new Outbox(partition, { policies });
  put(after, 'a3', { topic: bytes('home/a/state') });
  deepEqual(waitingOf(after), ['b1', 'l2', 'l3', 'a3']);
});

test('a policy leaves alone what is under way', () => {
  const outbox = new Outbox(partitionOf(5), { policies: [{ filter: 't', keep: 1 }] });
  outbox.markSent(put(outbox, 'under way'), 5, 1);
  put(outbox, 'old');
  put(outbox, 'new');
  deepEqual(waitingOf(outbox), ['new']);
  equal(Array.from(outbox.known()).length, 1);
});

test("a topic's policy gives priority and expiry to messages that say nothing themselves", () => {
  const policies = [{ filter: 'alert/#', priority: 2, expiryS: 60 }];
  const outbox = new Outbox(partitionOf(5), { policies });
  put(outbox, 'reading');
  put(outbox, 'fire', { topic: bytes('alert/fire') });
  put(outbox, 'smoke', { topic: bytes('alert/smoke'), expiryS: 5 });
  equal(outbox.next()!.expiryS, 60);
  deepEqual(waitingOf(outbox), ['fire', 'smoke', 'reading']);
});

test('a write that fails refuses the message, is told, and leaves the rest as it was', () => {
  let broken = false;
  const faults: unknown[] = [];
  const partition = new SimulatedFlashPartition({
    byteLength: 5 * BLOCK,
    beforeWrite: () => {
      if (broken) throw new Error('the flash has failed');
    },
  });
  const outbox = new Outbox(partition, { onFault: (error) => faults.push(error) });
  put(outbox, 'a');
  broken = true;
  equal(outbox.put(message('b')), 'store failed');
  equal(faults.length, 1);
  broken = false;
  put(outbox, 'c');
  deepEqual(waitingOf(new Outbox(partition)), ['a', 'c']);
});

test('the largest packet identifier is one like all others', () => {
  const partition = partitionOf(5);
  const before = new Outbox(partition);
  before.markSent(put(before, 'a'), 0xffff, 2);
  const after = new Outbox(partition);
  const known = Array.from(after.known(), ({ payload, id, mark }) => [text(payload), id, mark]);
  deepEqual(known, [['a', 0xffff, 'sent']]);
  equal(after.waiting, 0);
});

test('identifiers of incoming messages, however many there were, leave room for messages', () => {
  const partition = partitionOf(8);
  const outbox = new Outbox(partition, { onFault: (error) => fail(String(error)) });
  outbox.hasSession = true;
  for (let i = 0; i < 5_000; i++) {
    outbox.incoming.add(i & 0x7fff);
    outbox.incoming.delete(i & 0x7fff);
  }
  outbox.incoming.add(77);
  put(outbox, 'a');
  const after = new Outbox(partition);
  deepEqual([after.hasSession, after.incoming.has(77), after.waiting], [true, true, 1]);
});

/** Messages before the change: each place in a block once, the ring coming round for the second time, and some of four rounds. */
const ROUND_THE_RING: readonly number[] = [
  ...Array.from({ length: 20 }, (_, i) => 90 + i),
  ...Array.from({ length: 18 }, (_, i) => 23 * i),
];

test('what was carried along and then forgotten does not come back', () => {
  for (const steps of ROUND_THE_RING) forgets(steps);
});

test('a message that moves keeps its marks and its place', () => {
  const partition = partitionOf(5);
  const outbox = new Outbox(partition);
  const message = put(outbox, 'a', { qos: 2 });
  outbox.markSent(message, 5, 2);
  outbox.markReceived(message, 3);
  outbox.markSent(message, 0, 0);
  outbox.markSent(message, 9, 2); // another identifier: it moves
  const image = partition.contents;
  const after = new Outbox(new SimulatedFlashPartition({ byteLength: 5 * BLOCK }, image));
  const known = Array.from(after.known(), ({ payload, id, mark }) => [text(payload), id, mark]);
  deepEqual(known, [['a', 9, 'sent']]);
  equal(after.waiting, 0);
});

test('messages in flight that fill a block move out of the way of new ones', () => {
  const outbox = new Outbox(partitionOf(6), { onFault: (error) => fail(String(error)) });
  for (let i = 0; i < 9; i++) outbox.markSent(put(outbox, 'x'.repeat(420)), i + 1, 1);
  for (let i = 0; i < 200; i++) put(outbox, 'y'.repeat(420));
  equal(Array.from(outbox.known()).length, 9);
});

test('a cached next message whose time is over is given up when it is asked for', () => {
  let nowS = 1_000;
  const outbox = new Outbox(partitionOf(5), {
    forms: [{ ...FORM, expiryS: 60 }],
    nowS: () => nowS,
  });
  outbox.addSample(0, { unixS: 1_000 }, Uint8Array.of(1));
  ok(outbox.next());
  nowS = 1_100;
  equal(outbox.next(), undefined);
  deepEqual([outbox.expired, outbox.waiting], [1, 0]);
});
