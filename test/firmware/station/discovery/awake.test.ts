/** A station that stays connected tells Home Assistant of itself. */

import { homeAssistant } from '../../../../firmware/station/discovery/home-assistant';
import { SimulatedFlash } from '../../../../host-sim/board/flash';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { type StationOptions, StationFixture } from '../../../kit/station';
import { test } from '../../../kit/test';

const ROOT = 'pubsub-xs/esp32-0aff12';
const CONFIG = 'homeassistant/device/esp32-0aff12/config';
const BIRTH = 'homeassistant/status';

function fixture(options: StationOptions = {}): StationFixture {
  const settings = { discovery: {}, ...options.settings };
  return new StationFixture({ extras: { discovery: homeAssistant }, ...options, settings });
}

function component(kind: string, unit: string, expiryS: number): string {
  return (
    `"${kind}":{"p":"sensor","uniq_id":"esp32-0aff12_${kind}","dev_cla":"${kind}",` +
    `"stat_cla":"measurement","unit_of_meas":"${unit}","val_tpl":"{{ value_json.${kind} }}",` +
    `"sug_dsp_prc":1,"exp_aft":${expiryS}}`
  );
}

function payload(expiryS: number): string {
  return (
    '{"dev":{"ids":"esp32-0aff12","name":"esp32-0aff12","mf":"pubsub-xs","mdl":"ESP32 with DHT22",' +
    '"sw":"0.1.0"},"o":{"name":"pubsub-xs","sw":"0.1.0"},' +
    `"avty_t":"${ROOT}/status","stat_t":"${ROOT}/reading","cmps":{` +
    `${component('temperature', '°C', expiryS)},${component('humidity', '%', expiryS)}}}`
  );
}

test('one retained message says it all, byte for byte, behind the status', async () => {
  const station = await fixture().run();
  const [status, config, ...more] = station.broker.messages;
  deepEqual(status, { topic: `${ROOT}/status`, payload: 'online', retain: true });
  deepEqual(config, { topic: CONFIG, payload: payload(30), retain: true });
  deepEqual(more, []);
  deepEqual(
    station.told('discovery').map(({ state, topic }) => [state, topic]),
    [['announced', CONFIG]],
  );
});

test('without the setting nothing is said, and without the module neither', async () => {
  const silent = await new StationFixture({ extras: { discovery: homeAssistant } }).run(4_000);
  const without = await new StationFixture({ settings: { discovery: {} } }).run(4_000);
  for (const station of [silent, without]) {
    deepEqual(
      station.broker.messages.map(({ topic }) => topic),
      [`${ROOT}/status`, `${ROOT}/reading`],
    );
  }
});

test('a network that takes few bytes at a time gets all of it, and the readings behind it', async () => {
  const station = fixture();
  station.network.window = 64;
  await station.run(4_000);
  deepEqual(station.broker.heard(CONFIG), [payload(30)]);
  equal(station.broker.heard(`${ROOT}/reading`).length, 1);
});

test('values expire when three of them did not come; a new interval is told at once', async () => {
  const station = await fixture({ intervalMs: 60_000 }).run(4_000);
  deepEqual(station.broker.heard(CONFIG), [payload(180)]);
  station.broker.send(`${ROOT}/set`, '{"intervalMs": 600000}');
  await station.pass(100);
  deepEqual(station.broker.heard(CONFIG), [payload(180), payload(1800)]);
  station.broker.send(`${ROOT}/set`, '{"intervalMs": 600000}');
  await station.pass(100);
  equal(station.broker.heard(CONFIG).length, 2);
});

test('it is told again within five seconds of Home Assistant’s birth message, once', async () => {
  const station = await fixture().run();
  station.broker.send(BIRTH, 'offline');
  await station.pass(6_000);
  equal(station.broker.heard(CONFIG).length, 1);
  station.broker.send(BIRTH, 'online');
  station.broker.send(BIRTH, 'online');
  await station.pass(6_000);
  equal(station.broker.heard(CONFIG).length, 2);
  deepEqual(station.broker.heard(`${ROOT}/status`), ['online', 'online']);
  station.broker.send(BIRTH, 'online');
  await station.pass(6_000);
  equal(station.broker.heard(CONFIG).length, 3);
});

test('a fleet does not answer the birth message all at once', async () => {
  const delays: number[] = [];
  for (let seed = 1; seed <= 12; seed++) {
    const station = await fixture({ seed }).run();
    const startMs = station.clock.now();
    station.onEvent = ({ event }) => {
      if (event === 'discovery') delays.push(station.clock.now() - startMs);
    };
    station.broker.send(BIRTH, 'online');
    await station.pass(5_100);
  }
  equal(delays.length, 12);
  ok(delays.every((delay) => delay <= 5_000));
  ok(Math.max(...delays) - Math.min(...delays) > 2_000, `${delays.join(', ')} ms`);
  ok(new Set(delays).size > 10);
});

