/** The simulated flash: NVS's room, and NOR flash's manners. */

import { SimulatedFlash } from '../../../host-sim/board/flash';
import { SimulatedFlashPartition } from '../../../host-sim/board/flash-partition';
import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';

test('key-value flash takes as many entries as NVS has in its default partition, and says when it is full', () => {
  const flash = new SimulatedFlash();
  const domain = flash.open({ path: 'a' });
  let count = 0;
  throws(() => {
    for (; count < 1_000; count++) domain.write(`key${count}`, new Uint8Array(32));
  }, 'no space is left in NVS');
  equal(count, 209); // of three entries each, and one for the domain, in 630
  equal(flash.entries, 628);
});

test('a value is replaced only while the new one fits beside the old one', () => {
  const flash = new SimulatedFlash();
  const domain = flash.open({ path: 'a' });
  domain.write('large', new Uint8Array(12_000));
  throws(() => {
    domain.write('large', new Uint8Array(12_000));
  }, 'no space is left');
  equal(domain.read('large')?.length, 12_000);
});

test('a write that is cut leaves each byte written or not, and clears no others', () => {
  let cut = false;
  let turn = 0;
  const partition = new SimulatedFlashPartition({
    byteLength: 2 * 4_096,
    random: () => (turn++ % 2) / 2,
    beforeWrite: () => {
      if (cut) throw new Error('cut');
    },
  });
  cut = true;
  throws(() => {
    partition.write(10, bytes(1, 2, 3, 4));
  }, 'cut');
  const into = new Uint8Array(6);
  partition.read(9, into);
  deepEqual(into, bytes(0xff, 1, 0xff, 3, 0xff, 0xff));
});

test('an erase that is cut leaves other blocks alone', () => {
  let cut = false;
  const partition = new SimulatedFlashPartition({
    byteLength: 2 * 4_096,
    random: () => 0.4,
    beforeWrite: () => {
      if (cut) throw new Error('cut');
    },
  });
  partition.write(4_095, bytes(0));
  cut = true;
  throws(() => {
    partition.eraseBlock(1);
  }, 'cut');
  const into = new Uint8Array(1);
  partition.read(4_095, into);
  equal(into[0], 0);
  equal(partition.erases[1], 1);
});

test('a write across two blocks is refused', () => {
  const partition = new SimulatedFlashPartition({ byteLength: 2 * 4_096 });
  throws(() => {
    partition.write(4_095, bytes(1, 2));
  }, 'crosses blocks');
  ok(partition.contents.every((byte) => byte === 0xff));
});

test('a read across blocks finds what was written and 0xff where nothing was', () => {
  const partition = new SimulatedFlashPartition({ byteLength: 3 * 4_096 });
  partition.write(2 * 4_096 - 2, Uint8Array.of(1, 2));
  const read = new Uint8Array(4_096 + 4);
  partition.read(4_096 - 2, read);
  deepEqual(Array.from(read.subarray(0, 3)), [0xff, 0xff, 0xff]);
  deepEqual(Array.from(read.subarray(4_096, 4_100)), [1, 2, 0xff, 0xff]);
  const copy = new SimulatedFlashPartition({ byteLength: 3 * 4_096 }, partition.contents);
  deepEqual(copy.contents, partition.contents);
});

test('what is on a partition is copied out: nobody else writes to it', () => {
  const partition = new SimulatedFlashPartition({ byteLength: 4_096 });
  partition.contents[0] = 0;
  equal(partition.contents[0], 0xff);
});

test('a thousand partitions that were hardly written to take little memory', () => {
  const beforeBytes = process.memoryUsage().arrayBuffers;
  const partitions = Array.from({ length: 1_000 }, () => {
    const partition = new SimulatedFlashPartition({ byteLength: 110 * 4_096 });
    partition.write(0, Uint8Array.of(1));
    return partition;
  });
  const tookBytes = process.memoryUsage().arrayBuffers - beforeBytes;
  ok(tookBytes < 1_000 * 8_192, `${tookBytes} bytes for ${partitions.length} partitions`);
});
