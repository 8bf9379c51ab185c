/** The whole station, on both engines, against brokers that are not ours, read back by mqtt.js. */

import { test } from 'node:test';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { deepEqual, equal, ok } from '../kit/assert';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import type { EngineName } from '../../host-sim/engine/choose-engine';
import { SimulatedStation } from '../kit/simulated-station';
import { Witness } from '../kit/witness';
import { noXs } from '../kit/xs/program';

interface Broker {
  readonly port: number;
  stop(): Promise<void>;
}

const BROKERS: readonly (readonly [string, string | false, () => Promise<Broker>])[] = [
  [
    'aedes',
    false,
    async () => {
      const broker = await startBroker(0);
      return { port: broker.port, stop: () => broker.close() };
    },
  ],
  ['Mosquitto', noMosquitto, () => Mosquitto.start()],
];

interface Reading {
  readonly deviceID: string;
  readonly temperature: number;
  readonly timestamp: number;
  readonly humidity: number;
}

const ENGINES: readonly (readonly [EngineName, string | false])[] = [
  ['node', false],
  ['xs', noXs],
];

const CASES = ENGINES.flatMap(([engine, noEngine]) =>
  BROKERS.map(([broker, noBroker, start]) => ({
    name: `${engine}, ${broker}`,
    engine,
    skip: noEngine || noBroker,
    start,
  })),
);

for (const { name, engine, skip, start } of CASES) {
  test(`${name}: readings, status and settings go their way`, { skip }, async () => {
    const broker = await start();
    const witness = await Witness.at(broker.port);
    const station = await SimulatedStation.start({ port: broker.port, id: 'board', engine });
    try {
      deepEqual(await witness.wait('pubsub-xs/board/status'), ['online']);
      const [first] = await witness.wait('pubsub-xs/board/reading', 2);
      const reading = JSON.parse(first!) as Reading;
      deepEqual(Object.keys(reading), ['deviceID', 'temperature', 'timestamp', 'humidity']);
      deepEqual([reading.deviceID, reading.temperature, reading.humidity], ['board', 20.1, 41]);
      ok(Math.abs(reading.timestamp - Date.now() / 1000) < 10);

      await witness.client.publishAsync('pubsub-xs/board/set', '{"intervalMs": 5}', { qos: 1 });
      const [problem] = await witness.wait('pubsub-xs/board/error');
      ok(problem!.includes('intervalMs is 5'));
      await witness.client.publishAsync('pubsub-xs/board/set', '{"intervalMs": 60000}');
      await station.link('connected');
      const late = await Witness.at(broker.port, 'pubsub-xs/board/status');
      await late.wait('pubsub-xs/board/status');
      equal(late.messages[0]?.retain, true); // kept for those who come later
      await late.close();

      deepEqual(await station.stop(), { unsent: 0 });
      deepEqual(await witness.wait('pubsub-xs/board/status', 2), ['online', 'offline']);
    } finally {
      station.board.powerOff();
      await witness.close();
      await broker.stop();
    }
  });

  test(`${name}: when the plug is pulled, the last will says offline`, { skip }, async () => {
    const broker = await start();
    const witness = await Witness.at(broker.port);
    const station = await SimulatedStation.start({ port: broker.port, id: 'board', engine });
    try {
      await witness.wait('pubsub-xs/board/status');
      station.board.powerOff();
      deepEqual(await witness.wait('pubsub-xs/board/status', 2), ['online', 'offline']);
    } finally {
      await witness.close();
      await broker.stop();
    }
  });
}

test(
  'Mosquitto hears a proper DISCONNECT when the station stops',
  { skip: noMosquitto },
  async () => {
    const broker = await Mosquitto.start();
    const station = await SimulatedStation.start({ port: broker.port, id: 'board' });
    try {
      await station.link('connected');
      await station.stop();
      const witness = await Witness.at(broker.port); // the broker has handled what came before
      ok(broker.log.includes('Received DISCONNECT from board'));
      equal(broker.log.includes('Sending PUBLISH to board'), false);
      await witness.close();
    } finally {
      await broker.stop();
    }
  },
);

