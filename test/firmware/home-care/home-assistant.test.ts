/** What Home Assistant is told of door and cuff. */

import { componentsOf } from '../../../firmware/home-care/home-assistant';
import { HomeCareInstruments } from '../../../firmware/home-care/instruments';
import type { Announced } from '../../../firmware/station/extras';
import { checkSettings } from '../../../firmware/station/settings';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

function told(...instruments: readonly object[]): string {
  const checked = checkSettings(
    {
      base: 'home',
      ...{ wifi: { ssid: 'home' }, broker: { host: 'broker.local' } },
      ...{ sensors: [{ model: 'DHT22', pin: 4 }], instruments, discovery: {} },
    },
    new HomeCareInstruments(),
  );
  ok(checked.ok);
  const { settings } = checked;
  return JSON.stringify(componentsOf({ settings, id: 'mum' } as unknown as Announced));
}

test('a contact is a binary sensor of its own topic, byte for byte', () => {
  equal(
    told({ kind: 'contact', name: 'door', pins: [5] }),
    '{"door_open":{"p":"binary_sensor","uniq_id":"mum_door_open","stat_t":"home/mum/door",' +
      '"val_tpl":"{{ value_json.open }}","exp_aft":900,"name":"door","dev_cla":"door",' +
      '"pl_on":true,"pl_off":false}}',
  );
});

test('a cuff is three sensors without a class, which are of its interval’s age', () => {
  const component = (field: string, unit: string): string =>
    `"cuff_${field}":{"p":"sensor","uniq_id":"mum_cuff_${field}","stat_t":"home/mum/cuff",` +
    `"val_tpl":"{{ value_json.${field} }}","exp_aft":180,"name":"cuff ${field}",` +
    `"ic":"mdi:heart-pulse","stat_cla":"measurement","unit_of_meas":"${unit}","sug_dsp_prc":0}`;
  const parts = [['systolic', 'mmHg'] as const, ['diastolic', 'mmHg'], ['pulse', 'bpm']] as const;
  equal(
    told({ kind: 'blood-pressure', name: 'cuff', pins: [16, 17], intervalMs: 60_000 }),
    `{${parts.map(([field, unit]) => component(field, unit)).join(',')}}`,
  );
});

test('two doors are two components, and one that is called like a value of the reading hides none', () => {
  const names = ['door', 'temperature'];
  const doors = names.map((name, i) => ({ kind: 'contact', name, pins: [5 + i] }));
  deepEqual(Object.keys(JSON.parse(told(...doors)) as object), ['door_open', 'temperature_open']);
});

test('a board without instruments has no more to tell of', () => {
  equal(told(), '{}');
});
