/** A board that sleeps tells Home Assistant of itself only when there is something to tell. */

import type { Ports } from '../../../firmware/ports/ports';
import type { EngineName } from '../../../host-sim/engine/choose-engine';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';
import { VirtualStation } from '../../kit/virtual-station';
import { noXs } from '../../kit/xs/program';

const ENGINES: readonly (readonly [EngineName, string | false])[] = [
  ['node', false],
  ['xs', noXs],
];
const CONFIG = 'homeassistant/device/board/config';
const MINUTE_MS = 60_000;

function start(
  engine: EngineName,
  settings: object = {},
  wrap?: (ports: Ports) => Ports,
): Promise<VirtualStation> {
  const sensors = [{ model: 'DHT22', pin: 4, intervalMs: MINUTE_MS }];
  const sleeping = { sleep: true, discovery: {}, sensors };
  return VirtualStation.start({
    ...{ engine, settings: { ...sleeping, ...settings } },
    ...(wrap && { wrap }),
  });
}

/** Ports that count how often NVS is asked what was announced. */
function counting(reads: { count: number }): (ports: Ports) => Ports {
  return (ports) => ({
    ...ports,
    keyValue: {
      open: (options) => {
        const domain = ports.keyValue.open(options);
        return {
          read: (key) => {
            if (key === 'announced') reads.count++;
            return domain.read(key);
          },
          ...{
            write: (key, value) => domain.write(key, value),
            delete: (key) => domain.delete(key),
          },
          ...{ keys: () => domain.keys(), close: () => domain.close() },
        };
      },
    },
  });
}

interface Told {
  readonly avty_t?: string;
  readonly cmps: { readonly temperature: { readonly exp_aft: number } };
}

function told(station: VirtualStation): Told[] {
  return station.on(CONFIG).map(({ payload }) => JSON.parse(payload) as Told);
}

for (const [engine, skip] of ENGINES) {
  test(`${engine}: once when it is switched on, and not with each waking`, { skip }, async () => {
    const station = await start(engine);
    await station.world.pass(10 * MINUTE_MS);
    ok(station.on('pubsub-xs/board/reading').length >= 9);
    deepEqual(
      told(station).map(({ cmps, avty_t }) => [cmps.temperature.exp_aft, avty_t]),
      [[180, undefined]], // its status, which says that it is asleep, decides nothing
    );
    ok(station.told('asleep').every(({ state }) => state === 'published'));
    // The wakings that tell nothing are as short as without discovery.
    ok(
      station
        .told('asleep')
        .slice(1)
        .every(({ roundTrips }) => roundTrips === 2),
    );
    station.end();
  });

  test(`${engine}: again when its interval has changed, and after a reset`, { skip }, async () => {
    const station = await start(engine);
    await station.world.pass(2 * MINUTE_MS);
    await station.publish('pubsub-xs/board/set', '{"intervalMs": 120000}', 1);
    await station.world.pass(6 * MINUTE_MS);
    deepEqual(
      told(station).map(({ cmps }) => cmps.temperature.exp_aft),
      [180, 360],
    );
    station.board.interruptPower(1_000);
    await station.world.pass(5 * MINUTE_MS);
    equal(told(station).length, 3);
    station.end();
  });

  test(`${engine}: the longest names do not make it too long to be sent`, { skip }, async () => {
    const id = 'i'.repeat(64);
    const longest = { id, base: 'b'.repeat(128), topic: 't'.repeat(128) };
    const discovery = { prefix: 'p'.repeat(128) };
    const station = await start(engine, { ...longest, discovery });
    await station.world.pass(MINUTE_MS);
    const [told] = station.on(`${discovery.prefix}/device/${id}/config`);
    ok(told!.payload.length > 800, `${told!.payload.length} bytes`);
    deepEqual(station.told('fault'), []);
    station.end();
  });

  test(`${engine}: what could not be told goes with the next waking`, { skip }, async () => {
    const station = await start(engine);
    station.cut = true;
    await station.world.pass(2.5 * MINUTE_MS);
    equal(told(station).length, 0);
    station.cut = false;
    await station.world.pass(3 * MINUTE_MS);
    equal(told(station).length, 1);
    station.end();
  });

  for (const [what, settings] of [
    ['', {}],
    [' when it is switched off', { discovery: undefined }],
  ] as const) {
    test(
      `${engine}: what was announced is looked up in NVS behind a reset, not with each waking${what}`,
      { skip },
      async () => {
        const reads = { count: 0 };
        const station = await start(engine, settings, counting(reads));
        await station.world.pass(10 * MINUTE_MS);
        ok(station.told('asleep').length >= 9);
        equal(reads.count, 1);
        station.board.interruptPower(1_000);
        await station.world.pass(5 * MINUTE_MS);
        equal(reads.count, 2);
        station.end();
      },
    );
  }
}
