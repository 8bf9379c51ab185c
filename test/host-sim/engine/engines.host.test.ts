/** Both engines: what they do for the station, and what they say when it fails. */

import { RealTurns, type Turns } from '../../../host-sim/world/turns';
import { VirtualWorld } from '../../../host-sim/world/virtual-world';
import { realWorld, type World } from '../../../host-sim/world/world';
import { Board, macOf } from '../../../host-sim/board/board';
import { bundle, bundleFirmware } from '../../../host-sim/engine/bundle';
import { bundleRealm } from '../../../host-sim/engine/chip-realm';
import type { Engine } from '../../../host-sim/engine/engine';
import type { FirmwareError } from '../../../host-sim/engine/firmware-error';
import { NodeEngine } from '../../../host-sim/engine/node-engine';
import { locateWorker } from '../../../host-sim/engine/xs/locate';
import { bundleGuest, XsEngine } from '../../../host-sim/engine/xs/xs-engine';
import { deepEqual, equal, fail, includes, ok } from '../../kit/assert';
import type { Fault } from '../../kit/faulty-firmware';
import { engineFor } from '../../kit/simulated-station';
import { test } from '../../kit/test';
import { until } from '../../kit/until';
import { noXs } from '../../kit/xs/program';

const ENGINES = [
  { name: 'node', skip: false, faulty: faultyNode },
  { name: 'xs', skip: noXs, faulty: faultyXs },
] as const;

const faultyFirmware = (): Promise<{ code: string; map: string }> =>
  bundle('test/kit/faulty-firmware.ts');

async function faultyNode(turns: Turns = new RealTurns()): Promise<Engine> {
  const [firmware, realm] = await Promise.all([faultyFirmware(), bundleRealm()]);
  return new NodeEngine({ firmware, realm, turns });
}

async function faultyXs(turns: Turns = new RealTurns()): Promise<Engine> {
  const place = locateWorker();
  if (!('path' in place)) return fail(place.missing);
  const [firmware, guest] = await Promise.all([faultyFirmware(), bundleGuest()]);
  const { path } = place;
  return new XsEngine({ path, firmware, guest, turns, timeLimitMs: 3_000 });
}

function boardIn(world: World, told: string[]): Board {
  return new Board({
    world,
    seed: 1,
    radio: { mac: macOf(1), accessPoints: [], associationMs: 1, dhcpMs: 1, address: '10.0.0.2' },
    pins: { devices: new Map(), levels: new Map() },
    log: { write: ({ event }) => told.push(event) },
  });
}

/** Boots the faulty firmware; what ends it unasked is in what this returns. */
function powerOn(board: Board, engine: Engine, fault: Fault): FirmwareError[] {
  const faults: FirmwareError[] = [];
  board.powerOn((ports, onEnd) => {
    const station = engine.boot(ports, { fault }, (error) => faults.push(error));
    onEnd(() => {
      station.end();
    });
  });
  return faults;
}

/** Runs the faulty firmware until it has failed or has told enough. */
async function runFaulty(
  engine: Engine,
  fault: Fault,
  lines = Infinity,
): Promise<{ faults: FirmwareError[]; told: string[] }> {
  const told: string[] = [];
  const board = boardIn(realWorld(), told);
  const faults = powerOn(board, engine, fault);
  await until('it has failed', () => faults.length > 0 || told.length >= lines);
  board.powerOff();
  engine.close();
  return { faults, told };
}

test('the bundle is one strict script that imports nothing', async () => {
  const { code } = await bundleFirmware();
  ok(code.startsWith("'use strict';"));
  equal(/\b(require|import)\s*\(/.test(code), false);
});

for (const { name, skip, faulty } of ENGINES) {
  test(
    `${name}: settings are checked as the firmware does, all problems at once`,
    { skip },
    async () => {
      const engine = await engineFor(name);
      const checked = await engine.check({
        wifi: {},
        broker: { host: 'x', port: 0 },
        sensors: [{ model: 'x' }],
      });
      engine.close();
      ok(!checked.ok);
      deepEqual(
        checked.problems.map(({ field }) => field),
        ['wifi.ssid', 'broker.port', 'sensors[0].model', 'sensors[0].pin'],
      );
    },
  );

  test(`${name}: the engine says what it is`, { skip }, async () => {
    const engine = await engineFor(name);
    ok(/^(Node|XS) \d+\.\d+\.\d+$/.test(engine.name), engine.name);
  });

  test(
    `${name}: an exception that leaves the firmware is told with its place in TypeScript`,
    {
      skip,
    },
    async () => {
      const { faults } = await runFaulty(await faulty(), 'throw');
      equal(faults.length, 1);
      const line = (await sourceLines('test/kit/faulty-firmware.ts')).findIndex((text) =>
        text.includes("throw new RangeError('on purpose')"),
      );
      equal(faults[0]!.message, `RangeError: on purpose (test/kit/faulty-firmware.ts:${line + 1})`);
    },
  );

  test(
    `${name}: promise jobs run behind all callbacks that are due at the same time`,
    {
      skip,
    },
    async () => {
      const { told } = await runFaulty(await faulty(), 'promise order', 3);
      deepEqual(told, ['first timer', 'second timer', 'job of the first timer']);
    },
  );
}

for (const { name, skip, faulty } of ENGINES) {
  test(
    `${name}: a timer that is set right behind the boot comes before the program's own, where both are due at once`,
    { skip },
    async () => {
      const world = new VirtualWorld();
      const engine = await faulty(world.turns);
      const told: string[] = [];
      const board = boardIn(world, told);
      powerOn(board, engine, 'tell');
      world.clock.set(() => told.push('the world'), 1);
      await world.pass(10);
      board.powerOff();
      engine.close();
      deepEqual(told, ['the world', 'the program']);
    },
  );
}

for (const [fault, message] of [
  ['reject', 'a promise was rejected and nobody handled it'],
  ['loop', 'XS ran for more than 3 s without coming back'],
  ['recursion', 'XS stopped: the stack has overflowed'],
] as const) {
  test(`xs: the fault "${fault}" ends the program with a reason`, { skip: noXs }, async () => {
    const { faults } = await runFaulty(await faultyXs(), fault);
    equal(faults.length, 1);
    includes(faults[0]!.message, message);
  });
}

async function sourceLines(path: string): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  return (await readFile(path, 'utf8')).split('\n');
}
