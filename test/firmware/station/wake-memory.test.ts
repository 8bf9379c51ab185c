/** What one waking leaves to the next, in memory that may hold anything. */

import fc from 'fast-check';
import { CrashRecord } from '../../../firmware/station/crash-record';
import { WakeMemory } from '../../../firmware/station/wake-memory';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

const NOTHING = {
  channel: 0,
  address: undefined,
  refusesPipelining: false,
  clockSetS: 0,
  announced: 0,
  mac: '',
  failures: 0,
  rests: 0,
};

test('after a power cut it remembers nothing', () => {
  deepEqual(new WakeMemory(new Uint8Array(1_024)).read(), NOTHING);
});

test('what was written is read, beside the record of crashes', () => {
  const retained = new Uint8Array(1_024);
  const crashes = new CrashRecord(retained);
  crashes.started('panic');
  for (const remembered of [
    {
      channel: 11,
      address: '192.168.0.255',
      refusesPipelining: true,
      clockSetS: 4_000_000_000,
      announced: 65_535,
      mac: 'a4:cf:12:0a:ff:09',
      failures: 255,
      rests: 89,
    },
    {
      ...{ channel: 0, address: undefined, refusesPipelining: false, clockSetS: 1 },
      ...{ announced: 1, mac: '', failures: 1, rests: 0 },
    },
  ]) {
    new WakeMemory(retained).write(remembered);
    deepEqual(new WakeMemory(retained).read(), remembered);
  }
  equal(new CrashRecord(retained).crashes, 1);
});

test('a byte that has turned makes it remember nothing, or nothing else', () => {
  const retained = new Uint8Array(64);
  const remembered = {
    channel: 6,
    address: '10.0.0.9',
    refusesPipelining: false,
    clockSetS: 77,
    announced: 9,
    mac: '02:00:00:00:00:01',
    failures: 3,
    rests: 11,
  };
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 38 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const memory = new WakeMemory(retained);
      memory.write(remembered);
      retained[at]! ^= by;
      const read = memory.read();
      if (read.channel !== 0) deepEqual(read, remembered);
      else deepEqual(read, NOTHING);
    }),
  );
});
