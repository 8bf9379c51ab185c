/** The published rules of MQTT device discovery, each kept and each broken. */

import { checkDiscovery, type Verdict } from '../../../host-sim/home-assistant/check';
import { deepEqual, equal, fail, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const TOPIC = 'homeassistant/device/attic/config';

const TEMPERATURE = {
  p: 'sensor',
  uniq_id: 'attic_t',
  dev_cla: 'temperature',
  stat_cla: 'measurement',
  unit_of_meas: '°C',
  val_tpl: '{{ value_json.temperature }}',
  exp_aft: 180,
};
const GOOD = {
  dev: { ids: 'attic', name: 'Attic', mf: 'm', mdl: 'x', sw: '1' },
  o: { name: 'test', sw: '1', url: 'https://example.org' },
  avty_t: 'home/attic/status',
  stat_t: 'home/attic/state',
  cmps: { t: TEMPERATURE },
};

const ENUM = { dev_cla: 'enum', stat_cla: null, unit_of_meas: null, ops: ['a', 'b'] };
const { dev, o, cmps, ...REST } = GOOD;

function judge(payload: unknown, topic = TOPIC): Verdict {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return checkDiscovery(topic, text) ?? fail('this is no topic of discovery');
}

/** The complaints, as `effect where: what`. */
function complaints(payload: unknown, topic?: string): string[] {
  return judge(payload, topic).complaints.map(
    ({ effect, where, what }) => `${effect} ${where}: ${what}`,
  );
}

function withComponent(changes: object): object {
  return { ...GOOD, cmps: { t: { ...TEMPERATURE, ...changes } } };
}

test('a good message becomes a device with its sensors', () => {
  const { device, entities: sensors, complaints: all } = judge(GOOD);
  deepEqual(all, []);
  deepEqual(device, {
    ...{ identifiers: ['attic'], name: 'Attic', manufacturer: 'm', model: 'x', version: '1' },
    origin: 'test',
  });
  deepEqual(sensors, [
    {
      platform: 'sensor',
      ...{ key: 't', uniqueId: 'attic_t', name: 'Temperature', deviceClass: 'temperature' },
      ...{ stateClass: 'measurement', unit: '°C', isNumeric: true },
      ...{ stateTopic: 'home/attic/state', entityId: undefined },
      template: { path: ['temperature'], decimals: undefined },
      ...{ expireAfterS: 180, decimals: undefined, mode: 'latest' },
      availability: [
        {
          topic: 'home/attic/status',
          template: { path: undefined, decimals: undefined },
          ...{ available: 'online', notAvailable: 'offline' },
        },
      ],
    },
  ]);
});

test('full names mean the same as abbreviations', () => {
  const full = {
    device: { identifiers: ['attic'], name: 'Attic', manufacturer: 'm', model: 'x', sw_version: 1 },
    origin: { name: 'test', sw_version: '1', support_url: 'https://example.org' },
    availability: { topic: 'home/attic/status' },
    state_topic: 'home/attic/state',
    components: {
      t: {
        ...{ platform: 'sensor', unique_id: 'attic_t', device_class: 'temperature' },
        ...{ state_class: 'measurement', unit_of_measurement: '°C', expire_after: 180 },
        value_template: '{{ value_json["temperature"] }}',
      },
    },
  };
  deepEqual(judge(full), judge(GOOD));
});

test('a component’s own options stand above those of the root, and ~ is its base', () => {
  const changes = { '~': 'a/b', stat_t: '~/state', avty_t: 'up/~', exp_aft: 0 };
  const [sensor] = judge(withComponent(changes)).entities;
  equal(sensor?.stateTopic, 'a/b/state');
  equal(sensor?.availability[0]?.topic, 'up/a/b');
  equal(sensor?.expireAfterS, 0);
});

test('~ is the base in the list of availabilities, too', () => {
  const avty = [{ t: '~/st' }, { topic: 'up/~' }];
  const { entities: sensors } = judge({
    ...{ dev, o, stat_t: GOOD.stat_t },
    cmps: { t: { ...TEMPERATURE, '~': 'z', avty } },
  });
  deepEqual(
    sensors[0]?.availability.map(({ topic }) => topic),
    ['z/st', 'up/z'],
  );
});

/** What the documentation allows, beside the usual. */
const ALLOWED: readonly (readonly [string, object])[] = [
  ['only the device’s name', { name: null }],
  ['no class, by null', { dev_cla: null, stat_cla: null, unit_of_meas: null }],
  ['numbers and flags as texts', { exp_aft: '30', qos: '1', en: 'true', frc_upd: 'off' }],
  ['an enum with its options', { ...ENUM }],
  ['an enum without them', { ...ENUM, ops: undefined }],
  ['classes with capitals', { dev_cla: 'Temperature', stat_cla: 'MEASUREMENT' }],
  ['no decoding', { e: '' }],
  ['an encoding by Python’s name', { e: 'utf_8' }],
  ['a diagnostic value with its icon', { ent_cat: 'diagnostic', ic: 'mdi:thermometer' }],
];

for (const [name, changes] of ALLOWED) {
  test(`${name}: allowed`, () => {
    const payload = JSON.parse(JSON.stringify(withComponent(changes))) as unknown;
    deepEqual(complaints(payload), []);
    equal(judge(payload).entities.length, 1);
  });
}

test('an expiry that is text counts like a number', () => {
  equal(judge(withComponent({ exp_aft: ' 3_0 ' })).entities[0]?.expireAfterS, 30);
});

test('an empty payload takes the device away; a component with its platform only is gone', () => {
  const removal = judge('');
  deepEqual([removal.isRemoval, removal.device, removal.complaints], [true, undefined, []]);
  const {
    device,
    entities: sensors,
    complaints: all,
  } = judge({ ...GOOD, cmps: { t: { p: 'sensor' } } });
  deepEqual([device?.name, sensors, all], ['Attic', [], []]);
});

test('other topics are none of discovery', () => {
  for (const topic of ['homeassistant/status', 'home/device/attic/config', 'device/attic/config']) {
    equal(checkDiscovery(topic, '{}'), undefined, topic);
  }
  ok(checkDiscovery('ha/x/device/attic/config', '{}', 'ha/x'));
});

/** A message, and the complaint about it. */
const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['no JSON', '{"dev":', ': the payload is not JSON'],
  ['a list', '[]', ': the payload is a list, not a map'],
  ['no device', { ...REST, o, cmps }, 'device: is missing'],
  ['a device without identity', { ...GOOD, dev: { name: 'x' } }, 'device: needs identifiers or'],
  ['no origin', { ...REST, dev, cmps }, 'origin: is missing'],
  ['an origin without a name', { ...GOOD, o: { sw: '1' } }, 'origin.name: is missing'],
  ['no components', { ...REST, dev, o }, 'components: is missing'],
  ['cmp for cmps', { ...REST, dev, o, cmp: cmps }, 'cmp: is no key here; did you mean'],
  ['a list of components', { ...GOOD, cmps: [TEMPERATURE] }, 'components: is a list, not a map'],
  ['an unknown key at the root', { ...GOOD, state: 'x' }, 'state: is no key here'],
  ['a base at the root', { ...GOOD, '~': 'home/attic' }, '~: is no key here'],
  [
    'an unknown key of the device',
    { ...GOOD, dev: { ...dev, id: 7 } },
    'device.id: is no key here',
  ],
  ['identifiers that are none', { ...GOOD, dev: { ids: [{}] } }, 'device.identifiers: must be'],
  ['half a connection', { ...GOOD, dev: { cns: [['mac']] } }, 'device.connections: must be a list'],
  ['a name that is none', { ...GOOD, dev: { ids: 'a', name: null } }, 'device.name: is null, not'],
  [
    'a URL that is none',
    { ...GOOD, o: { name: 'x', url: 'here' } },
    'origin.support_url: is "here"',
  ],
  ['no platform', { ...GOOD, cmps: { t: { uniq_id: 'x' } } }, 'components.t.platform: is missing'],
  [
    'an unknown platform',
    withComponent({ p: 'sensro' }),
    'components.t.platform: is "sensro"; did',
  ],
];

