/** What Home Assistant would show, as messages come and time passes. */

import { type DeviceView, HomeAssistant } from '../../../host-sim/home-assistant/home-assistant';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const CONFIG = 'homeassistant/device/attic/config';
const STATE = 'home/attic/state';
const STATUS = 'home/attic/status';

function config(changes: object = {}, id = 'attic', root: object = {}): string {
  return JSON.stringify({
    dev: { ids: id, name: `${id} climate` },
    o: { name: 'test' },
    avty_t: STATUS,
    stat_t: STATE,
    cmps: {
      t: {
        ...{ p: 'sensor', uniq_id: `${id}_t`, dev_cla: 'temperature', unit_of_meas: '°C' },
        ...{ val_tpl: '{{ value_json.temperature }}', exp_aft: 30, sug_dsp_prc: 1 },
        ...changes,
      },
    },
    ...root,
  });
}

function told(changes: object = {}): HomeAssistant {
  const house = new HomeAssistant();
  house.message(CONFIG, config(changes), true, 0);
  return house;
}

function only(house: HomeAssistant, nowMs: number): DeviceView['entities'][number] {
  return house.devices(nowMs)[0]!.entities[0]!;
}

/** State and value. */
function seen(house: HomeAssistant, nowMs: number): string {
  const { state, value = '', why } = only(house, nowMs);
  return [state, value, why].filter((part) => part !== '').join(' ');
}

test('a value is there with its unit once the device says so, and until it expires', () => {
  const house = told();
  equal(seen(house, 1), `unavailable nothing has said that it is there (${STATUS})`);
  house.message(STATUS, 'online', true, 10);
  equal(seen(house, 11), `unavailable no value has come yet on ${STATE}`);
  house.message(STATE, '{"temperature":21,"humidity":40}', false, 1_000);
  equal(seen(house, 1_001), 'available 21.0');
  const { entityId, name, unit, expiresMs, atMs } = only(house, 1_001);
  deepEqual([entityId, name, unit], ['sensor.attic_climate_temperature', 'Temperature', '°C']);
  deepEqual([atMs, expiresMs], [1_000, 31_000]);
  equal(seen(house, 30_999), 'available 21.0');
  equal(seen(house, 31_000), 'unavailable no value has come for 30 s');
  house.message(STATE, '{"temperature":22.5}', false, 40_000);
  equal(seen(house, 40_001), 'available 22.5');
});

test('a will makes it unavailable at once, and the next status heals it', () => {
  const house = told();
  house.message(STATUS, 'online', true, 0);
  house.message(STATE, '{"temperature":21}', false, 0);
  house.message(STATUS, 'offline', true, 1_000);
  equal(seen(house, 1_001), `unavailable it was said to be away (${STATUS})`);
  house.message(STATUS, 'asleep until 7', true, 2_000); // neither word: passed over
  equal(seen(house, 2_001), `unavailable it was said to be away (${STATUS})`);
  house.message(STATUS, 'online', true, 3_000);
  equal(seen(house, 3_001), 'available 21.0');
});

test('what the broker has kept is known to a device that is told of later', () => {
  const house = new HomeAssistant();
  house.message(STATUS, 'online', true, 0);
  house.message(STATE, '{"temperature":20}', true, 0);
  house.message(CONFIG, config(), true, 5_000);
  equal(seen(house, 5_001), 'available 20.0');
});

test('a message that is told again changes what is new in it, and keeps the value', () => {
  const house = told();
  house.message(STATUS, 'online', true, 0);
  house.message(STATE, '{"temperature":20}', false, 0);
  house.message(CONFIG, config({ exp_aft: 600 }), true, 1_000);
  equal(seen(house, 60_000), 'available 20.0');
  house.message(CONFIG, config({ val_tpl: '{{ value_json.humidity }}' }), true, 2_000);
  equal(seen(house, 2_001), `unavailable no value has come yet on ${STATE}`);
});

test('an empty retained message takes the device away', () => {
  const house = told();
  house.message(CONFIG, '', true, 1);
  deepEqual(house.devices(2), []);
});

test('a message that is refused changes nothing of what was there', () => {
  const house = told();
  house.message(STATUS, 'online', true, 0);
  house.message(STATE, '{"temperature":20}', false, 0);
  house.message(CONFIG, '{"dev":{}}', true, 1);
  const [view] = house.devices(2);
  equal(view?.device?.name, 'attic climate');
  equal(view?.entities[0]?.value, '20.0');
  ok(view!.complaints.some(({ effect }) => effect === 'refused'));
});

test('what no value can be made of is passed over, and told', () => {
  const house = new HomeAssistant();
  house.message(CONFIG, config({}, 'attic', { avty_t: undefined }), true, 0);
  house.message(STATE, '{"temperature":20}', false, 0);
  for (const [payload, why] of [
    ['hello', 'the payload is not JSON, and the template wants that'],
    ['{"humidity":7}', 'the payload has no temperature'],
    ['{"temperature":"warm"}', '"warm" is no number'],
    ['{"temperature":""}', 'the payload is empty'],
  ] as const) {
    house.message(STATE, payload, false, 1_000);
    equal(only(house, 1_001).why, why);
    equal(only(house, 1_001).atMs, 0);
  }
});

