/** A whole board that sleeps between samples, in virtual time, on both engines. */

import type { StationEvent } from '../../../firmware/station/events';
import type { EngineName } from '../../../host-sim/engine/choose-engine';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';
import { VirtualStation } from '../../kit/virtual-station';
import { noXs } from '../../kit/xs/program';

const ENGINES: readonly (readonly [EngineName, string | false])[] = [
  ['node', false],
  ['xs', noXs],
];
const READING = 'pubsub-xs/board/reading';
const STATUS = 'pubsub-xs/board/status';
const SIX_HOURS_MS = 21_600_000;
const SLEEPING = {
  sleep: true,
  sensors: [{ model: 'DHT22', pin: 4, intervalMs: 60_000 }],
};

function start(engine: EngineName, settings: object = {}) {
  return VirtualStation.start({ engine, settings: { ...SLEEPING, ...settings } });
}

type Asleep = StationEvent & { event: 'asleep' };

for (const [engine, skip] of ENGINES) {
  test(
    `${engine}: it wakes once in an interval, publishes within two round trips, and sleeps`,
    { skip },
    async () => {
      const station = await start(engine);
      await station.world.pass(5 * 60_000);
      const asleep: Asleep[] = station.told('asleep');
      equal(asleep.length, 5);
      ok(asleep.every(({ state, waiting }) => state === 'published' && waiting === 0));
      deepEqual(
        station.told('boot').map(({ reset }) => reset),
        ['power on', ...Array.from({ length: 4 }, () => 'deep sleep')],
      );
      // The first connection asks for the broker's name, and for the time.
      ok(asleep.slice(1).every(({ roundTrips, awakeMs }) => roundTrips === 2 && awakeMs < 1_000));
      const times = station
        .on(READING)
        .map(({ payload }) => (JSON.parse(payload) as { timestamp: number }).timestamp);
      equal(times.length, 5);
      times.slice(1).forEach((time, i) => ok(Math.abs(time - times[i]! - 60) <= 3));
      station.end();
    },
  );

  test(
    `${engine}: its retained status says until when it sleeps, and no will says that it is offline`,
    { skip },
    async () => {
      const station = await start(engine);
      await station.world.pass(10 * 60_000);
      const said = station.on(STATUS).map(({ payload }) => payload);
      ok(said.length >= 9);
      ok(said.every((payload) => /^asleep until \d+$/.test(payload)));
      const [last] = said.slice(-1);
      const untilMs = Number(last!.split(' ')[2]) * 1_000;
      ok(untilMs > station.world.unixMs() - 60_000);
      station.end();
    },
  );

  test(
    `${engine}: without a network it keeps its readings, is never awake beyond its budget, and sends them later`,
    { skip },
    async () => {
      const station = await start(engine, { wakeBudgetMs: 5_000 });
      await station.world.pass(90_000);
      station.accessPoint.present = false;
      station.board.link?.check();
      await station.world.pass(10 * 60_000);
      const kept = station.told('asleep').filter(({ state }) => state === 'kept');
      ok(kept.length >= 8);
      ok(kept.every(({ awakeMs }) => awakeMs <= 5_100));
      equal(station.told('accepted').length, station.told('boot').length);
      station.accessPoint.present = true;
      await station.world.pass(kept.at(-1)!.nextTryMs + 60_000);
      equal(station.on(READING).length, station.told('accepted').length);
      const times = station
        .on(READING)
        .map(({ payload }) => (JSON.parse(payload) as { timestamp: number }).timestamp);
      deepEqual(
        times,
        [...times].sort((a, b) => a - b),
      );
      equal(station.told('asleep').at(-1)!.state, 'published');
      station.end();
    },
  );

  test(
    `${engine}: what is set while it sleeps holds from its next waking on`,
    { skip },
    async () => {
      const station = await start(engine);
      await station.world.pass(150_000);
      await station.publish('pubsub-xs/board/set', '{"intervalMs": 600000}', 1);
      await station.world.pass(130_000);
      equal(station.told('settings').at(-1)?.intervalMs, 600_000);
      const before = station.told('boot').length;
      await station.world.pass(450_000);
      equal(station.told('boot').length, before);
      station.end();
    },
  );
}

test('six hours without a broker: the radio rests, each interval has its reading, and all are sent within 15 minutes', async () => {
  const sensors = [{ model: 'DHT22', pin: 4, intervalMs: 10_000 }];
  const station = await start('node', { sensors });
  await station.world.pass(60_000);
  station.cut = true;
  const before = station.told('asleep').length;
  await station.world.pass(SIX_HOURS_MS);
  const asleep = station.told('asleep').slice(before);
  const radioS = asleep.reduce((sum, { radioMs }) => sum + radioMs, 0) / 1_000;
  ok(radioS < 460, `radio on for ${radioS} s`);
  const tries = asleep.filter(({ radioMs }) => radioMs > 0);
  // To start takes it a moment each time. A try that goes on beyond the interval leaves out the sample that falls into it.
  ok(asleep.length + tries.length >= 2_060, `${asleep.length} wakings, ${tries.length} tries`);
  ok(asleep.every(({ radioMs, nextTryMs }) => radioMs === 0 || nextTryMs <= 15 * 60_000));
  station.cut = false;
  await station.world.pass(16 * 60_000);
  equal(station.told('asleep').at(-1)!.state, 'published');
  const accepted = station.told('accepted').length;
  equal(new Set(station.on(READING).map(({ payload }) => payload)).size, accepted);
  ok(
    station
      .told('asleep')
      .slice(-10)
      .every(({ radioMs }) => radioMs > 0),
  );
  station.end();
});

test('a network that takes longer than the interval leaves time to sleep, and a single failure is tried again soon', async () => {
  const sensors = [{ model: 'DHT22', pin: 4, intervalMs: 10_000 }];
  const station = await start('node', { sensors });
  station.accessPoint.present = false;
  await station.world.pass(25_000);
  const [first, second] = station.told('asleep');
  equal(first!.sleepMs, 20_000 - first!.awakeMs);
  ok(first!.nextTryMs <= 30_000);
  equal(second!.radioMs, 0);
  station.accessPoint.present = true;
  await station.world.pass(30_000);
  equal(station.told('asleep').filter(({ state }) => state === 'published').length > 0, true);
  station.end();
});

test('whoever switches it on again need not wait for the next try', async () => {
  const station = await start('node');
  station.accessPoint.present = false;
  await station.world.pass(20 * 60_000);
  station.accessPoint.present = true;
  station.board.interruptPower(1_000);
  await station.world.pass(6_000);
  equal(station.told('asleep').at(-1)!.state, 'published');
  station.end();
});

test('a board whose sensor fails still says that it is there, and hears of settings', async () => {
  const station = await start('node', {
    sensors: [{ model: 'DHT22', pin: 9, intervalMs: 60_000 }],
  });
  await station.world.pass(150_000);
  equal(station.on(READING).length, 0);
  ok(station.on(STATUS).length >= 2);
  await station.publish('pubsub-xs/board/set', '{"intervalMs": 600000}', 1);
  await station.world.pass(70_000);
  equal(station.told('settings').at(-1)?.intervalMs, 600_000);
  station.end();
});