for (const [name, payload, complaint] of REFUSED) {
  test(`${name}: nothing is made of the message`, () => {
    const { device, entities: sensors } = judge(payload);
    deepEqual([device, sensors], [undefined, []]);
    const all = complaints(payload);
    ok(
      all.some((one) => one.startsWith(`refused ${complaint}`)),
      all.join('\n'),
    );
  });
}

const WRONG_SENSORS: readonly (readonly [string, object, string])[] = [
  ['no unique id', { uniq_id: undefined }, 'components.t.unique_id: is missing'],
  [
    'a unit of another class',
    { unit_of_meas: '%' },
    'unit_of_measurement: is "%"; temperature goes',
  ],
  ['a degree sign that is none', { unit_of_meas: 'ºC' }, 'unit_of_measurement: is "ºC"'],
  [
    'an unknown class',
    { dev_cla: 'temprature' },
    'device_class: is "temprature"; did you mean temp',
  ],
  ['an unknown state class', { stat_cla: 'measured' }, 'state_class: is "measured"'],
  ['an expiry that is text', { exp_aft: '3 min' }, 'expire_after: is "3 min"; it must be a whole'],
  ['a negative expiry', { exp_aft: -1 }, 'expire_after: is -1; it must be a whole number'],
  ['an expiry without value', { exp_aft: null }, 'expire_after: is null; it must be a whole'],
  ['an empty topic', { stat_t: '' }, 'state_topic: is empty'],
  [
    'a wildcard amid a level',
    { stat_t: 'a+/b' },
    'state_topic: is "a+/b"; + and # stand for whole',
  ],
  [
    'two kinds of availability',
    { avty: [{ t: 'a' }] },
    'availability: and availability_topic excl',
  ],
  ['an unknown mode', { avty_mode: 'some' }, 'availability_mode: is "some"'],
  ['a map for a template', { val_tpl: {} }, 'value_template: is a map, not a text'],
  ['QoS 3', { qos: 3 }, 'qos: must be 0, 1 or 2'],
  ['an entity id without domain', { def_ent_id: 'attic_t' }, 'default_entity_id: is "attic_t"'],
  ['an unknown category', { ent_cat: 'main' }, 'entity_category: is "main"'],
  ['a text for a boolean', { frc_upd: 'perhaps' }, 'force_update: must be true or false'],
  ['QoS 3 as text', { qos: '3' }, 'qos: must be 0, 1 or 2'],
  ['the category config', { ent_cat: 'config' }, 'entity_category: is config; what sets nothing'],
  ['options beside another class', { ops: ['a'] }, 'options: goes with device_class enum only'],
  ['no options', { ...ENUM, ops: [] }, 'options: is empty'],
  ['options of no class', { ...ENUM, dev_cla: null }, 'options: goes with device_class enum only'],
  ['a unit of an enum', { ...ENUM, unit_of_meas: '%' }, 'unit_of_measurement: does not go with en'],
  [
    'a state class of an enum',
    { ...ENUM, stat_cla: 'total' },
    'state_class: does not go with enum',
  ],
  [
    'a reset of what is no total',
    { lrst_val_tpl: '{{ value }}' },
    'last_reset_value_template: goes with state_class total only',
  ],
  ['an unknown encoding', { e: 'klingon' }, 'encoding: is "klingon", no encoding'],
  ['an icon without a set', { ic: 'thermometer' }, 'icon: is "thermometer"; write it like mdi:'],
];