test('a number is what Python takes for one', () => {
  const shown = (payload: string): string => {
    const house = told({ val_tpl: '{{ value }}' });
    house.message(STATUS, 'online', true, 0);
    house.message(STATE, payload, false, 0);
    return only(house, 1).value ?? only(house, 1).why;
  };
  for (const text of ['1_0', ' 10 ', '+1e1', '10.', '1_00.0e-1']) equal(shown(text), '10.0', text);
  for (const text of ['0x10', '0b1', '1__0', '_1', '.', 'nan', 'inf', '-Infinity', '1e999', ' ']) {
    ok(!/^[\d.]+$/.test(shown(text)), text);
  }
});

test('an entity may ask for its id, and be called like its device', () => {
  equal(only(told({ def_ent_id: 'sensor.loft' }), 1).entityId, 'sensor.loft');
  const { entityId, name } = only(told({ name: null }), 1);
  deepEqual([entityId, name], ['sensor.attic_climate', 'attic climate']);
});

test('null is an unknown value', () => {
  const house = told();
  house.message(STATUS, 'online', true, 0);
  house.message(STATE, '{"temperature":null}', false, 0);
  equal(seen(house, 1), 'unknown');
});

test('rounding, whole payloads and nested values', () => {
  const values = (val_tpl: string, payload: string): string | undefined => {
    const house = told({ val_tpl, sug_dsp_prc: undefined });
    house.message(STATUS, 'online', true, 0);
    house.message(STATE, payload, false, 0);
    return only(house, 1).value;
  };
  equal(values('{{ value_json.a.b }}', '{"a":{"b":7}}'), '7');
  equal(values("{{ value_json['a b'] | round(2) }}", '{"a b":1.005}'), '1.0');
  equal(values('{{value|round}}', '20.6'), '21');
  equal(values('{{ value }}', '20.6'), '20.6');
});

test('of several availabilities all, any, or the latest decides', () => {
  const availability = [{ topic: 'a' }, { t: 'b', pl_avail: 'up', pl_not_avail: 'down' }];
  const stateWith = (mode: string, ...words: readonly (readonly [string, string])[]): string => {
    const house = new HomeAssistant();
    const root = { availability, avty_mode: mode, avty_t: undefined };
    house.message(CONFIG, config({ exp_aft: 0 }, 'attic', root), true, 0);
    for (const [topic, payload] of words) house.message(topic, payload, false, 1);
    return only(house, 2).state;
  };
  equal(stateWith('all', ['a', 'online']), 'unavailable');
  equal(stateWith('all', ['a', 'online'], ['b', 'up']), 'unknown');
  equal(stateWith('any', ['a', 'online'], ['b', 'down']), 'unknown');
  equal(stateWith('latest', ['a', 'online'], ['b', 'down']), 'unavailable');
  equal(stateWith('latest', ['b', 'down'], ['a', 'online']), 'unknown');
});

test('a unique id that another device has is refused, and a message that is not retained is advised against', () => {
  const house = told();
  const root = JSON.parse(config({ uniq_id: 'attic_t' }, 'cellar')) as object;
  house.message('homeassistant/device/cellar/config', JSON.stringify(root), false, 1);
  const [, cellar] = house.devices(2);
  deepEqual(cellar?.entities, []);
  deepEqual(
    cellar?.complaints.map(({ effect, where }) => `${effect} ${where}`),
    ['refused components.t.unique_id', 'advice '],
  );
});

test('who publishes anything does not fill the memory', () => {
  const house = new HomeAssistant();
  for (let i = 0; i < 200; i++) {
    house.message(`homeassistant/device/d${i}/config`, config({ uniq_id: `u${i}` }), true, 0);
  }
  equal(house.devices(1).length, 50);
});

/** A door that is told of by JSON. */
const DOOR = {
  ...{ p: 'binary_sensor', dev_cla: 'door', unit_of_meas: undefined, sug_dsp_prc: undefined },
  ...{ val_tpl: '{{ value_json.open }}', pl_on: true, pl_off: false, exp_aft: 900 },
};

test('a door is open or closed by the two payloads, and what is neither changes nothing but its age', () => {
  const house = told(DOOR);
  house.message(STATUS, 'online', true, 0);
  house.message(STATE, '{"open":true}', false, 0);
  equal(seen(house, 1), 'available open');
  equal(only(house, 1).entityId, 'binary_sensor.attic_climate_door');
  house.message(STATE, '{"open":false}', false, 1_000);
  equal(seen(house, 1_001), 'available closed');
  house.message(STATE, '{"open":1}', false, 60_000);
  equal(seen(house, 60_001), 'available closed "1" is neither "True" nor "False"');
  equal(only(house, 60_001).expiresMs, 960_000);
  house.message(STATE, '{"open":null}', false, 61_000);
  equal(seen(house, 61_001), 'unknown');
  equal(seen(house, 961_000), 'unavailable no value has come for 900 s');
});

test('what is no opening is on or off', () => {
  const house = told({ ...DOOR, dev_cla: 'smoke', val_tpl: undefined, pl_on: 'yes', exp_aft: 0 });
  house.message(STATUS, 'online', true, 0);
  equal(seen(house, 1), 'unknown');
  house.message(STATE, 'yes', false, 0);
  equal(seen(house, 1), 'available on');
});