test('each connection is told anew', async () => {
  const station = await fixture().run();
  station.broker.connection!.socket.end();
  await station.pass(70_000);
  deepEqual(station.states('mqtt'), ['connected', 'lost', 'connected']);
  equal(station.broker.heard(CONFIG).length, 2);
});

test('a connection that is lost amid the message is no fault, and the next one brings it', async () => {
  const station = fixture();
  station.network.window = 100;
  station.onEvent = ({ event, state }) => {
    if (event === 'mqtt' && state === 'connected' && station.broker.connects.length === 1) {
      station.broker.connection!.socket.onWrite = () => undefined; // nothing more is taken
    }
  };
  await station.run(2_000);
  deepEqual(station.broker.heard(CONFIG), []);
  station.broker.connection!.socket.end();
  await station.pass(70_000);
  deepEqual(station.told('fault'), []);
  deepEqual(station.broker.heard(CONFIG), [payload(30)]);
});

test('discovery that is switched off takes back what was told, once', async () => {
  const flash = new SimulatedFlash();
  await fixture({ flash }).run();
  const off = { flash, settings: { discovery: undefined } };
  const after = await fixture(off).run();
  deepEqual(
    after.broker.messages.filter(({ topic }) => topic === CONFIG),
    [{ topic: CONFIG, payload: '', retain: true }],
  );
  deepEqual(
    after.told('discovery').map(({ state, topic }) => [state, topic]),
    [['removed', CONFIG]],
  );
  deepEqual((await fixture(off).run()).broker.heard(CONFIG), []);
});

test('with another prefix or id what was told on the old topic is taken back', async () => {
  const flash = new SimulatedFlash();
  await fixture({ flash }).run();
  const after = await fixture({
    flash,
    settings: { id: 'attic', discovery: { prefix: 'ha' } },
  }).run();
  deepEqual(after.broker.heard(CONFIG), ['']);
  equal(after.broker.heard('ha/device/attic/config').length, 1);
});

test('another prefix leaves the birth topic where it was, and it can be set', async () => {
  for (const [discovery, birth] of [
    [{ prefix: 'ha' }, BIRTH],
    [{ prefix: 'ha', birthTopic: 'ha/status' }, 'ha/status'],
  ] as const) {
    const station = await fixture({ settings: { discovery } }).run();
    for (const topic of [BIRTH, 'ha/status']) {
      if (topic !== birth) station.broker.send(topic, 'online');
    }
    await station.pass(6_000);
    equal(station.broker.heard('ha/device/esp32-0aff12/config').length, 1);
    station.broker.send(birth, 'online');
    await station.pass(6_000);
    equal(station.broker.heard('ha/device/esp32-0aff12/config').length, 2);
  }
});

test('the flash is written once, however often it is told', async () => {
  let writes = 0;
  const flash = new (class extends SimulatedFlash {
    override open(options: { readonly path: string }) {
      const domain = super.open(options);
      return {
        ...{ read: (key: string) => domain.read(key), keys: () => domain.keys() },
        ...{ delete: (key: string) => domain.delete(key), close: () => domain.close() },
        write: (key: string, value: Uint8Array) => {
          writes++;
          domain.write(key, value);
        },
      };
    }
  })();
  const station = await fixture({ flash }).run();
  station.broker.send(BIRTH, 'online');
  await station.pass(6_000);
  equal(station.broker.heard(CONFIG).length, 2);
  await fixture({ flash }).run();
  equal(writes, 1);
});

test('a store that fails is told, and Home Assistant hears of the station all the same', async () => {
  const flash = new (class extends SimulatedFlash {
    override open(options: { readonly path: string }) {
      if (options.path === 'station') throw new Error('NVS is corrupt');
      return super.open(options);
    }
  })();
  const station = await fixture({ flash }).run();
  equal(station.broker.heard(CONFIG).length, 1);
  ok(
    station
      .told('flash')
      .some(({ problem }) => problem.startsWith('where Home Assistant knows this station')),
  );
});

test('a broker that lets nobody listen for the birth message is told of, with what that means', async () => {
  const station = fixture();
  station.broker.grants = 0x80;
  await station.run();
  deepEqual(
    station.told('subscription refused').map(({ topic }) => topic),
    [`${ROOT}/set`, BIRTH],
  );
  equal(station.broker.heard(CONFIG).length, 1);
});
