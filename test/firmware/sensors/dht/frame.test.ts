import fc from 'fast-check';
import {
  decodeFrame,
  type DhtReading,
  type FrameFailure,
} from '../../../../firmware/sensors/dht/frame';
import { explainDht } from '../../../../firmware/sensors/dht/failures';
import {
  DHT_MODELS,
  type DhtModel,
  type NegativeForm,
} from '../../../../firmware/sensors/dht/models';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';

const { DHT11, DHT12, DHT21, DHT22 } = DHT_MODELS;
const ALL: readonly DhtModel[] = [DHT11, DHT12, DHT21, DHT22];

/** Four bytes and their checksum. */
function summed(...four: number[]): Uint8Array {
  return bytes(...four, four.reduce((sum, byte) => sum + byte, 0) & 0xff);
}

function reads(
  frame: Uint8Array,
  model: DhtModel,
  temperatureC: number,
  humidityPercent: number,
  negative?: NegativeForm,
): void {
  deepEqual(decodeFrame(frame, model, negative), { temperatureC, humidityPercent });
}

function refuses(frame: Uint8Array, model: DhtModel, failure: FrameFailure): void {
  deepEqual(decodeFrame(frame, model), failure, model.name);
}

test('a DHT22 sends sixteen bits of tenths each', () => {
  const frame = bytes(
    0x02, // RH high
    0x92, // RH low: 0x0292 = 65.8 %
    0x01, // T high
    0x0d, // T low: 0x010d = 26.9 °C
    0xa2, // checksum
  );
  reads(frame, DHT22, 26.9, 65.8);
  reads(frame, DHT21, 26.9, 65.8);
});

test('a DHT11 sends integral and decimal parts', () => {
  const frame = bytes(
    0x35, // RH integral: 53
    0x00, // RH decimal
    0x18, // T integral: 24
    0x04, // T decimal
    0x51, // checksum
  );
  reads(frame, DHT11, 24.4, 53);
  reads(frame, DHT12, 24.4, 53);
});

test("a DHT22 below zero in two's complement is read, Adafruit#223", () => {
  const frame = bytes(
    0x02, // RH high
    0x33, // RH low: 56.3 %
    0xff, // T high
    0xf7, // T low: -9 tenths
    0x2b, // checksum
  );
  reads(frame, DHT22, -0.9, 56.3);
});

test('a DHT22 below zero with sign and magnitude is read, by the sheet', () => {
  const frame = bytes(
    0x02, // RH high
    0x8c, // RH low: 65.2 %
    0x80, // T high: the sign
    0x65, // T low: 101 tenths
    0x73, // checksum
  );
  reads(frame, DHT22, -10.1, 65.2);
});

test('a DHT22 tells both forms apart at their borders', () => {
  reads(summed(0x02, 0x8c, 0x81, 0x90), DHT22, -40, 65.2); // the largest magnitude
  reads(summed(0x02, 0x8c, 0xfe, 0x70), DHT22, -40, 65.2); // the smallest complement
  reads(summed(0x02, 0x8c, 0x80, 0x01), DHT22, -0.1, 65.2);
  reads(summed(0x02, 0x8c, 0xff, 0xff), DHT22, -0.1, 65.2);
  refuses(summed(0x02, 0x8c, 0xbf, 0xff), DHT22, 'out of range'); // -1638.3 as a magnitude
  refuses(summed(0x02, 0x8c, 0xc0, 0x00), DHT22, 'out of range'); // -1638.4 as a complement
});

test('the negative option changes nothing where a frame tells its form, or where there is one form', () => {
  reads(summed(0x02, 0x8c, 0x80, 0x65), DHT22, -10.1, 65.2, 'complement');
  reads(summed(0x02, 0x8c, 0xff, 0xf7), DHT22, -0.9, 65.2, 'sign');
  reads(summed(40, 0, 6, 0x83), DHT12, -6.3, 40, 'complement');
});

test('minus zero is zero, DHTNew#100', () => {
  const dht22 = decodeFrame(summed(0x02, 0x8c, 0x80, 0x00), DHT22) as DhtReading;
  ok(Object.is(dht22.temperatureC, 0));
  const dht11 = decodeFrame(summed(0x35, 0x00, 0x00, 0x80), DHT11) as DhtReading;
  ok(Object.is(dht11.temperatureC, 0));
});

test('a DHT11 below zero is read with the sign in its decimal byte, unless said otherwise', () => {
  const frame = bytes(
    0x35, // RH integral: 53
    0x00, // RH decimal
    0x06, // T integral: 6
    0x83, // T decimal: the sign, and 3
    0xbe, // checksum
  );
  reads(frame, DHT11, -6.3, 53);
  reads(frame, DHT11, -6.3, 53, 'sign');
  reads(frame, DHT11, -6.7, 53, 'complement');
});

test('in the other form a DHT11 counts up from the next lower degree, idDHTLib#14', () => {
  reads(summed(0x35, 0x00, 0x00, 0x88), DHT11, -0.2, 53, 'complement');
  reads(summed(0x35, 0x00, 0x00, 0x80), DHT11, -1, 53, 'complement');
  reads(summed(0x35, 0x00, 0x09, 0x89), DHT11, -9.1, 53, 'complement');
  reads(summed(0x35, 0x00, 0x09, 0x09), DHT11, 9.9, 53, 'complement');
});

test('a DHT12 has its sign in the fourth byte, wemos/DHT12#2', () => {
  reads(summed(56, 8, 10, 0x81), DHT12, -10.1, 56.8);
  refuses(summed(56, 8, 0x8a, 1), DHT12, 'out of range');
});

