/** IPv4 addresses and their dotted form. */

import fc from 'fast-check';
import { dotted, isIPv4 } from '../../../firmware/mqtt/address';
import { equal, throws } from '../../kit/assert';
import { test } from '../../kit/test';

test('four numbers become dotted text, from arrays and from bytes', () => {
  equal(dotted([172, 16, 0, 2]), '172.16.0.2');
  equal(dotted(Uint8Array.of(0, 0, 0, 0)), '0.0.0.0');
  equal(dotted([255, 255, 255, 255]), '255.255.255.255');
});

test('an address must have four numbers', () => {
  for (const wrong of [[], [1], [1, 2, 3], [1, 2, 3, 4, 5], new Uint8Array(16)]) {
    equal(throws(() => dotted(wrong), 'four numbers') instanceof TypeError, true);
  }
});

test('a number that is no byte is named', () => {
  for (const wrong of [-1, 256, 1.5, NaN, Infinity]) {
    for (let place = 0; place < 4; place++) {
      const address = [10, 0, 0, 1];
      address[place] = wrong;
      equal(throws(() => dotted(address), String(wrong)) instanceof RangeError, true);
    }
  }
});

test('every address is recognised in its dotted form', () => {
  const byte = fc.nat(255);
  fc.assert(
    fc.property(fc.tuple(byte, byte, byte, byte), (address) => {
      equal(isIPv4(dotted(address)), true);
    }),
  );
});

const NAMES: readonly string[] = [
  '',
  'localhost',
  'broker.local',
  'test.mosquitto.org',
  'a.b.c.d',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.',
  '.1.2.3',
  '1..2.3',
  '1.2.3.256',
  '256.2.3.4',
  '1.2.3.-4',
  '1.2.3.-0',
  '1.2.3.04', // no octal
  '1.2.3.0x4',
  '1.2.3.1e1',
  '1.2.3.4 ',
  ' 1.2.3.4',
  '1.2.3.+4',
  '1.2.3.4:1883',
  '1.2.3.NaN',
  '1.2.3.Infinity',
  '1.2.3.٤', // digits of another script
  '::1',
  'fe80::1',
  '10.0.0.1.nip.io',
];

for (const name of NAMES) {
  test(`"${name}" is no address`, () => {
    equal(isIPv4(name), false);
  });
}
