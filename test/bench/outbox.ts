/**
 * What a day of readings does to the flash, at the default settings: how many fit, how
 * often its blocks are erased, and for how many years that is good. Counted on simulated
 * flash of the size that the boards' partition table gives; what NVS and littlefs would
 * do is reckoned from how they lay out their data.
 */

import { Outbox } from '../../firmware/mqtt/outbox/outbox';
import { packReading, readingForm } from '../../firmware/station/reading';
import { DEFAULT_INTERVAL_MS } from '../../firmware/station/settings';
import { SimulatedFlashPartition } from '../../host-sim/board/flash-partition';
import { bytes } from '../kit/bytes';
import '../kit/test'; // gives this realm the chip's text conversions
import type { Figures } from './baseline';
import { printTable } from './table';

/** As in boards/shared/partitions.csv. */
const PARTITION_BYTES = 0x6e000;
const BLOCK_BYTES = 4_096;
const BLOCKS = PARTITION_BYTES / BLOCK_BYTES;
const DAY_MS = 86_400_000;
const READINGS_A_DAY = DAY_MS / DEFAULT_INTERVAL_MS;
/** What makers of NOR flash promise for a block. */
const ERASES_A_BLOCK = 100_000;

const READING = { temperatureC: 21.5, humidityPercent: 48.2, ticksMs: 0 };
const form = readingForm({ id: 'esp32-789adf', topic: bytes('t'), qos: 1 });

function capacity(): number {
  const partition = new SimulatedFlashPartition({ byteLength: PARTITION_BYTES });
  const outbox = new Outbox(partition, { forms: [form], whenFull: 'refuse newest' });
  let count = 0;
  while (outbox.addSample(0, { unixS: count }, packReading(READING)) === undefined) count++;
  return count;
}

/** Ten days of readings that are sent at once, at QoS 1; changes of flash for each. */
function wear(): { readonly writes: number; readonly erases: number } {
  const partition = new SimulatedFlashPartition({ byteLength: PARTITION_BYTES });
  const outbox = new Outbox(partition, { forms: [form] });
  const days = 10;
  for (let i = 0; i < days * READINGS_A_DAY; i++) {
    outbox.addSample(0, { unixS: i }, packReading(READING));
    const next = outbox.next()!;
    outbox.markSent(next, 1 + (i % 0xffff), 1);
    outbox.remove(next);
  }
  const erases = partition.erases.reduce((sum, one) => sum + one, 0);
  return { writes: partition.writes / days, erases: erases / days };
}

function yearsOf(erasesADay: number): string {
  const years = (ERASES_A_BLOCK * BLOCKS) / erasesADay / 365;
  return years >= 100 ? years.toFixed(0) : years.toFixed(1);
}

export function outboxFigures(): Figures {
  const most = capacity();
  const { writes, erases } = wear();
  const hours = (count: number): string => ((count * DEFAULT_INTERVAL_MS) / 3_600_000).toFixed(1);
  // A blob of 8 bytes: index, head of the data, data; another for the mark. 126 in a page.
  const nvsEntries = 6;
  const nvsMost = Math.floor(((BLOCKS - 1) * 126) / 3);
  const nvsErases = (READINGS_A_DAY * nvsEntries) / 126;
  // An append that is flushed copies the file's last block.
  const littlefsErases = READINGS_A_DAY * 2;
  printTable(
    `A day of readings, one every ${DEFAULT_INTERVAL_MS / 1000} s, in ${PARTITION_BYTES / 1024} KiB of flash`,
    ['', 'readings that fit', 'hours', 'writes a day', 'blocks erased a day', 'years'],
    [
      [
        'the outbox, counted',
        `${most}`,
        hours(most),
        `${writes}`,
        erases.toFixed(1),
        yearsOf(erases),
      ],
      [
        ...['NVS, reckoned', `${nvsMost}`, hours(nvsMost), `${READINGS_A_DAY * 4}`],
        ...[nvsErases.toFixed(1), yearsOf(nvsErases)],
      ],
      [
        ...['littlefs, reckoned', '', '', `${READINGS_A_DAY * 2}`],
        ...[littlefsErases.toFixed(1), yearsOf(littlefsErases)],
      ],
    ],
  );
  return {
    'outbox, readings that do not fit of two days': Math.max(0, 2 * READINGS_A_DAY - most),
    'outbox, writes a day': writes,
    'outbox, blocks erased a day': erases,
  };
}