test('every tenth prints as it was sent', () => {
  for (let tenths = 0; tenths <= 800; tenths++) {
    const reading = decodeFrame(summed(0x02, 0x58, tenths >> 8, tenths & 0xff), DHT22);
    const text = `${Math.floor(tenths / 10)}${tenths % 10 === 0 ? '' : `.${tenths % 10}`}`;
    equal(JSON.stringify(reading), `{"temperatureC":${text},"humidityPercent":60}`);
  }
});

test('a wrong checksum is refused, whichever bit is wrong', () => {
  const good = summed(0x02, 0x33, 0x00, 0xd6);
  reads(good, DHT22, 21.4, 56.3);
  for (let bit = 1; bit < 40; bit++) {
    const bad = good.slice();
    bad[bit >> 3]! ^= 0x80 >> (bit & 7);
    refuses(bad, DHT22, 'checksum');
  }
});

test('the first bit of a DHT22 is never set unless the frame is shifted, whatever its checksum', () => {
  refuses(summed(0x80, 0x33, 0x00, 0xd6), DHT22, 'shifted frame');
  refuses(bytes(0x84, 0x66, 0x01, 0xac, 0x00), DHT21, 'shifted frame');
  refuses(summed(0x80, 0x00, 0x10, 0x00), DHT11, 'out of range'); // 128 %
});

test('humidity is accepted from 0 to 100 %, beyond the range of accuracy', () => {
  reads(summed(0x03, 0xe8, 0x00, 0xd6), DHT22, 21.4, 100);
  refuses(summed(0x03, 0xe9, 0x00, 0xd6), DHT22, 'out of range');
  reads(summed(0x00, 0x00, 0x00, 0xd6), DHT22, 21.4, 0);
  reads(summed(100, 0, 21, 4), DHT11, 21.4, 100);
  refuses(summed(100, 1, 21, 4), DHT11, 'out of range');
  reads(summed(0, 0, 21, 4), DHT12, 21.4, 0);
});

test("temperature is accepted within the model's range", () => {
  reads(summed(0x02, 0x58, 0x03, 0x20), DHT22, 80, 60);
  refuses(summed(0x02, 0x58, 0x03, 0x21), DHT22, 'out of range');
  refuses(summed(0x02, 0x58, 0x81, 0x91), DHT22, 'out of range');
  for (const model of [DHT11, DHT12]) {
    reads(summed(60, 0, 60, 0), model, 60, 60);
    refuses(summed(60, 0, 60, 1), model, 'out of range');
    reads(summed(60, 0, 20, 0x80), model, -20, 60);
    refuses(summed(60, 0, 20, 0x81), model, 'out of range');
  }
});

test('a decimal part of more than one digit is refused', () => {
  refuses(summed(60, 10, 20, 0), DHT11, 'out of range');
  refuses(summed(60, 0, 20, 10), DHT11, 'out of range');
  refuses(summed(60, 0, 1, 0x8a), DHT11, 'out of range');
  deepEqual(decodeFrame(summed(60, 0, 1, 0x8a), DHT11, 'complement'), 'out of range');
});

test('the bytes of a DHT22 do not pass as those of a DHT11, nor the reverse', () => {
  refuses(summed(0x02, 0x92, 0x01, 0x0d), DHT11, 'out of range');
  refuses(summed(0x35, 0x00, 0x18, 0x04), DHT22, 'out of range');
});

test('all zeros and the known fake frames are implausible, esphome/issues#397', () => {
  for (const model of ALL) refuses(bytes(0, 0, 0, 0, 0), model, 'implausible');
  for (const model of [DHT11, DHT12]) {
    refuses(summed(1, 0, 1, 0), model, 'implausible');
    refuses(summed(1, 0, 0, 0), model, 'implausible');
    refuses(summed(2, 0, 0, 0), model, 'implausible');
    reads(summed(3, 0, 0, 0), model, 0, 3);
    reads(summed(1, 0, 2, 0), model, 2, 1);
    reads(summed(2, 0, 1, 0), model, 1, 2);
  }
  for (const model of [DHT21, DHT22]) {
    refuses(summed(0, 10, 0, 10), model, 'implausible');
    refuses(summed(0, 10, 0, 0), model, 'implausible');
    refuses(summed(0, 15, 0x80, 0), model, 'implausible');
    refuses(summed(0, 20, 0, 0), model, 'implausible');
    reads(summed(0, 21, 0, 0), model, 0, 2.1);
    reads(summed(0, 9, 0, 0), model, 0, 0.9);
    reads(summed(0, 11, 0, 10), model, 1, 1.1);
  }
});

test('whatever the bytes, there is a reading within the limits or a failure with an explanation', () => {
  const anyFrame = fc.oneof(
    fc.uint8Array({ minLength: 5, maxLength: 5 }),
    fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }).map((four) => summed(...four)),
  );
  const form = fc.constantFrom<NegativeForm>('sign', 'complement');
  fc.assert(
    fc.property(anyFrame, fc.constantFrom(...ALL), form, (frame, model, negative) => {
      const decoded = decodeFrame(frame, model, negative);
      if (typeof decoded === 'string') {
        ok(explainDht(decoded).check.length > 0);
        return;
      }
      const { temperatureC, humidityPercent } = decoded;
      ok(temperatureC >= model.lowestC && temperatureC <= model.highestC);
      ok(humidityPercent >= 0 && humidityPercent <= 100);
      ok(!Object.is(temperatureC, -0));
      equal(Math.round(temperatureC * 10) / 10, temperatureC);
    }),
    { numRuns: 2000 },
  );
});
