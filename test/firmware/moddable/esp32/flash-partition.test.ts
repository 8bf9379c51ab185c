/** The flash partition's adapter before a stand-in of the SDK's class. */

import { EspFlashPartition } from '../../../../firmware/moddable/esp32/flash-partition';
import { Outbox } from '../../../../firmware/mqtt/outbox/outbox';
import { equal, throws } from '../../../kit/assert';
import { bytes, text } from '../../../kit/bytes';
import { flash } from '../../../kit/sdk/flash';
import { test } from '../../../kit/test';

test('an outbox works on it, and is found again', () => {
  const outbox = new Outbox(new EspFlashPartition('outbox'));
  const put = outbox.put({ topic: bytes('t'), payload: bytes('a'), qos: 1, retain: false });
  equal(typeof put, 'object');
  const next = new Outbox(new EspFlashPartition('outbox')).next()!;
  equal(text(next.payload), 'a');
});

test('its size is that of the partition table', () => {
  const partition = new EspFlashPartition('outbox');
  equal(partition.byteLength, 8 * 4_096);
  equal(partition.blockBytes, 4_096);
});

test('a partition that is not there, and flash that fails, are told with their names', () => {
  throws(() => new EspFlashPartition('other'), 'cannot open partition "other"');
  const partition = new EspFlashPartition('outbox');
  for (const [what, call] of [
    ['read', () => partition.read(0, new Uint8Array(1))],
    ['write', () => partition.write(0, new Uint8Array(1))],
    ['erase', () => partition.eraseBlock(0)],
  ] as const) {
    flash.failure = `${what} failed`;
    throws(call, `cannot ${what} partition "outbox": ${what} failed`);
  }
});