test(
  'a broker that restarts is found again, and nothing taken meanwhile is lost',
  { skip: noMosquitto },
  async () => {
    const broker = await Mosquitto.start();
    const station = await SimulatedStation.start({ port: broker.port, id: 'board' });
    try {
      await station.link('connected');
      await broker.halt();
      await station.link('lost');
      await broker.run();
      const witness = await Witness.at(broker.port);
      await station.link('connected', 2);
      const taken = station.told('sampled').length;
      await witness.wait('pubsub-xs/board/reading', 1);
      const sent = new Set(station.told('reading').map(({ payload }) => payload));
      ok(sent.size >= taken - 1, `${sent.size} of ${taken} readings were sent`);
      await witness.close();
    } finally {
      await station.stop();
      await broker.stop();
    }
  },
);

test(
  'a wrong password is told with the meaning of its code, and the right one lets in',
  { skip: noMosquitto },
  async () => {
    const login = { user: 'board', password: 'c0rrect #"$\\ ü' };
    const broker = await Mosquitto.start(login);
    const wrong = await SimulatedStation.start({
      port: broker.port,
      id: 'wrong',
      login: { ...login, password: 'guess' },
    });
    const right = await SimulatedStation.start({ port: broker.port, id: 'right', login, seed: 2 });
    try {
      await right.link('connected');
      await wrong.link('failed');
      const [told] = wrong.told('mqtt');
      ok(told?.state === 'failed');
      equal(told.code, 5); // what Mosquitto answers to a wrong password
      equal(JSON.stringify([wrong.events, right.events]).includes('c0rrect'), false);
      equal(JSON.stringify(wrong.events).includes('guess'), false);
    } finally {
      await wrong.stop();
      await right.stop();
      await broker.stop();
    }
  },
);

for (const [engine, skip] of ENGINES) {
  test(`${engine}: ten boards run in one process without seeing each other`, { skip }, () =>
    tenBoards(engine),
  );
}

async function tenBoards(engine: EngineName): Promise<void> {
  const broker = await startBroker(0);
  const witness = await Witness.at(broker.port);
  const ids = Array.from({ length: 10 }, (_, i) => `board-${i + 1}`);
  const stations = await Promise.all(
    ids.map((id, i) => SimulatedStation.start({ port: broker.port, id, seed: i + 1, engine })),
  );
  try {
    for (const [i, id] of ids.entries()) {
      const [first] = await witness.wait(`pubsub-xs/${id}/reading`);
      const { deviceID, temperature, humidity } = JSON.parse(first!) as Reading;
      deepEqual([deviceID, temperature, humidity], [id, (201 + i) / 10, 41 + i]);
    }
    // What is set on one holds for that one.
    await witness.client.publishAsync('pubsub-xs/board-3/set', '{"intervalMs": 3600000}', {
      qos: 1,
    });
    await witness.client.publishAsync('pubsub-xs/board-4/set', 'nonsense', { qos: 1 });
    await witness.wait('pubsub-xs/board-4/error');
    deepEqual(
      stations.map((station) => station.told('settings').length),
      ids.map((id) => (id === 'board-3' ? 1 : 0)),
    );
    // One that loses its power takes none along.
    stations[4]!.board.powerOff();
    await witness.wait('pubsub-xs/board-5/status', 2);
    const before = witness.heard('pubsub-xs/board-6/reading').length;
    await witness.wait('pubsub-xs/board-6/reading', before + 1);
    equal(new Set(stations.map((station) => station.told('wifi')[0]?.address)).size, 10);
    deepEqual(
      ids.map((id) => witness.heard(`pubsub-xs/${id}/status`)[0]),
      ids.map(() => 'online'),
    );
  } finally {
    for (const station of stations) station.board.powerOff();
    await witness.close();
    await broker.close();
  }
}
