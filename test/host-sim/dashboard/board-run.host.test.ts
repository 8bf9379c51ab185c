/** What the dashboard sees of a whole station, and does to it, in virtual time. */

import { BoardRun } from '../../../host-sim/dashboard/board-run';
import type { Command } from '../../../host-sim/dashboard/protocol';
import { FAULTS } from '../../../host-sim/faults/catalogue';
import { parseOptions } from '../../../host-sim/options';
import { parseScenario } from '../../../host-sim/scenario/parse-scenario';
import { play } from '../../../host-sim/scenario/play';
import { type Simulation, startSimulation } from '../../../host-sim/simulation';
import { product } from '../../../host-sim/terminal';
import { deepEqual, equal, fail, includes, ok } from '../../kit/assert';
import { test } from '../../kit/test';

interface Desk {
  readonly run: BoardRun;
  readonly simulation: Simulation;
  /** Lets so much time pass, looking ten times a second. */
  readonly pass: (seconds: number) => Promise<void>;
  readonly say: (command: Command) => void;
  /** Why something was not done. */
  readonly refused: readonly string[];
  /** The recording as it would be saved now. */
  readonly text: () => string;
}

async function deskWith(...args: readonly string[]): Promise<Desk> {
  const options = parseOptions(['--engine', 'node', '--id', 'desk', '--no-dashboard', ...args]);
  const run = new BoardRun(
    { options: { ...options, time: 'virtual' }, climate: undefined, onRestart: () => {} },
    { ...product(), log: () => {}, onFault: (error) => fail(error.message) },
  );
  const simulation = await startSimulation({ ...options, time: 'virtual' }, run.surroundings);
  run.attach(simulation);
  const { clock } = simulation.stage.world;
  const refused: string[] = [];
  return {
    ...{ run, simulation },
    pass: (seconds) =>
      simulation.during(
        new Promise((resolve) => {
          let left = seconds * 10;
          const timer = clock.set(
            () => {
              run.view.look();
              if (--left > 0) return;
              clock.clear(timer);
              resolve();
            },
            100,
            100,
          );
        }),
      ),
    refused,
    say: (command) => {
      run.perform(command, (message) => {
        if (message.kind === 'refused') refused.push(message.why);
      });
    },
    text: () => {
      let text = '';
      run.perform({ do: 'save', title: 'T' }, (message) => {
        if (message.kind === 'file') ({ text } = message);
      });
      return text;
    },
  };
}

test('each reading is followed from its pulses to its acknowledgement', async () => {
  const { run, simulation, pass } = await deskWith('--every', '5s');
  await pass(31);
  const ways = run.view.tables.ways.all;
  equal(ways.length, 6);
  for (const way of ways) {
    equal(way.widths.length, 84);
    equal(way.bytes?.length, 5);
    ok(Math.abs(way.read![0] - way.truth[0]) <= 0.051);
    includes(way.payload!, `"temperature":${way.read![0]},`);
    equal(way.packet!.type, 'PUBLISH');
    equal(way.acknowledgement!.type, 'PUBACK');
    equal(way.acknowledgedMs! - way.packet!.atMs, 4); // there and back
    equal(way.end, 'published');
  }
  const { counts } = run.view.tables.vitals.get('board')!;
  deepEqual([counts.measured, counts.published, counts.waiting], [6, 6, 0]);
  const points = run.view.tables.points.all;
  equal(points.filter(({ published }) => published).length, 6);
  ok(points.length > 30);
  await simulation.end();
});

test('the countdown ends when the Wi-Fi is tried again, each time', async () => {
  const { run, simulation, pass, say } = await deskWith('--every', '10s');
  await pass(10);
  say({ do: 'begin', fault: 'wifi.gone', values: {} });
  const told: number[] = [];
  for (let i = 0; i < 600; i++) {
    await pass(0.1);
    const { retryMs } = run.view.tables.vitals.get('board')!.wifi;
    if (retryMs !== null && retryMs !== told.at(-1)) told.push(retryMs);
  }
  const tries = run.view.tables.bands.all
    .filter(({ lane, label }) => lane === 'wifi' && label === 'joining')
    .map(({ fromMs }) => fromMs)
    .filter((ms) => ms >= told[0]!);
  ok(tries.length >= 3, `${tries.length} tries`);
  deepEqual(told.slice(0, tries.length), tries);
  includes(run.view.tables.vitals.get('board')!.wifi.check, 'the password');
  await simulation.end();
});

test('MQTT says why it is lost, when it tries again, and that all is well', async () => {
  const { run, simulation, pass, say } = await deskWith('--every', '10s');
  await pass(10);
  say({ do: 'begin', fault: 'broker.down', values: { losesSessions: 1 }, forMs: 20_000 });
  await pass(5);
  const vitals = run.view.tables.vitals.get('board')!;
  equal(vitals.mqtt.mood, 'bad');
  ok(vitals.mqtt.why !== '' && vitals.mqtt.check !== '');
  ok(vitals.mqtt.retryMs! > vitals.nowMs);
  equal(run.view.tables.active.all[0]!.fault, 'broker.down');
  await pass(80);
  equal(run.view.tables.vitals.get('board')!.mqtt.label, 'connected');
  equal(run.view.tables.vitals.get('board')!.mqtt.why, '');
  deepEqual(run.view.tables.active.all, []);
  equal(run.view.tables.topics.get('pubsub-xs/desk/status')!.payload, 'online');
  await simulation.end();
});

