/** The whole station and the embedded broker in virtual time, on both engines. */

import type { EngineName } from '../../../host-sim/engine/choose-engine';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';
import { VirtualStation } from '../../kit/virtual-station';
import { noXs } from '../../kit/xs/program';

const ENGINES: readonly (readonly [EngineName, string | false])[] = [
  ['node', false],
  ['xs', noXs],
];
const HOUR_MS = 3_600_000;
/** The station's keep-alive, which the broker waits for one and a half times. */
const KEEP_ALIVE_MS = 30_000;

/** Twenty minutes with settings that come, a broken link and a restart: every packet, packet identifiers included. */
async function eventfulRun(engine: EngineName, seed: number): Promise<readonly string[]> {
  const station = await VirtualStation.start({ engine, seed });
  const { world, accessPoint } = station;
  await world.pass(60_000);
  await station.publish('pubsub-xs/board/set', '{"intervalMs": 7000}', 1);
  await world.pass(120_000);
  station.cut = true;
  await world.pass(60_000);
  station.cut = false;
  await world.pass(300_000);
  accessPoint.present = false;
  station.board.link!.check();
  await world.pass(100_000);
  accessPoint.present = true;
  await world.pass(600_000);
  await station.stop();
  return station.trace;
}

for (const [engine, skip] of ENGINES) {
  test(
    `${engine}: a run repeats exactly from its seed, packet identifiers included`,
    { skip },
    async () => {
      const first = await eventfulRun(engine, 7);
      ok(first.length > 100, `${first.length} pieces`);
      // PUBLISH at QoS 1 from the broker, with its identifier, and our PUBACK.
      ok(first.some((piece) => / > 4002[0-9a-f]{4}/.test(piece)));
      sameTrace(await eventfulRun(engine, 7), first);
    },
  );

  test(`${engine}: another seed gives another run`, { skip }, async () => {
    const [one, other] = [await eventfulRun(engine, 7), await eventfulRun(engine, 8)];
    ok(JSON.stringify(one) !== JSON.stringify(other));
  });

  test(`${engine}: an hour has every reading, stamped with its own second`, { skip }, async () => {
    const station = await VirtualStation.start({ engine });
    const startMs = performance.now();
    await station.world.pass(HOUR_MS);
    ok(performance.now() - startMs < HOUR_MS / 10); // or time is not virtual at all
    const readings = station
      .on('pubsub-xs/board/reading')
      .map(({ payload }) => JSON.parse(payload) as { timestamp: number });
    equal(readings.length, 360);
    for (const [i, { timestamp }] of readings.slice(1).entries()) {
      equal(timestamp - readings[i]!.timestamp, 10);
    }
    deepEqual(await station.stop(), { unsent: 0 });
  });

  test(
    `${engine}: a half-open connection is found by both sides, and the last will is sent`,
    {
      skip,
    },
    async () => {
      const station = await VirtualStation.start({ engine });
      await station.world.pass(60_000);
      deepEqual(station.links, ['connected']);
      station.cut = true;
      const cutMs = station.world.clock.now();
      await station.world.pass(4 * KEEP_ALIVE_MS);
      const [online, will] = station.on('pubsub-xs/board/status');
      equal(online?.payload, 'online');
      ok(will);
      equal(will.payload, 'offline');
      const afterMs = will.atMs - cutMs;
      ok(afterMs <= 1.5 * KEEP_ALIVE_MS + 1_000 && afterMs >= KEEP_ALIVE_MS / 2, `${afterMs} ms`);
      equal(station.links[1], 'lost');
      station.cut = false;
      await station.world.pass(3 * 60_000);
      equal(station.links.at(-1), 'connected');
      equal(station.on('pubsub-xs/board/status').at(-1)?.payload, 'online');
      await station.stop();
    },
  );
}

test('both engines send the same packets at the same times', { skip: noXs }, async () => {
  sameTrace(await eventfulRun('xs', 7), await eventfulRun('node', 7));
});

/** Fails with the first piece that differs. */
function sameTrace(one: readonly string[], other: readonly string[]): void {
  for (const [i, piece] of one.entries()) equal(piece, other[i]!, `piece ${i}`);
  equal(one.length, other.length);
}
