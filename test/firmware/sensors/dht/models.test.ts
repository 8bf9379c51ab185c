import {
  DHT_MODELS,
  type DhtModel,
  longestAnswerUs,
  modelOf,
} from '../../../../firmware/sensors/dht/models';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { test } from '../../../kit/test';

const ALL: readonly DhtModel[] = Object.values(DHT_MODELS);

test('a model is found by its name and by its alias, in upper and in lower case', () => {
  equal(modelOf('DHT11'), DHT_MODELS.DHT11);
  equal(modelOf('dht12'), DHT_MODELS.DHT12);
  equal(modelOf('Dht21'), DHT_MODELS.DHT21);
  equal(modelOf('AM2301'), DHT_MODELS.DHT21);
  equal(modelOf('dht22'), DHT_MODELS.DHT22);
  equal(modelOf('am2302'), DHT_MODELS.DHT22);
});

test('a name that is no model gives undefined, inherited names included', () => {
  for (const name of ['', 'DHT', 'DHT13', 'DHT22 ', 'toString', 'constructor', '__proto__']) {
    equal(modelOf(name), undefined, name);
  }
});

test('each model carries its own name', () => {
  for (const model of ALL) equal(modelOf(model.name), model);
});

test('the start pulse, the pauses and the ranges are those of the data sheets', () => {
  const rows = ALL.map((model) =>
    [
      model.name,
      model.frame,
      model.startLowUs,
      model.minimumIntervalMs,
      model.settleMs,
      model.lowestC,
      model.highestC,
    ].join(' '),
  );
  equal(rows[0], 'DHT11 integral 20000 1000 1000 -20 60');
  equal(rows[1], 'DHT12 integral 20000 2000 1000 -20 60');
  equal(rows[2], 'DHT21 tenths 1100 2000 2000 -40 80');
  equal(rows[3], 'DHT22 tenths 1100 2000 2000 -40 80');
  equal(rows.length, 4);
});

test('every humidity that can be is accepted from every model', () => {
  for (const model of ALL) {
    equal(model.lowestPercent, 0);
    equal(model.highestPercent, 100);
  }
});

test('only a DHT11 needs to be told how it sends temperatures below zero', () => {
  for (const model of ALL) equal(model.hasNegativeOption, model.name === 'DHT11', model.name);
});

test('the widths are those of AM2320 table 10', () => {
  for (const { timing } of ALL) {
    deepEqual(timing, {
      responseLowUs: { min: 75, typ: 80, max: 85 }, // T_rel
      responseHighUs: { min: 75, typ: 80, max: 85 }, // T_reh
      bitLowUs: { min: 48, typ: 50, max: 55 }, // T_LOW
      zeroHighUs: { min: 22, typ: 26, max: 30 }, // T_H0
      oneHighUs: { min: 68, typ: 70, max: 75 }, // T_H1
      finalLowUs: { min: 45, typ: 50, max: 55 }, // T_en
    });
  }
});

test('the limits of every pulse are in order, and a 1 is longer than a 0 and than its low', () => {
  for (const { timing } of ALL) {
    for (const { min, typ, max } of Object.values(timing)) ok(min <= typ && typ <= max);
    ok(timing.zeroHighUs.max < timing.bitLowUs.min);
    ok(timing.bitLowUs.max < timing.oneHighUs.min);
  }
});

test('the longest answer is the response, forty ones and the final low', () => {
  equal(longestAnswerUs(DHT_MODELS.DHT22), 85 + 85 + 40 * (55 + 75) + 55);
});
