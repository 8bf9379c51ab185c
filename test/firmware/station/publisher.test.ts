/** How readings are kept and sent, and what becomes of a reading that cannot be. */

import { eventLine } from '../../../firmware/station/event-text';
import type { StationEvent } from '../../../firmware/station/events';
import { Guard } from '../../../firmware/station/guard';
import { Publisher } from '../../../firmware/station/publisher';
import type { TimeKeeper } from '../../../firmware/station/time-keeper';
import { SimulatedFlashPartition } from '../../../host-sim/board/flash-partition';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { ClientFixture } from '../../kit/client';
import { test } from '../../kit/test';

/** A clock that is not set. */
const UNSET = {
  timeOf: (ticksMs: number) => ({ sinceStartMs: ticksMs }),
} as unknown as TimeKeeper;

interface BenchOptions {
  readonly topic?: string;
  readonly id?: string;
  readonly keep?: number;
  readonly qos?: number;
  readonly flash?: SimulatedFlashPartition;
}

class Bench {
  readonly network = new ClientFixture();
  readonly events: StationEvent[] = [];
  readonly publisher: Publisher;
  readonly flash: SimulatedFlashPartition;
  #measured = 0;

  constructor({ topic = 'readings', id = 'a', keep, qos = 0, flash }: BenchOptions = {}) {
    const tell = (event: StationEvent): void => {
      this.events.push(event);
    };
    this.flash = flash ?? new SimulatedFlashPartition({ byteLength: 8 * 4_096 });
    this.publisher = new Publisher(
      { flash: this.flash, time: UNSET, guard: new Guard(tell), tell },
      { id, topic, qos, keep },
    );
    this.network.client.use(this.publisher.session);
  }

  measure(count: number): boolean {
    let isKept = true;
    for (let i = 0; i < count; i++) {
      const temperatureC = this.#measured++;
      const reading = { temperatureC, humidityPercent: 50, ticksMs: 0 };
      if (!this.publisher.accept(reading)) isKept = false;
      this.publisher.session.pump();
    }
    return isKept;
  }

  /** The temperatures of the readings that are with the broker. */
  get sent(): number[] {
    return this.of('reading').map((told) =>
      told.event === 'reading'
        ? (JSON.parse(told.payload) as { temperature: number }).temperature
        : NaN,
    );
  }

  of(event: StationEvent['event']): StationEvent[] {
    return this.events.filter((told) => told.event === event);
  }
}

test('a reading that can never be sent is dropped, told and counted, and nothing hangs', async () => {
  for (const [options, failure] of [
    [{ id: 'x'.repeat(256) }, 'too long'],
    [{ topic: 'a/#' }, 'bad topic'],
  ] as const) {
    const bench = new Bench(options);
    await bench.network.connect();
    bench.measure(3);
    await bench.network.pass(1_000);
    equal(bench.publisher.waiting, 0);
    equal(bench.publisher.lost, 3);
    const [told, ...more] = bench.of('reading lost');
    deepEqual(more, []);
    ok(told?.event === 'reading lost');
    deepEqual([told.failure, told.lost], [failure, 1]);
    const line = eventLine(told);
    equal(line?.subject, 'reading');
    includes(line!.text, '1 lost so far');
    bench.measure(1);
    equal(bench.of('reading lost').length, 1);
    bench.measure(356);
    equal(bench.of('reading lost').length, 2); // with the 360th
  }
});

