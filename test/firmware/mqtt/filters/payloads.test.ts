import { asJson, asNumber, asText } from '../../../../firmware/mqtt/filters/payloads';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';

interface Reading {
  readonly temperature: number;
}

function isReading(value: unknown): value is Reading {
  return typeof (value as Partial<Reading> | null)?.temperature === 'number';
}

test('text is well-formed UTF-8, or no text', () => {
  equal(asText(bytes('20 °C')), '20 °C');
  equal(asText(bytes()), '');
  equal(asText(bytes(0xff)), undefined);
  equal(asText(bytes(0xc0, 0x80)), undefined);
  equal(asText(bytes('a', 0)), undefined);
});

test('a number is a finite decimal one', () => {
  equal(asNumber(bytes('21.5')), 21.5);
  equal(asNumber(bytes(' -3 \n')), -3);
  for (const wrong of ['', ' ', 'NaN', 'Infinity', '1e999', '21,5', '21 °C', 'true']) {
    equal(asNumber(bytes(wrong)), undefined, wrong);
  }
});

test('JSON that is not what is expected is no value', () => {
  const read = asJson(isReading);
  deepEqual(read(bytes('{"temperature":20.5}')), { temperature: 20.5 });
  for (const wrong of ['', '{', 'null', '[]', '{"temperature":"20"}', 'NaN']) {
    equal(read(bytes(wrong)), undefined, wrong);
  }
  equal(read(bytes(0xff)), undefined);
});

test('a view in the middle of a buffer is read as it is', () => {
  const buffer = bytes('xx42yy');
  equal(asNumber(buffer.subarray(2, 4)), 42);
});