test('a fault can come once, for a while, and again and again', async () => {
  const { run, simulation, pass, say } = await deskWith('--every', '10s');
  await pass(5);
  say({ do: 'begin', fault: 'sensor.unplugged', values: { percent: 100 }, once: true });
  say({ do: 'begin', fault: 'tcp.reset', values: {}, everyMs: 10_000 });
  say({ do: 'begin', fault: 'air.still', values: { temperatureC: 5, humidityPercent: 50 } });
  say({ do: 'begin', fault: 'air.still', values: { temperatureC: 6, humidityPercent: 50 } });
  await pass(35);
  const [failed, ...others] = run.view.tables.ways.all.slice(1);
  equal(failed!.failure?.name, 'timeout');
  ok(others.length > 0 && others.every(({ failure }) => failure === undefined));
  equal(others.at(-1)!.read![0], 6);
  equal(run.view.tables.vitals.get('board')!.counts.connects, 5);
  deepEqual(
    run.view.tables.active.all.map(({ fault }) => fault),
    ['tcp.reset', 'air.still'],
  );
  say({ do: 'end air' });
  for (const { id } of run.view.tables.active.all) say({ do: 'end', id });
  await pass(15);
  equal(run.view.tables.vitals.get('board')!.counts.connects, 5);
  equal(run.view.tables.marks.all.filter(({ toMs }) => toMs === undefined).length, 0);
  await simulation.end();
});

test('an hour leaves a bounded memory: fifteen minutes of it', async () => {
  const { run, simulation, pass } = await deskWith('--every', '1s', '--sensor', 'dht11');
  await pass(3_600);
  const { points, ways, packets, bands, log } = run.view.tables;
  const oldestMs = Math.min(...points.all.map(({ atMs }) => atMs));
  const ageMs = simulation.unixMs() - oldestMs;
  ok(ageMs > 14 * 60_000 && ageMs <= 15 * 60_000 + 1_000, `${ageMs} ms`);
  ok(ways.all.length <= 40 && packets.all.length <= 200 && log.all.length <= 1_000);
  equal(bands.all.filter(({ toMs }) => toMs === undefined).length, 3);
  await simulation.end();
});

test('a goodbye for which there is no Wi-Fi any more is not among the packets that were sent', async () => {
  const { run, simulation, pass, say } = await deskWith('--every', '10s');
  await pass(15);
  say({ do: 'begin', fault: 'wifi.gone', values: {} });
  await pass(5);
  const out = run.view.tables.packets.all.filter(({ toBroker }) => toBroker);
  equal(out.filter(({ type }) => type === 'PUBLISH').length >= 2, true);
  deepEqual(
    out.filter(({ type }) => type === 'DISCONNECT'),
    [],
  );
  await simulation.end();
});

test('a board that sleeps is seen asleep, and its readings on their way', async () => {
  const { run, simulation, pass, say } = await deskWith('--every', '60s', '--sleep');
  await pass(150);
  const states = run.view.tables.bands.all.filter(({ lane }) => lane === 'power');
  ok(states.some(({ label }) => label === 'sleeps'));
  ok(run.view.tables.ways.all.filter(({ end }) => end === 'published').length >= 2);
  const { counts, clockSet } = run.view.tables.vitals.get('board')!;
  deepEqual([counts.connects, clockSet], [3, true]);
  say({ do: 'begin', fault: 'broker.down', values: { losesSessions: 0 } });
  await pass(100);
  const { mqtt } = run.view.tables.vitals.get('board')!;
  equal(mqtt.why, 'not reached while it was awake; 2 wait for the next time');
  await simulation.end();
});

test('a board that nobody has told its place says so', async () => {
  const { run, simulation, pass } = await deskWith('--blank', '--console', '9000');
  await pass(5);
  includes(run.view.tables.vitals.get('board')!.wifi.check, 'npm run provision');
  await simulation.end();
});

test('a reading for which the sensor was not asked anew is on the chart, and published', async () => {
  const { run, simulation, pass } = await deskWith('--every', '1s');
  await pass(20);
  const { counts } = run.view.tables.vitals.get('board')!;
  const points = run.view.tables.points.all.filter(({ published }) => published);
  ok(counts.published > counts.measured);
  equal(points.length, counts.published);
  await simulation.end();
});

test('of a slider that is dragged only that is recorded which a measurement has met', async () => {
  const { simulation, pass, say, text } = await deskWith('--every', '10s');
  await pass(5);
  for (let temperatureC = 10; temperatureC <= 20; temperatureC++) {
    say({ do: 'begin', fault: 'air.still', values: { temperatureC, humidityPercent: 50 } });
    await pass(0.2);
  }
  await pass(20);
  say({ do: 'begin', fault: 'air.still', values: { temperatureC: 30, humidityPercent: 50 } });
  deepEqual(text().match(/temperatureC: \d+/g), ['temperatureC: 20', 'temperatureC: 30']);
  await simulation.end();
});

test('a recording in which the clock jumped plays again, with nothing lost', async () => {
  const { simulation, pass, say, text } = await deskWith('--every', '10s');
  await pass(15);
  say({ do: 'begin', fault: 'clock.jump', values: { seconds: 3_600 } });
  await pass(40);
  const parsed = parseScenario(text(), { faults: FAULTS, readClimate: () => fail('no climate') });
  if (!parsed.ok) fail(JSON.stringify(parsed.problems));
  await simulation.end();
  const outcome = await play(parsed.scenario, {
    ...{ ...product(), engine: 'node', time: 'virtual', log: () => {} },
  });
  deepEqual(
    outcome.results.filter(({ met }) => !met),
    [],
  );
  ok(outcome.tally.arrived >= 5);
});

test('more faults than can be told of are refused', async () => {
  const { simulation, pass, say, refused } = await deskWith();
  await pass(3);
  for (let i = 0; i < 61; i++) say({ do: 'begin', fault: 'tcp.slow', values: { delayMs: 1 } });
  deepEqual(refused, ['60 faults hold already; end one of them first']);
  await simulation.end();
});
