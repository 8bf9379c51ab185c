/** What stays in memory, and what a reading costs from the sensor's pulses to the socket. */

import type { Figures } from './baseline';
import { bundleProgram } from './codec';
import type { Bundle } from '../../host-sim/engine/bundle';
import { type Cost, Meter, type Retained } from './meter';
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
  const [client, station] = [await clientFigures(worker), await stationFigures(worker)];
  return { ...client, ...station };
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

async function clientFigures(worker: string): Promise<Figures> {
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
  printTable(
    'client.publish(topic, bytes), the topic being text, down to the socket',
    ['', 'bytecodes', 'slots', 'chunk bytes'],
    [
      ['one', shown(publish.bytecodes), shown(publish.slots), shown(publish.chunkBytes)],
      [`growth over ${CYCLES}`, '', String(growth.slots), String(growth.chunkBytes)],
    ],
  );
  printTable(
    'Retained by a connected client, its buffers included, its socket not',
    ['', 'slots', 'chunk bytes'],
    [['pubsub-xs', String(connected.slots), String(connected.chunkBytes)]],
  );
  return {
    'heap, publish: bytecodes': round(publish.bytecodes),
    'heap, publish: slots': round(publish.slots),
    'heap, publish: chunk bytes': round(publish.chunkBytes),
    'heap, growth over publishes: slots': growth.slots,
    'heap, growth over publishes: chunk bytes': growth.chunkBytes,
    'heap, connected client: slots': connected.slots,
    'heap, connected client: chunk bytes': connected.chunkBytes,
  };
}

/** What a publishing station keeps beyond the loaded program. */
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
  return publishing;
}

async function stationFigures(worker: string): Promise<Figures> {
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

  const rows: readonly (readonly [string, Retained])[] = [
    ['idle station', idle],
    ['connected station', connected],
    ['publishing station', publishing],
    [`growth over ${CYCLES} readings`, growth],
  ];
  printTable(
    'Retained beyond the loaded program',
    ['', 'slots', 'chunk bytes'],
    rows.map(([name, { slots, chunkBytes }]) => [name, String(slots), String(chunkBytes)]),
  );
  printTable(
    'One reading, from the pulses to the socket',
    ['', 'bytecodes', 'slots', 'chunk bytes'],
    [['sample and publish', shown(cost.bytecodes), shown(cost.slots), shown(cost.chunkBytes)]],
  );
  const figures: Figures = {
    'heap, reading: bytecodes': round(cost.bytecodes),
    'heap, reading: slots': round(cost.slots),
    'heap, reading: chunk bytes': round(cost.chunkBytes),
  };
  for (const [name, { slots, chunkBytes }] of rows) {
    figures[`heap, ${name}: slots`] = slots;
    figures[`heap, ${name}: chunk bytes`] = chunkBytes;
  }
  return figures;
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
