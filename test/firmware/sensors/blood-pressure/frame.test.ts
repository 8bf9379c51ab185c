/** What a cuff says over its line. */

import fc from 'fast-check';
import { readFrame } from '../../../../firmware/sensors/blood-pressure/frame';
import { SimulatedCuff } from '../../../../firmware/sensors/blood-pressure/simulated-cuff';
import { SeededRandom } from '../../../../host-sim/board/random';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { ascii } from '../../../kit/ascii';
import { test } from '../../../kit/test';

test('a line is systolic, diastolic and pulse, with a check sum', () => {
  deepEqual(readFrame(ascii('$BP,128,76,68*0a')), { systolic: 128, diastolic: 76, pulse: 68 });
  deepEqual(readFrame(ascii('$BP,128,76,68*0A')), { systolic: 128, diastolic: 76, pulse: 68 });
});

test('what is not a line of a cuff has a name', () => {
  equal(readFrame(ascii('')), 'malformed');
  equal(readFrame(ascii('$BP,122,76,68')), 'malformed');
  equal(readFrame(ascii('$GP,122,76,68*00')), 'malformed');
  equal(readFrame(ascii('$BP,122,76,68*0e')), 'bad checksum');
  equal(readFrame(ascii('$BP,122,76,68*zz')), 'bad checksum');
  equal(readFrame(summed('BP,122,76')), 'malformed');
  equal(readFrame(summed('BP,122,,68')), 'malformed');
  equal(readFrame(summed('BP,1222,76,68')), 'malformed');
  equal(readFrame(summed('BP,E,3')), 'not measured');
});

test('values that nobody has are refused', () => {
  equal(readFrame(summed('BP,301,76,68')), 'implausible');
  equal(readFrame(summed('BP,122,19,68')), 'implausible');
  equal(readFrame(summed('BP,80,90,68')), 'implausible');
  equal(readFrame(summed('BP,122,76,251')), 'implausible');
});

test('one byte that was changed on the way never becomes another measurement', () => {
  const line = ascii('$BP,122,76,68*00');
  fc.assert(
    fc.property(fc.nat(line.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const spoilt = line.slice();
      spoilt[at]! ^= change;
      const read = readFrame(spoilt);
      const isSame = typeof read !== 'string' && read.systolic === 122 && read.pulse === 68;
      ok(typeof read === 'string' || isSame, JSON.stringify(read));
    }),
  );
});

test('the simulated cuff drifts within bounds, and is high when it is told to be', () => {
  const cuff = new SimulatedCuff(new SeededRandom(7, 'cuff'));
  const values = (): number[] =>
    Array.from({ length: 500 }, () => {
      const line = cuff.measure();
      const read = readFrame(line.subarray(0, line.length - 2));
      ok(typeof read !== 'string', read as string);
      return read.systolic;
    });
  const healthy = values();
  ok(Math.min(...healthy) >= 112 && Math.max(...healthy) <= 134);
  ok(new Set(healthy).size > 10);
  cuff.isHigh = true;
  ok(Math.min(...values()) >= 164);
});

function summed(body: string): Uint8Array {
  const sum = ascii(body).reduce((all, byte) => all ^ byte, 0);
  return ascii(`$${body}*${sum.toString(16).padStart(2, '0')}`);
}
