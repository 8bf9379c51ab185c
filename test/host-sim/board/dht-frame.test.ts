import {
  type DhtPart,
  encodeFrame,
  type NegativeEncoding,
  partOf,
} from '../../../host-sim/board/dht-frame';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';

function sends(
  part: DhtPart,
  temperatureC: number,
  humidityPercent: number,
  frame: Uint8Array,
  negative?: NegativeEncoding,
): void {
  deepEqual(encodeFrame(part, { temperatureC, humidityPercent }, negative), frame);
}

test('a DHT22 sends the examples of its data sheet', () => {
  const above = bytes(
    0x02, // RH high
    0x92, // RH low: 65.8 %
    0x01, // T high
    0x0d, // T low: 26.9 °C
    0xa2, // checksum
  );
  const below = bytes(
    0x02, // RH high
    0x8c, // RH low: 65.2 %
    0x80, // T high: the sign
    0x65, // T low: 10.1
    0x73, // checksum
  );
  for (const part of ['DHT21', 'DHT22'] as const) {
    sends(part, 26.9, 65.8, above);
    sends(part, -10.1, 65.2, below);
  }
});

test("a newer DHT22 sends two's complement below zero, and the same as ever above", () => {
  sends('DHT22', -0.9, 56.3, bytes(0x02, 0x33, 0xff, 0xf7, 0x2b), 'complement');
  sends('DHT22', -0.1, 56.3, bytes(0x02, 0x33, 0xff, 0xff, 0x33), 'complement');
  sends('DHT22', -40, 56.3, bytes(0x02, 0x33, 0xfe, 0x70, 0xa3), 'complement');
  sends('DHT22', 26.9, 65.8, bytes(0x02, 0x92, 0x01, 0x0d, 0xa2), 'complement');
});

test('a DHT22 of either kind sends minus zero for what rounds to it from below', () => {
  for (const negative of ['sign', 'complement'] as const) {
    sends('DHT22', -0.04, 56.3, bytes(0x02, 0x33, 0x80, 0x00, 0xb5), negative);
    sends('DHT22', 0, 56.3, bytes(0x02, 0x33, 0x00, 0x00, 0x35), negative);
  }
});

test('a DHT11 sends whole percents, and tenths of a degree', () => {
  sends('DHT11', 24.4, 53.4, bytes(53, 0, 24, 4, 81));
  sends('DHT11', 24.4, 53.5, bytes(54, 0, 24, 4, 82));
});

test('a DHT11 below zero sends the sign in its decimal byte', () => {
  sends('DHT11', -6.3, 53, bytes(53, 0, 6, 0x83, 0xbe));
  sends('DHT11', -0.04, 53, bytes(53, 0, 0, 0x80, 0xb5));
});

test('a DHT11 of the other kind counts up from the next lower degree', () => {
  sends('DHT11', -0.2, 53, bytes(53, 0, 0, 0x88, 0xbd), 'complement');
  sends('DHT11', -6.7, 53, bytes(53, 0, 6, 0x83, 0xbe), 'complement');
  sends('DHT11', -1, 53, bytes(53, 0, 0, 0x80, 0xb5), 'complement');
  sends('DHT11', -10, 53, bytes(53, 0, 9, 0x80, 0xbe), 'complement');
  sends('DHT11', -20, 53, bytes(53, 0, 19, 0x80, 0xc8), 'complement');
  sends('DHT11', -0.04, 53, bytes(53, 0, 0, 0, 53), 'complement');
});

test('a DHT12 sends tenths of both, and knows the sign only', () => {
  for (const negative of ['sign', 'complement'] as const) {
    sends('DHT12', -10.1, 56.8, bytes(56, 8, 10, 0x81, 0xcb), negative);
  }
});

test('beyond its range a part stays at the border', () => {
  for (const part of ['DHT21', 'DHT22'] as const) {
    sends(part, 99, 120, bytes(0x03, 0xe8, 0x03, 0x20, 0x0e));
    sends(part, -99, -5, bytes(0, 0, 0x81, 0x90, 0x11));
  }
  sends('DHT11', 99, 99, bytes(90, 0, 60, 0, 150));
  sends('DHT11', -99, 1, bytes(20, 0, 20, 0x80, 0xa8));
  sends('DHT12', 99, 99, bytes(95, 0, 60, 0, 155));
  sends('DHT12', -99, 1, bytes(20, 0, 20, 0x80, 0xa8));
});

test('values are rounded to the nearest tenth', () => {
  sends('DHT22', 21.44, 48.26, bytes(0x01, 0xe3, 0x00, 0xd6, 0xba));
  sends('DHT22', 21.36, 48.34, bytes(0x01, 0xe3, 0x00, 0xd6, 0xba));
});

test('a part is found by any of its names, and no other name passes', () => {
  equal(partOf('dht11'), 'DHT11');
  equal(partOf('DHT12'), 'DHT12');
  equal(partOf('am2301'), 'DHT21');
  equal(partOf('Dht21'), 'DHT21');
  equal(partOf('AM2302'), 'DHT22');
  equal(partOf('dht22'), 'DHT22');
  throws(() => partOf('DHT23'), 'model DHT23');
});

test('what is no number is refused', () => {
  throws(() => encodeFrame('DHT22', { temperatureC: NaN, humidityPercent: 1 }), 'temperatureC');
  throws(
    () => encodeFrame('DHT22', { temperatureC: 1, humidityPercent: Infinity }),
    'humidityPercent',
  );
});
