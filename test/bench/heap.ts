/** What stays in memory, and what a reading costs from the sensor's pulses to the socket. */

import type { Figures } from './baseline';
import { bundleProgram } from './codec';
import type { Bundle } from '../../host-sim/engine/bundle';
import { type Cost, Meter, type Retained } from './meter';
import { FLASH_BYTES } from './programs/fake-ports';
import { printTable, round, shown } from './table';

const CYCLES = 10_000;
const TEXT = `import './test/bench/programs/text';`;

/** The steps of programs/client.ts. */
const LET_PASS = 1;
const PUBLISH = 3;
const OPEN_SOCKET = 4;

/** The steps of programs/station.ts. */
const MAKE = 0;
const ADVANCE = 1;
const CYCLE = 2;
const CHECK = 3;

export async function heapFigures(worker: string): Promise<Figures> {
  const client = await measureClient(worker);
  const station = await measureStation(worker);
  const kept: readonly Kept[] = [...client.kept, ...station.kept];
  const costs: readonly Done[] = [client.cost, station.cost];
  printTable(
    'What stays, in XS',
    ['in memory', 'slots', 'chunk bytes'],
    kept.map(([name, { slots, chunkBytes }]) => [name, String(slots), String(chunkBytes)]),
  );
  printTable(
    'What it takes, and leaves as garbage',
    ['once', 'bytecodes', 'slots', 'chunk bytes'],
    costs.map(([name, cost]) => [
      name,
      shown(cost.bytecodes),
      shown(cost.slots),
      shown(cost.chunkBytes),
    ]),
  );
  return { ...keptFigures(kept), ...costFigures(costs) };
}

/** What stays, and its name. */
type Kept = readonly [name: string, what: Retained];
/** What something takes, and its name. */
type Done = readonly [name: string, cost: Cost];

function keptFigures(kept: readonly Kept[]): Figures {
  const figures: Figures = {};
  for (const [name, { slots, chunkBytes }] of kept) {
    figures[`heap, ${name}: slots`] = slots;
    figures[`heap, ${name}: chunk bytes`] = chunkBytes;
  }
  return figures;
}

function costFigures(costs: readonly Done[]): Figures {
  const figures: Figures = {};
  for (const [name, { bytecodes, slots, chunkBytes }] of costs) {
    figures[`heap, ${name}: bytecodes`] = round(bytecodes);
    figures[`heap, ${name}: slots`] = round(slots);
    figures[`heap, ${name}: chunk bytes`] = round(chunkBytes);
  }
  return figures;
}

function beyond(now: Retained, before: Retained): Retained {
  return { slots: now.slots - before.slots, chunkBytes: now.chunkBytes - before.chunkBytes };
}

/** What the bench's own socket keeps, of which a client is made none of the cost. */
async function fakeSocket(worker: string, program: Bundle): Promise<Retained> {
  const meter = await Meter.open(worker, program);
  const loaded = await meter.retained();
  await meter.turns(OPEN_SOCKET, 1);
  await meter.turns(LET_PASS, 5);
  const kept = beyond(await meter.retained(), loaded);
  meter.close();
  return kept;
}

async function measureClient(worker: string): Promise<{ kept: Kept[]; cost: Done }> {
  const program = await bundleProgram([TEXT], './test/bench/programs/client');
  const socket = await fakeSocket(worker, program);
  const meter = await Meter.open(worker, program);
  const loaded = await meter.retained();
  await meter.turns(0, 1);
  await meter.turns(LET_PASS, 5);
  await meter.turns(2, 1);
  const connected = beyond(beyond(await meter.retained(), loaded), socket);
  const publish = await meter.cost(PUBLISH, 1_000);
  const before = await meter.retained();
  for (let i = 0; i < CYCLES / 1_000; i++) await meter.burst(PUBLISH, 1_000);
  const growth = beyond(await meter.retained(), before);
  meter.close();
  return {
    kept: [
      ['a connected client with its two buffers, without the socket', connected],
      [`growth over ${CYCLES.toLocaleString('en')} published messages`, growth],
    ],
    cost: ['client.publish(topic, bytes), the topic being text, down to the socket', publish],
  };
}

/** What a publishing station keeps beyond the loaded program and the flash of its board. */
export async function stationMemory(worker: string): Promise<Retained> {
  const meter = await Meter.open(
    worker,
    await bundleProgram([TEXT], './test/bench/programs/station'),
  );
  const loaded = await meter.retained();
  await meter.turns(MAKE, 1);
  await meter.turns(ADVANCE, 100);
  await meter.turns(CYCLE, 20);
  await meter.turns(CHECK, 1);
  const publishing = beyond(await meter.retained(), loaded);
  meter.close();
  return withoutFlash(publishing);
}

function withoutFlash({ slots, chunkBytes }: Retained): Retained {
  return { slots, chunkBytes: chunkBytes - FLASH_BYTES };
}

async function measureStation(worker: string): Promise<{ kept: Kept[]; cost: Done }> {
  const program = await bundleProgram([TEXT], './test/bench/programs/station');
  const meter = await Meter.open(worker, program);
  const loaded = await meter.retained();
  await meter.turns(MAKE, 1);
  const idle = beyond(await meter.retained(), loaded);
  await meter.turns(ADVANCE, 100);
  const connected = beyond(await meter.retained(), loaded);
  await meter.turns(CYCLE, 20);
  await meter.turns(CHECK, 1);
  const publishing = beyond(await meter.retained(), loaded);
  const cost = await steadyCost(meter);
  const before = await meter.retained();
  for (let i = 0; i < CYCLES / 100; i++) await meter.turns(CYCLE, 100);
  await meter.turns(CHECK, 1);
  const growth = beyond(await meter.retained(), before);
  meter.close();

  return {
    kept: [
      ['a station that was made, beyond its code', withoutFlash(idle)],
      ['… that is connected', withoutFlash(connected)],
      ['… that publishes at QoS 1', withoutFlash(publishing)],
      [`growth over ${CYCLES.toLocaleString('en')} readings`, growth],
    ],
    cost: ['a reading at QoS 1, from the pulses to the acknowledgement', cost],
  };
}

/**
 * What one cycle costs. The heap of chunks may get another size in the middle of a window,
 * and its cost is then far off: of three windows the middle one is not.
 */
async function steadyCost(meter: Meter): Promise<Cost> {
  const costs: Cost[] = [];
  for (const times of [80, 100, 120]) costs.push(await meter.cost(CYCLE, times));
  const chunkBytes = costs.map((cost) => cost.chunkBytes).sort((a, b) => a - b)[1]!;
  return { ...costs[1]!, chunkBytes };
}