test('a full buffer keeps the readings, and they go in order when it has room again', async () => {
  const bench = new Bench();
  bench.network.network.window = 200;
  await bench.network.connect();
  bench.measure(10);
  await bench.network.pass(10);
  ok(bench.publisher.waiting > 5);
  for (let i = 0; i < 10; i++) {
    bench.network.socket.open(200);
    await bench.network.pass(10);
  }
  equal(bench.publisher.waiting, 0);
  equal(bench.publisher.lost, 0);
  deepEqual(bench.sent, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

/** A PUBACK. */
const puback = (id: number): readonly number[] => [0x40, 2, 0, id];

test('a reading at QoS 1 counts as sent when the broker has acknowledged it, and goes again after a break', async () => {
  const bench = new Bench({ qos: 1 });
  await bench.network.connect();
  bench.measure(2);
  await bench.network.pass(10);
  equal(bench.publisher.waiting, 2);
  deepEqual(bench.of('reading'), []);
  await bench.network.receive(puback(2));
  equal(bench.of('reading').length, 1);
  bench.network.socket.end();
  await bench.network.pass(10);
  await bench.network.connect();
  await bench.network.receive(puback(3));
  equal(bench.of('reading').length, 2);
  equal(bench.publisher.waiting, 0);
});

test('no more than ten readings are under way: of the others the oldest give way where only some are kept', async () => {
  const bench = new Bench({ qos: 1, keep: 4 });
  await bench.network.connect();
  bench.measure(16);
  await bench.network.pass(10);
  equal(bench.publisher.waiting, 14);
  equal(bench.publisher.dropped, 2);
  for (let id = 2; id < 16; id++) await bench.network.receive(puback(id));
  deepEqual(bench.sent, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15]);
});

test('readings that a restart has interrupted are sent after it, in order, before those that are new', async () => {
  const before = new Bench({ qos: 1 });
  await before.network.connect();
  before.measure(12);
  await before.network.receive(puback(2));
  const after = new Bench({ qos: 1, flash: before.flash });
  equal(after.publisher.waiting, 11);
  after.measure(1);
  await after.network.connect();
  await after.network.receive(...[3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(puback).flat());
  await after.network.receive(...[2, 3].map(puback).flat());
  deepEqual(after.sent, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]);
});

test('flash that fails refuses the reading, and says why', () => {
  let broken = false;
  const flash = new SimulatedFlashPartition({
    byteLength: 8 * 4_096,
    beforeWrite: () => {
      if (broken) throw new Error('write failed');
    },
  });
  const bench = new Bench({ flash });
  equal(bench.measure(1), true);
  broken = true;
  equal(bench.measure(1), false);
  equal(bench.publisher.lost, 1);
  const [told] = bench.of('flash');
  includes(eventLine(told!)!.text, 'a reading cannot be kept: write failed');
});

test('while somebody else has a message open readings wait, and nothing hangs', async () => {
  const bench = new Bench();
  await bench.network.connect();
  equal(bench.network.client.beginPublish('big', 4, false), true);
  bench.measure(2);
  await bench.network.pass(1_000);
  equal(bench.publisher.waiting, 2);
  bench.network.client.print('done');
  bench.measure(1);
  equal(bench.publisher.waiting, 0);
});

test('a reading that other packets leave no room for is sent when they are gone', async () => {
  const bench = new Bench();
  bench.network.network.window = 100;
  await bench.network.connect();
  equal(bench.network.client.publish('t', 'x'.repeat(240)), true);
  bench.measure(1);
  await bench.network.pass(10);
  equal(bench.publisher.waiting, 1);
  bench.network.socket.open(400);
  await bench.network.pass(10);
  equal(bench.publisher.waiting, 0);
});

test('whoever waits for the end of the backlog is told when its last reading is lost', async () => {
  const bench = new Bench({ id: 'x'.repeat(256) });
  bench.measure(1);
  let empty = 0;
  bench.publisher.session.whenIdle(() => empty++);
  equal(empty, 0);
  await bench.network.connect();
  equal(empty, 1);
});

test('messages that are no readings go out through the session, and are told and counted as none', async () => {
  const bench = new Bench({ qos: 1 });
  bench.publisher.session.deliver('status', 'asleep', { qos: 1 });
  bench.measure(1);
  await bench.network.connect();
  await bench.network.receive(puback(2));
  await bench.network.receive(puback(3));
  deepEqual([bench.publisher.waiting, bench.of('reading').length], [0, 1]);
});
