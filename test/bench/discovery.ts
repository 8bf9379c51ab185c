/**
 * What Home Assistant's discovery adds to a station on XS: memory of one that stays
 * connected, and work of a board that wakes.
 */

import type { Bundle } from '../../host-sim/engine/bundle';
import type { Figures } from './baseline';
import { bundleProgram } from './codec';
import { Meter, type Retained } from './meter';
import { printTable } from './table';

const TEXT = `import './test/bench/programs/text';`;

const STATES = ['without', 'switched off', 'switched on'] as const;
/** The steps of programs/discovery.ts; those of the states follow one another. */
const MAKE = 0;
const WAKE = 3;
const ADVANCE = 6;
const CYCLE = 7;
const CHECK = 8;
const COUNT_ANEW = 9;

/** A waking takes less. */
const WAKING_MS = 100;
/** The first have more to do: the clock is to be set, and Home Assistant told. */
const FIRST_WAKINGS = 2;

export async function discoveryFigures(worker: string): Promise<Figures> {
  const program = await bundleProgram([TEXT], './test/bench/programs/discovery');
  const kept: Retained[] = [];
  const wakings: number[] = [];
  for (const i of STATES.keys()) {
    kept.push(await keptBy(worker, program, MAKE + i));
    wakings.push(await wakingOf(worker, program, WAKE + i));
  }
  const figures: Figures = {};
  const rows = STATES.slice(1).map((state, i) => {
    const slots = kept[i + 1]!.slots - kept[0]!.slots;
    const chunkBytes = kept[i + 1]!.chunkBytes - kept[0]!.chunkBytes;
    const bytecodes = wakings[i + 1]! - wakings[0]!;
    figures[`discovery, ${state}: slots`] = slots;
    figures[`discovery, ${state}: chunk bytes`] = chunkBytes;
    figures[`discovery, ${state}, a waking: bytecodes`] = bytecodes;
    return [state, String(slots), String(chunkBytes), String(bytecodes)];
  });
  printTable(
    `What discovery adds: to the memory of a station that publishes, and to a waking, which has ${wakings[0]} bytecodes`,
    ['', 'slots', 'chunk bytes', 'bytecodes of a waking'],
    rows,
  );
  return figures;
}

/** By a station that publishes, its program included. */
async function keptBy(worker: string, program: Bundle, make: number): Promise<Retained> {
  const meter = await Meter.open(worker, program);
  await meter.turns(make, 1);
  await meter.turns(ADVANCE, WAKING_MS);
  await meter.turns(CYCLE, 20);
  const kept = await meter.retained();
  meter.close();
  return kept;
}

/** Bytecodes of one behind the first. */
async function wakingOf(worker: string, program: Bundle, wake: number): Promise<number> {
  const meter = await Meter.open(worker, program);
  let bytecodes = 0;
  for (let i = 0; i <= FIRST_WAKINGS; i++) {
    await meter.turns(COUNT_ANEW, 1);
    bytecodes = (await meter.turns(wake, 1)) + (await meter.turns(ADVANCE, WAKING_MS));
  }
  await meter.turns(CHECK, 1);
  meter.close();
  return bytecodes;
}
