import { CrashRecord } from '../../../firmware/station/crash-record';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

function record(retained = new Uint8Array(1_024)): { record: CrashRecord; retained: Uint8Array } {
  return { record: new CrashRecord(retained), retained };
}

test('memory of zeros and memory of chance both begin without crashes', () => {
  equal(record().record.crashes, 0);
  const chance = Uint8Array.from({ length: 1_024 }, (_, i) => (i * 73 + 11) & 0xff);
  equal(record(chance).record.crashes, 0);
});

test('crashes are counted over restarts, with the cause of the last', () => {
  const { retained } = record();
  for (const reason of ['panic', 'watchdog', 'brown-out'] as const) {
    new CrashRecord(retained).started(reason);
  }
  const now = new CrashRecord(retained);
  equal(now.crashes, 3);
  equal(now.cause, 'brown-out');
});

test('restarts that were asked for, and waking up, count nothing and forget nothing', () => {
  const { retained } = record();
  new CrashRecord(retained).started('panic');
  for (const reason of ['software', 'deep sleep', 'unknown'] as const) {
    new CrashRecord(retained).started(reason);
  }
  equal(new CrashRecord(retained).crashes, 1);
});

test('power that comes back, and the button, begin anew', () => {
  for (const reason of ['power on', 'external pin'] as const) {
    const { retained } = record();
    new CrashRecord(retained).started('panic');
    new CrashRecord(retained).started(reason);
    equal(new CrashRecord(retained).crashes, 0);
  }
});

test('a byte that has changed makes the record worthless, not wrong', () => {
  for (let at = 0; at < 8; at++) {
    const { retained } = record();
    new CrashRecord(retained).started('watchdog');
    retained[at]! ^= 0x10;
    equal(new CrashRecord(retained).crashes, 0, `byte ${at}`);
  }
});

test('counts stop at 255', () => {
  const { retained } = record();
  for (let i = 0; i < 300; i++) new CrashRecord(retained).started('panic');
  equal(new CrashRecord(retained).crashes, 255);
});

test('the record keeps to its own bytes', () => {
  const retained = new Uint8Array(1_024).fill(0xaa);
  new CrashRecord(retained).started('panic');
  deepEqual(retained.slice(8), new Uint8Array(1_016).fill(0xaa));
});