for (const [name, changes, complaint] of WRONG_SENSORS) {
  test(`${name}: the device is made without this sensor`, () => {
    const payload = withComponent(changes);
    const { device, entities: sensors } = judge(payload);
    deepEqual([device?.name, sensors], ['Attic', []]);
    const all = complaints(payload).filter((one) => one.startsWith('refused components.t.'));
    equal(all.length, 1, all.join('\n'));
    ok(all[0]!.includes(complaint), all[0]);
  });
}

test('no state topic, here or at the root', () => {
  const { avty_t } = GOOD;
  deepEqual(complaints({ dev, o, cmps, avty_t }), [
    'refused components.t.state_topic: is missing, here and at the root',
  ]);
});

test('the second of two sensors with one unique id is not made', () => {
  const payload = { ...GOOD, cmps: { t: TEMPERATURE, again: TEMPERATURE } };
  deepEqual(
    judge(payload).entities.map(({ key }) => key),
    ['t'],
  );
  deepEqual(complaints(payload), [
    'refused components.again.unique_id: is "attic_t", as that of t before it',
  ]);
});

/** A message that is taken, and what is remarked. */
const REMARKED: readonly (readonly [string, object, string])[] = [
  ['an unknown key', { expires: 7 }, 'ignored components.t.expires: is no key here'],
  [
    'object_id',
    { obj_id: 'x', object_id: 'x' },
    'ignored components.t.object_id: has been ignored',
  ],
  ['no unit', { unit_of_meas: undefined }, 'advice components.t.unit_of_measurement: is missing'],
  ['a total', { stat_cla: 'total' }, 'advice components.t.state_class: is total; temperature goes'],
  ['half a decimal', { sug_dsp_prc: 0.5 }, 'advice components.t.suggested_display_precision: is'],
  ['another filter', { val_tpl: '{{ value | float }}' }, 'not checked components.t.value_template'],
  ['a condition', { val_tpl: '{% if value %}1{% endif %}' }, 'not checked components.t.value_temp'],
  [
    'a twin name',
    { device_class: 'temperature' },
    'ignored components.t: device_class is there twi',
  ],
  [
    'another class',
    { dev_cla: 'energy', unit_of_meas: 'kWh' },
    'not checked components.t.unit_of_m',
  ],
];

