/**
 * Memory of a board: the publishing station on XS, beyond its code, and on Node, where many
 * boards share one process; both with ports that cost next to nothing.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkSettings } from '../../firmware/station/settings';
import { Station } from '../../firmware/station/station';
import { VirtualClock } from '../../host-sim/board/virtual-clock';
import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import type { Figures } from './baseline';
import { stationMemory } from './heap';
import { type Counts, fakePorts, FLASH_BYTES } from './programs/fake-ports';
import { printTable } from './table';

const BOARDS = 500;
const INTERVAL_MS = 10_000;
/** A slot on the chip; here it is twice as large. */
const CHIP_SLOT_BYTES = 16;

export async function memoryFigures(worker: string): Promise<Figures> {
  const { slots, chunkBytes } = await stationMemory(worker);
  const onChip = slots * CHIP_SLOT_BYTES + chunkBytes;
  const onNode = nodeBytes();
  printTable(
    'A publishing station beyond its code; its flash is left out',
    ['', 'slots', 'chunk bytes', 'bytes in all'],
    [
      ['on XS, slots as on the chip', String(slots), String(chunkBytes), String(onChip)],
      [`on Node, each of ${BOARDS}`, '', '', String(onNode)],
    ],
  );
  return {
    'memory, board on XS: bytes on the chip': onChip,
    'memory, board on Node: bytes, rounded ns': onNode,
  };
}

/** Of one board among many, to the kilobyte. */
function nodeBytes(): number {
  installText(nodeText);
  const clock = new VirtualClock();
  const counts: Counts = { published: 0 };
  const stations: Station[] = [];
  const before = used();
  for (let i = 0; i < BOARDS; i++) stations.push(startStation(i, clock, counts));
  clock.advance(20 * INTERVAL_MS);
  if (counts.published < 19 * BOARDS) throw new Error(`${counts.published} readings only`);
  const bytes = (used() - before) / stations.length - FLASH_BYTES;
  return Math.round(bytes / 1_000) * 1_000;
}

function startStation(index: number, clock: VirtualClock, counts: Counts): Station {
  const checked = checkSettings({
    id: `board-${index}`,
    wifi: { ssid: 'test' },
    broker: { host: '10.0.0.9' },
    sensors: [{ model: 'DHT22', pin: 4, intervalMs: INTERVAL_MS }],
  });
  if (!checked.ok) throw new Error('wrong settings');
  const station = new Station(fakePorts(clock, counts), checked.settings);
  station.start();
  return station;
}

/** The heap and what buffers have beside it, behind a garbage collection. */
function used(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
