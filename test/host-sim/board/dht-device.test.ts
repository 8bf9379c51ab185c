import { SimulatedDht, type SimulatedDhtOptions } from '../../../host-sim/board/dht-device';
import { pulseTrain } from '../../../host-sim/board/dht-pulses';
import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';

const START_US = 20_000;

/** A part whose widths do not stray; it gets a degree warmer every second. */
function made(options: Partial<SimulatedDhtOptions> = {}): SimulatedDht {
  return new SimulatedDht({
    model: 'DHT22',
    climate: (nowMs) => ({ temperatureC: nowMs / 1000, humidityPercent: 50 }),
    poweredOnMs: 0,
    random: () => 0.5,
    ...options,
  });
}

/** 50 % and so many degrees, from a DHT22. */
function at(degrees: number): Int16Array {
  const tenths = degrees * 10;
  const [high, low] = [tenths >> 8, tenths & 0xff];
  return pulseTrain(bytes(0x01, 0xf4, high, low, (0x01 + 0xf4 + high + low) & 0xff));
}

test('it answers with what is true at that moment', () => {
  const dht = made();
  deepEqual(dht.answer(START_US, 5_000), at(5));
  deepEqual(dht.answer(START_US, 60_000), at(60));
});

test('it stays silent until it has settled', () => {
  for (const [model, settleMs] of [
    ['DHT11', 1_000],
    ['DHT12', 1_000],
    ['AM2301', 2_000],
    ['dht22', 2_000],
  ] as const) {
    const dht = made({ model, poweredOnMs: 700 });
    equal(dht.answer(START_US, 700 + settleMs - 1), undefined, model);
    ok(dht.answer(START_US, 700 + settleMs), model);
  }
});

test('it does not notice a start pulse that is too short for the model', () => {
  for (const [model, lowUs] of [
    ['DHT11', 18_000],
    ['DHT12', 18_000],
    ['DHT21', 800],
    ['DHT22', 800],
  ] as const) {
    equal(made({ model }).answer(lowUs - 1, 5_000), undefined, model);
    ok(made({ model }).answer(lowUs, 5_000), model);
  }
});

test('asked too fast it answers with what it has', () => {
  for (const [model, intervalMs] of [
    ['DHT11', 1_000],
    ['DHT12', 2_000],
    ['DHT21', 2_000],
    ['DHT22', 2_000],
  ] as const) {
    const dht = made({ model });
    const first = dht.answer(START_US, 5_000)!;
    deepEqual(dht.answer(START_US, 5_000 + intervalMs - 1), first, model);
    ok(
      dht.answer(START_US, 5_000 + intervalMs)!.some((width, i) => width !== first[i]),
      model,
    );
  }
});

test('a start pulse that it does not notice changes nothing', () => {
  const dht = made();
  dht.answer(START_US, 5_000);
  dht.answer(100, 7_000);
  deepEqual(dht.answer(START_US, 7_500), at(7.5));
});

test('below zero it sends the form of its kind', () => {
  const climate = (): { temperatureC: number; humidityPercent: number } => ({
    temperatureC: -0.9,
    humidityPercent: 56.3,
  });
  const sign = made({ climate }).answer(START_US, 5_000)!;
  deepEqual(sign, pulseTrain(bytes(0x02, 0x33, 0x80, 0x09, 0xbe)));
  const complement = made({ climate, negative: 'complement' }).answer(START_US, 5_000)!;
  deepEqual(complement, pulseTrain(bytes(0x02, 0x33, 0xff, 0xf7, 0x2b)));
});

test('its widths stray as its random numbers say, by 2 µs unless told otherwise', () => {
  const still = at(5);
  const straying = made({ random: () => 0 }).answer(START_US, 5_000)!;
  equal(straying[1], still[1]! + 2);
  equal(straying[2], still[2]! - 2);
  const wild = made({ random: () => 0, jitterUs: 7 }).answer(START_US, 5_000)!;
  equal(wild[2], still[2]! - 7);
});

test('an unknown model is refused', () => {
  throws(() => made({ model: 'DHT1' }), 'model DHT1');
});