for (const [name, changes, remark] of REMARKED) {
  test(`${name}: the sensor is made, with a remark`, () => {
    const payload = withComponent(changes);
    equal(judge(payload).entities.length, 1);
    const all = complaints(payload);
    ok(
      all.some((one) => one.startsWith(remark)),
      all.join('\n'),
    );
  });
}

/** A door by which something is known, with changes to it. */
function withDoor(changes: object = {}): object {
  const door = {
    p: 'binary_sensor',
    uniq_id: 'attic_t',
    dev_cla: 'door',
    pl_on: true,
    pl_off: false,
  };
  return { ...GOOD, cmps: { t: TEMPERATURE, d: { ...door, ...changes } } };
}

test('a binary sensor is an entity with two payloads, and may have the unique id of a sensor', () => {
  deepEqual(complaints(withDoor()), []);
  const [, door] = judge(withDoor()).entities;
  ok(door?.platform === 'binary_sensor');
  // JSON's true becomes a text as Python writes it.
  deepEqual([door.on, door.off, door.deviceClass, door.name], ['True', 'False', 'door', 'Door']);
  const [, plain] = judge(
    withDoor({ pl_on: undefined, pl_off: undefined, dev_cla: null }),
  ).entities;
  ok(plain?.platform === 'binary_sensor');
  deepEqual([plain.on, plain.off, plain.name], ['ON', 'OFF', 'MQTT Binary sensor']);
});

const WRONG_DOORS: readonly (readonly [string, object, string])[] = [
  ['a sensor’s class', { dev_cla: 'temperature' }, 'refused components.d.device_class: is "tem'],
  ['a list for a payload', { pl_on: ['on'] }, 'refused components.d.payload_on: is a list, not'],
  ['a delay that is none', { off_dly: 'soon' }, 'refused components.d.off_delay: is "soon"; it m'],
  ['an id of a sensor', { def_ent_id: 'sensor.door' }, 'refused components.d.default_entity_id: '],
  ['one payload for both', { pl_off: true }, 'advice components.d.payload_off: is "True", as pay'],
  ['a unit', { unit_of_meas: '%' }, 'ignored components.d.unit_of_measurement: is no key here'],
];

for (const [name, changes, complaint] of WRONG_DOORS) {
  test(`a binary sensor with ${name} is complained of`, () => {
    const all = complaints(withDoor(changes));
    equal(all.length, 1, all.join('\n'));
    ok(all[0]!.startsWith(complaint), all[0]);
    equal(judge(withDoor(changes)).entities.length, complaint.startsWith('refused') ? 1 : 2);
  });
}

test('what is of another kind is said to be not checked', () => {
  const payload = { ...GOOD, cmps: { b: { p: 'button', uniq_id: 'b', cmd_t: 'x' } } };
  deepEqual(complaints(payload), ['not checked components.b: what a button needs']);
});

const TOPICS: readonly (readonly [string, string])[] = [
  ['homeassistant/device/config', 'refused : the topic must be PREFIX/device/OBJECT_ID/config'],
  ['homeassistant/device/a/b/c/config', 'refused : the topic must be'],
  ['homeassistant/device/at.tic/config', 'refused : the topic\'s "at.tic" may have letters'],
  ['homeassistant/device/süd/config', 'refused : the topic\'s "süd" may have letters'],
  ['homeassistant/devise/attic/config', 'refused : the topic\'s "devise" is no component'],
  ['homeassistant/sensor/attic/config', 'not checked : a message for a single sensor'],
];

for (const [topic, complaint] of TOPICS) {
  test(`${topic} is complained of`, () => {
    const all = complaints(GOOD, topic);
    equal(all.length, 1);
    ok(all[0]!.startsWith(complaint), all[0]);
  });
}

test('a node id may stand before the object id', () => {
  deepEqual(complaints(GOOD, 'homeassistant/device/house/attic/config'), []);
});
