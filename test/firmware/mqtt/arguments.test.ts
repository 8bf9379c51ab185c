/** What a program passes in: what is taken, and how misuse is named. */

import { dataBytes, textBytes, whole } from '../../../firmware/mqtt/arguments';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';

test('a whole number within its limits is handed back', () => {
  for (const value of [0, 1, 15, 65_535]) equal(whole(value, 'setKeepAlive', 65_535), value);
  equal(whole(2 ** 40, 'length', Infinity), 2 ** 40);
});

for (const wrong of [-1, 65_536, 0.5, NaN, Infinity, -Infinity, '7', undefined]) {
  test(`${wrong} is no whole number from 0 to 65535, and the message names the argument`, () => {
    const error = throws(() => whole(wrong as number, 'port', 65_535), `port ${wrong}`);
    equal(error instanceof RangeError, true);
  });
}

test('a number below its least value is refused', () => {
  equal(whole(1, 'port', 65_535, 1), 1);
  throws(() => whole(0, 'port', 65_535, 1), 'from 1 to 65535');
});

test('text becomes bytes, and bytes stay the same object', () => {
  deepEqual(textBytes('ü', 'topic'), bytes(0xc3, 0xbc));
  deepEqual(dataBytes('ü', 'payload'), bytes(0xc3, 0xbc));
  const data = bytes(1, 2);
  equal(dataBytes(data, 'payload'), data);
});

const NO_BYTES: readonly (readonly [string, unknown])[] = [
  ['21.5', 21.5],
  ['NaN', NaN],
  ['null', null],
  ['undefined', undefined],
  ['true', true],
  ['an array', [1, 2]],
  ['an object', {}],
  ['an array of 16-bit numbers', new Uint16Array(2)],
];

for (const [what, wrong] of NO_BYTES) {
  test(`${what} is neither text nor bytes`, () => {
    equal(throws(() => dataBytes(wrong, 'payload'), 'payload: ') instanceof TypeError, true);
    equal(throws(() => textBytes(wrong, 'filter'), 'filter: ') instanceof TypeError, true);
  });
}
