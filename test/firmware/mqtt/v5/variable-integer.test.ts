/** Variable Byte Integers, MQTT 5.0 clause 1.5.5. */

import {
  VariableInteger,
  variableSize,
  writeVariable,
} from '../../../../firmware/mqtt/v5/variable-integer';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';

/** Table 1-1: where each size begins and ends. */
const LIMITS: readonly (readonly [number, readonly number[]])[] = [
  [0, [0x00]],
  [127, [0x7f]],
  [128, [0x80, 0x01]],
  [16_383, [0xff, 0x7f]],
  [16_384, [0x80, 0x80, 0x01]],
  [2_097_151, [0xff, 0xff, 0x7f]],
  [2_097_152, [0x80, 0x80, 0x80, 0x01]],
  [268_435_455, [0xff, 0xff, 0xff, 0x7f]],
];

for (const [value, encoded] of LIMITS) {
  test(`${value} takes ${encoded.length} bytes, is written so and read so [MQTT-1.5.5-1]`, () => {
    equal(variableSize(value), encoded.length);
    const out = new Uint8Array(8).fill(0xa5);
    equal(writeVariable(out, 2, value), 2 + encoded.length);
    deepEqual(out.slice(0, 2 + encoded.length + 1), bytes([0xa5, 0xa5], encoded, 0xa5));

    const integer = new VariableInteger();
    equal(integer.read(bytes(0xff, encoded, 0xff), 1, 1 + encoded.length), true);
    equal(integer.value, value);
    equal(integer.end, 1 + encoded.length);
  });

  test(`${value} that ends behind the packet is not read`, () => {
    const integer = new VariableInteger();
    const whole = bytes(encoded, 0);
    for (let end = 0; end < encoded.length; end++) equal(integer.read(whole, 0, end), false);
  });
}

const TOO_LONG: readonly (readonly number[])[] = [
  [0x80, 0x00],
  [0xff, 0x00],
  [0x80, 0x80, 0x00],
  [0x80, 0x80, 0x80, 0x00],
];

for (const encoded of TOO_LONG) {
  test(`${encoded.length} bytes for a value that needs fewer, ${encoded.join(' ')}, are refused [MQTT-1.5.5-1]`, () => {
    equal(new VariableInteger().read(Uint8Array.from(encoded), 0, encoded.length), false);
  });
}

test('a fifth byte is refused', () => {
  const encoded = bytes(0x80, 0x80, 0x80, 0x80, 0x01);
  equal(new VariableInteger().read(encoded, 0, encoded.length), false);
});
