/** A whole station and what Home Assistant would see of it, in virtual time, on both engines. */

import type { EngineName } from '../../../host-sim/engine/choose-engine';
import { type DeviceView, HomeAssistant } from '../../../host-sim/home-assistant/home-assistant';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';
import { VirtualStation } from '../../kit/virtual-station';
import { noXs } from '../../kit/xs/program';

const ENGINES: readonly (readonly [EngineName, string | false])[] = [
  ['node', false],
  ['xs', noXs],
];
const CONFIG = 'homeassistant/device/board/config';
const READING = 'pubsub-xs/board/reading';

interface House {
  readonly station: VirtualStation;
  readonly house: HomeAssistant;
  /** States and reasons of the entities, temperature first. */
  readonly seen: () => readonly string[];
  readonly device: () => DeviceView | undefined;
  readonly pass: (seconds: number) => Promise<void>;
}

async function houseWith(engine: EngineName, settings: object = {}): Promise<House> {
  const house = new HomeAssistant();
  const discovery = { discovery: {}, ...settings };
  const station = await VirtualStation.start({ engine, settings: discovery });
  const nowMs = (): number => station.world.clock.now();
  station.broker!.aedes.on('publish', ({ topic, payload, retain }) => {
    house.message(topic, payload.toString(), retain, nowMs());
  });
  const device = (): DeviceView | undefined => house.devices(nowMs())[0];
  const seen = (): readonly string[] =>
    device()?.entities.map(({ state, why }) => `${state} ${why}`.trim()) ?? [];
  return { station, house, seen, device, pass: (seconds) => station.world.pass(seconds * 1_000) };
}

for (const [engine, skip] of ENGINES) {
  test(
    `${engine}: it sees a device with two values and has nothing against it`,
    { skip },
    async () => {
      const { station, device, pass } = await houseWith(engine);
      await pass(30);
      const view = device()!;
      deepEqual(view.complaints, []);
      deepEqual(
        [view.device?.name, view.device?.model, view.device?.origin],
        ['board', 'ESP32 with DHT22', 'pubsub-xs'],
      );
      const { temperature, humidity } = JSON.parse(station.on(READING).at(-1)!.payload) as Record<
        'temperature' | 'humidity',
        number
      >;
      deepEqual(
        view.entities.map(({ entityId, name, value, unit, state }) => [
          ...[entityId, name, value, unit, state],
        ]),
        [
          ['sensor.board_temperature', 'Temperature', temperature.toFixed(1), '°C', 'available'],
          ['sensor.board_humidity', 'Humidity', humidity.toFixed(1), '%', 'available'],
        ],
      );
      station.end();
    },
  );

  test(
    `${engine}: a board without power is unavailable by its will, and heals with the next start`,
    { skip },
    async () => {
      const { station, seen, pass } = await houseWith(engine);
      await pass(60);
      deepEqual(seen(), ['available', 'available']);
      station.board.interruptPower(120_000);
      await pass(60);
      ok(
        seen().every((state) => state.startsWith('unavailable it was said to be away')),
        seen().join(),
      );
      await pass(120);
      deepEqual(seen(), ['available', 'available']);
      station.end();
    },
  );

  test(
    `${engine}: a sensor that is silent lets the values expire, not the device`,
    { skip },
    async () => {
      const { station, house, seen, pass } = await houseWith(engine);
      await pass(60);
      // Three readings later nothing has come; the station itself is well.
      station.broker!.aedes.removeAllListeners('publish');
      await pass(20);
      deepEqual(seen(), ['available', 'available']);
      await pass(10);
      deepEqual(seen(), Array(2).fill('unavailable no value has come for 30 s'));
      house.message(READING, '{"temperature":1,"humidity":2}', false, station.world.clock.now());
      deepEqual(seen(), ['available', 'available']);
      station.end();
    },
  );

  test(
    `${engine}: a Home Assistant that has forgotten everything is told again when it starts`,
    { skip },
    async () => {
      const { station, pass } = await houseWith(engine);
      await pass(60);
      const restarted = new HomeAssistant();
      station.broker!.aedes.on('publish', ({ topic, payload, retain }) => {
        restarted.message(topic, payload.toString(), retain, station.world.clock.now());
      });
      equal(station.on(CONFIG).length, 1);
      await station.publish('homeassistant/status', 'online');
      await pass(16); // five seconds at most, and the next reading
      equal(station.on(CONFIG).length, 2);
      const [view] = restarted.devices(station.world.clock.now());
      deepEqual(
        view?.entities.map(({ state }) => state),
        ['available', 'available'],
      );
      station.end();
    },
  );

  test(`${engine}: a board that sleeps stays available while it does`, { skip }, async () => {
    const sensors = [{ model: 'DHT22', pin: 4, intervalMs: 600_000 }];
    const { station, seen, device, pass } = await houseWith(engine, { sleep: true, sensors });
    await pass(60);
    deepEqual(device()?.complaints, []);
    for (let minute = 1; minute < 60; minute += 5) {
      deepEqual(seen(), ['available', 'available'], `minute ${minute}`);
      await pass(300);
    }
    station.board.powerOff();
    await pass(25 * 60);
    deepEqual(seen(), ['available', 'available']);
    await pass(10 * 60);
    deepEqual(seen(), Array(2).fill('unavailable no value has come for 1800 s'));
    station.end();
  });
}
