/** host-sim/broker/mosquitto/passwords.conf and passwords.acl, with the station. */

import mqtt from 'mqtt';
import { test } from 'node:test';
import { checkDiscovery } from '../../../host-sim/home-assistant/check';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { noMosquitto } from '../../kit/mosquitto';
import { SimulatedStation } from '../../kit/simulated-station';
import { until } from '../../kit/until';
import { Witness } from '../../kit/witness';
import { PasswordsBroker } from './passwords-broker';
import { refusal } from './refusal';
import { hearsItselfOnly, speaksForItselfOnly, type As } from './rules';

const ONE = { user: 'board-1', password: 'one' };
const PASSWORDS: Readonly<Record<string, string>> = {
  'board-1': ONE.password,
  'board-2': 'two',
  monitor: 'three',
  homeassistant: 'four',
};

const skip = noMosquitto;
const recipe = new PasswordsBroker(PASSWORDS);
const as: As = (username) => recipe.as(username);

test('passwords: a station with the right one is heard and can be set', { skip }, async () => {
  const monitor = await Witness.with(as('monitor'));
  const station = await SimulatedStation.start({
    port: recipe.broker.port,
    id: 'board-1',
    login: ONE,
  });
  try {
    deepEqual(await monitor.wait('pubsub-xs/board-1/status'), ['online']);
    await monitor.wait('pubsub-xs/board-1/reading');
    await monitor.client.publishAsync('pubsub-xs/board-1/set', '{"intervalMs": 5}', { qos: 1 });
    await monitor.wait('pubsub-xs/board-1/error');
    deepEqual(await station.stop(), { unsent: 0 });
    deepEqual(await monitor.wait('pubsub-xs/board-1/status', 2), ['online', 'offline']);
  } finally {
    station.board.powerOff();
    await monitor.close();
  }
});

test(
  'passwords: a wrong one is refused, and the station says what that means',
  { skip },
  async () => {
    const login = { ...ONE, password: 'guess' };
    const station = await SimulatedStation.start({
      port: recipe.broker.port,
      id: 'board-1',
      login,
    });
    try {
      await station.link('failed');
      const [told] = station.told('mqtt');
      ok(told?.state === 'failed');
      equal(told.meaning, 'refused, code 5: not authorised');
      equal(told.check, "user name and password, and the broker's access rules for this client");
    } finally {
      station.board.powerOff();
    }
  },
);

// Mosquitto acknowledges what it does not allow, so the station cannot know. The README warns of it.
test('passwords: an id that is not the name of the user is heard by nobody', { skip }, async () => {
  const monitor = await Witness.with(as('monitor'));
  const station = await SimulatedStation.start({
    port: recipe.broker.port,
    id: 'other',
    login: ONE,
  });
  try {
    await until('a reading is accepted', () => station.told('reading').length > 0);
    await until('it is denied', () => recipe.broker.log.includes('Denied PUBLISH from board-1'));
    await monitor.client.publishAsync('pubsub-xs/last/set', 'of all');
    await monitor.wait('pubsub-xs/last/set');
    deepEqual(monitor.heard('pubsub-xs/other/reading'), []);
  } finally {
    station.board.powerOff();
    await monitor.close();
  }
});

test('passwords: who has none is refused', { skip }, async () => {
  includes(await refusal({ host: '127.0.0.1', port: recipe.broker.port }), 'Not authorized');
});

test('passwords: a board speaks for itself only', { skip }, () => speaksForItselfOnly(as));

test(
  'passwords: Home Assistant finds a board, and no board speaks for another one',
  { skip },
  async () => {
    const house = await Witness.with(as('homeassistant'));
    const other = await Witness.with(as('board-2'));
    const settings = { discovery: {} };
    const station = await SimulatedStation.start({
      ...{ port: recipe.broker.port, id: 'board-1', login: ONE, settings },
    });
    try {
      const topic = 'homeassistant/device/board-1/config';
      const [config] = await house.wait(topic);
      deepEqual(checkDiscovery(topic, config!)?.complaints, []);
      await other.client.publishAsync(topic, '', { qos: 1, retain: true });
      await house.wait('pubsub-xs/board-1/reading');
      equal(house.heard(topic).length, 1);
      deepEqual(station.told('subscription refused'), []);
    } finally {
      station.board.powerOff();
      await other.close();
      await house.close();
    }
  },
);

test('passwords: a board hears its own settings only', { skip }, () => hearsItselfOnly(as));

test('passwords: a client id of another throws nobody out', { skip }, async () => {
  const station = await SimulatedStation.start({
    port: recipe.broker.port,
    id: 'board-1',
    login: ONE,
  });
  const monitor = await Witness.with(as('monitor'));
  try {
    await station.link('connected');
    const twin = await mqtt.connectAsync({ ...as('board-2'), clientId: 'board-1' });
    const before = monitor.heard('pubsub-xs/board-1/reading').length;
    await monitor.wait('pubsub-xs/board-1/reading', before + 1);
    await twin.endAsync();
    equal(station.told('mqtt').length, 1);
  } finally {
    station.board.powerOff();
    await monitor.close();
  }
});
