/** Settings of a home-care board's instruments, and what they publish. */

import { HomeCareInstruments } from '../../../firmware/home-care/instruments';
import { toText } from '../../../firmware/mqtt/text';
import { checkSettings } from '../../../firmware/station/settings';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const DOOR = { kind: 'contact', name: 'door', pins: [5] };
const CUFF = { kind: 'blood-pressure', pins: [16, 17], intervalMs: 60_000 };

function settingsWith(instruments: unknown, more: object = {}): unknown {
  return {
    wifi: { ssid: 'home' },
    broker: { host: 'broker.local' },
    sensors: [{ model: 'DHT22', pin: 4 }],
    instruments,
    ...more,
  };
}

function problemsOf(instruments: unknown, more: object = {}): string[] {
  const checked = checkSettings(settingsWith(instruments, more), new HomeCareInstruments());
  return checked.ok ? [] : checked.problems.map(({ field, message }) => `${field} ${message}`);
}

test('a name is its kind, and the interval the kind’s, unless they are said', () => {
  const checked = checkSettings(settingsWith([DOOR, CUFF]), new HomeCareInstruments());
  ok(checked.ok);
  deepEqual(checked.settings.instruments, [
    { kind: 'contact', name: 'door', pins: [5], intervalMs: 300_000 },
    { kind: 'blood-pressure', name: 'blood-pressure', pins: [16, 17], intervalMs: 60_000 },
  ]);
});

test('what is wrong with them is told, each with its field', () => {
  deepEqual(problemsOf({}), ['instruments must be a list of instruments']);
  deepEqual(problemsOf([{ ...DOOR, kind: 'window' }]), [
    'instruments[0].kind is "window"; known are contact, blood-pressure',
    'instruments[0].pins must be a list of ',
  ]);
  deepEqual(problemsOf([DOOR, { ...DOOR, pins: [6] }]), [
    'instruments[1].name is "door", as that of instruments[0]',
  ]);
  for (const name of ['a/b', '+', 'set', 'alert']) {
    equal(problemsOf([{ ...DOOR, name }]).length, 1, name);
  }
  deepEqual(problemsOf([{ ...CUFF, pins: [16] }]), [
    'instruments[0].pins must be a list of receive and transmit',
  ]);
  equal(problemsOf([{ ...DOOR, intervalMs: 5 }]).length, 1);
  deepEqual(
    problemsOf([DOOR], { sleep: true, sensors: [{ model: 'DHT22', pin: 4, intervalMs: 60_000 }] }),
    ['sleep is true; a board with instruments has to stay awake for them'],
  );
});

test('a sensor cannot hang where an instrument does', () => {
  const sensors = [{ model: 'DHT22', pin: 16 }];
  deepEqual(problemsOf([DOOR, CUFF], { sensors }), [
    'sensors[0].pin is 16, which is taken by the blood-pressure',
  ]);
  deepEqual(problemsOf([DOOR], { sensors, sensorPins: [4, 16] }), []);
});

test('a build without instruments says so', () => {
  const checked = checkSettings(settingsWith([DOOR]));
  ok(!checked.ok);
  deepEqual(checked.problems, [
    { field: 'instruments', message: 'are not in this build, which has DHTs only' },
  ]);
});

test('payloads have their keys in order, and a door is retained', () => {
  const kinds = new HomeCareInstruments();
  const context = { base: 'home', id: 'mum', qos: 1, seal: undefined };
  const door = kinds.form({ ...DOOR, intervalMs: 1 }, context);
  const cuff = kinds.form({ ...CUFF, name: 'blood-pressure' }, context);
  const payload = (bytes: Uint8Array): string => toText(bytes, 0, bytes.length);
  equal(payload(door.topic), 'home/mum/door');
  equal(
    payload(door.render(Uint8Array.of(1), 1_700_000_000)),
    '{"deviceID":"mum","open":true,"timestamp":1700000000}',
  );
  equal(
    payload(cuff.render(Uint8Array.of(1, 4, 90, 71), null)),
    '{"deviceID":"mum","systolic":260,"diastolic":90,"pulse":71,"timestamp":null}',
  );
  deepEqual([door.retain, cuff.retain], [true, false]);
});
