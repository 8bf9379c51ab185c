/** The station from end to end, in virtual time. */

import type { SensorSettings } from '../../../firmware/station/settings';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { text } from '../../kit/bytes';
import { START_UNIX_MS, StationFixture } from '../../kit/station';
import { test } from '../../kit/test';

const ID = 'esp32-0aff12';
const READING = `pubsub-xs/${ID}/reading`;
const STATUS = `pubsub-xs/${ID}/status`;

test('a station joins, sets its clock, connects, and publishes a reading every interval', async () => {
  const fixture = await new StationFixture().run(40_000);
  deepEqual(fixture.states('wifi'), ['joined']);
  deepEqual(fixture.states('clock'), ['set']);
  deepEqual(fixture.states('mqtt'), ['connected']);
  const readings = fixture.broker.heard(READING);
  equal(readings.length, 4); // at 2, 12, 22 and 32 s
  equal(
    readings[0],
    `{"deviceID":"${ID}","temperature":21.5,"timestamp":${START_UNIX_MS / 1000 + 2},"humidity":48.2}`,
  );
  deepEqual(
    readings.map((reading) => (JSON.parse(reading) as { timestamp: number }).timestamp),
    [2, 12, 22, 32].map((second) => START_UNIX_MS / 1000 + second),
  );
});

test('a reading is told when it is accepted, whether or not it can be sent', async () => {
  const fixture = new StationFixture();
  fixture.network.accepts = false;
  await fixture.run(15_000);
  const values = { temperature: 21.5, humidity: 48.2 };
  deepEqual(fixture.told('accepted'), [
    { level: 'debug', event: 'accepted', ...values, atMs: 2_000 },
    { level: 'debug', event: 'accepted', ...values, atMs: 12_000 },
  ]);
});

test('a station is named after its MAC address unless told otherwise', async () => {
  const fixture = await new StationFixture({ settings: { id: 'RPi1' } }).run(3_000);
  equal(fixture.broker.heard('pubsub-xs/RPi1/reading').length, 1);
  equal(text(fixture.broker.connects[0]!.id), 'RPi1');
});

test('base and topic change where the messages go', async () => {
  const settings = { id: 'a', base: 'home', topic: '/fxwalsh/temperature' };
  const fixture = await new StationFixture({ settings }).run(3_000);
  equal(fixture.broker.heard('/fxwalsh/temperature').length, 1);
  equal(fixture.broker.heard('home/a/status')[0], 'online');
});

test('the CONNECT has the id, a retained last will and the keep-alive', async () => {
  const fixture = await new StationFixture({
    settings: {
      broker: { host: '10.0.0.9', port: 1884, user: 'me', password: 'p w$' },
      keepAliveS: 45,
    },
  }).run();
  const [connect] = fixture.broker.connects;
  ok(connect);
  equal(text(connect.id), ID);
  equal(connect.cleanSession, true);
  equal(connect.keepAliveS, 45);
  equal(text(connect.user!), 'me');
  equal(text(connect.password!), 'p w$');
  equal(text(connect.will!.topic), STATUS);
  equal(text(connect.will!.payload), 'offline');
  deepEqual([connect.will!.qos, connect.will!.retain], [1, true]);
  equal(fixture.network.socket.options.address, '10.0.0.9');
  equal(fixture.network.socket.options.port, 1884);
});

test('no event ever holds a credential', async () => {
  const fixture = await new StationFixture({
    settings: { broker: { host: '10.0.0.9', user: 'usr-4711', password: 'pw-4711' } },
  }).run(5_000);
  fixture.broker.returnCode = 4;
  fixture.broker.connection?.socket.end();
  await fixture.pass(60_000);
  const all = JSON.stringify(fixture.events);
  for (const secret of ['usr-4711', 'pw-4711', 'correct horse']) equal(all.includes(secret), false);
});

test('online is retained after every connection', async () => {
  const fixture = await new StationFixture().run();
  fixture.broker.connection?.socket.end();
  await fixture.pass(10_000);
  deepEqual(
    fixture.broker.messages.filter(({ topic }) => topic === STATUS),
    [
      { topic: STATUS, payload: 'online', retain: true },
      { topic: STATUS, payload: 'online', retain: true },
    ],
  );
});

test('stopping says offline, retained, and DISCONNECT, and leaves nothing behind', async () => {
  const fixture = await new StationFixture().run(5_000);
  const stopping = fixture.station.stop({ drainMs: 1_000 });
  await fixture.pass(1_000);
  deepEqual(await stopping, { unsent: 0 });
  deepEqual(fixture.broker.messages.at(-1), { topic: STATUS, payload: 'offline', retain: true });
  equal(fixture.broker.goodbyes, 1);
  equal(fixture.network.socket.closed, true);
  equal(fixture.link.connection, 200);
  deepEqual(fixture.states('mqtt'), ['connected', 'disconnected']);
  equal(fixture.clock.timers, 0);
});

test('stopping at any moment of the start leaves nothing behind', async () => {
  for (let ms = 0; ms <= 2_500; ms += 50) {
    const fixture = await new StationFixture().run(ms);
    const stopping = fixture.station.stop({ drainMs: 500 });
    await fixture.pass(20_000);
    equal((await stopping).unsent, 0, `after ${ms} ms`);
    equal(fixture.clock.timers, 0, `timers after ${ms} ms`);
    ok(fixture.network.sockets.every(({ closed }) => closed));
  }
});

test('a refused login is told once, with the meaning of its code, and tried again for ever', async () => {
  const fixture = new StationFixture();
  fixture.broker.returnCode = 5;
  await fixture.run(10 * 60_000);
  const [told, ...more] = fixture.told('mqtt');
  equal(more.length, 0);
  ok(told?.state === 'failed');
  equal(told.code, 5);
  includes(told.meaning, 'code 5: not authorised');
  includes(told.check, 'user name and password');
  ok(fixture.broker.connects.length > 10);
  fixture.broker.returnCode = 0;
  await fixture.pass(70_000);
  deepEqual(fixture.states('mqtt'), ['failed', 'connected']);
});

test('each change of the reason is told', async () => {
  const fixture = new StationFixture();
  fixture.network.accepts = false;
  await fixture.run(60_000);
  fixture.network.accepts = true;
  fixture.broker.returnCode = 4;
  await fixture.pass(80_000);
  fixture.broker.returnCode = undefined;
  await fixture.pass(80_000);
  deepEqual(
    fixture.told('mqtt').map((told) => (told.state === 'failed' ? told.failure : told.state)),
    ['unreachable', 'refused', 'no CONNACK'],
  );
});

test('attempts wait longer and longer, are never a tight loop, and differ between stations', async () => {
  const starts: number[][] = [];
  for (const seed of [1, 2]) {
    const fixture = new StationFixture({ seed });
    fixture.broker.returnCode = 3;
    const at: number[] = [];
    fixture.network.onSocket = ((next) => (socket) => {
      at.push(fixture.clock.now());
      next?.(socket);
    })(fixture.network.onSocket);
    await fixture.run(20 * 60_000);
    const waits = at.slice(1).map((ms, i) => ms - at[i]!);
    ok(waits.every((wait) => wait >= 250 && wait <= 61_000));
    ok(Math.max(...waits.slice(0, 2)) <= 4_100);
    ok(Math.max(...waits) > 30_000);
    starts.push(at);
  }
  ok(starts[0]![3] !== starts[1]![3]);
});

test('readings taken while the broker is away are sent later, in order and with their own time', async () => {
  const fixture = await new StationFixture().run(5_000);
  fixture.network.accepts = false;
  fixture.broker.connection?.socket.end();
  await fixture.pass(60_000);
  equal(fixture.broker.heard(READING).length, 1);
  fixture.network.accepts = true;
  await fixture.pass(60_000);
  const timestamps = fixture.broker
    .heard(READING)
    .map((reading) => (JSON.parse(reading) as { timestamp: number }).timestamp);
  deepEqual(
    timestamps,
    timestamps.map((_, i) => START_UNIX_MS / 1000 + 2 + 10 * i),
  );
  ok(timestamps.length >= 11);
});

test('a backlog that is full drops its oldest readings and says so', async () => {
  const fixture = new StationFixture({ settings: { backlog: 5 } });
  fixture.network.accepts = false;
  await fixture.run(100_000); // ten samples
  const [told] = fixture.told('backlog');
  deepEqual([told?.dropped, told?.waiting], [1, 5]);
  fixture.network.accepts = true;
  await fixture.pass(70_000);
  const first = JSON.parse(fixture.broker.heard(READING)[0]!) as { timestamp: number };
  ok(first.timestamp >= START_UNIX_MS / 1000 + 52);
});

test('stopping without a broker tells how many readings were left unsent', async () => {
  const fixture = new StationFixture();
  fixture.network.accepts = false;
  await fixture.run(25_000);
  const stopping = fixture.station.stop({ drainMs: 3_000 });
  await fixture.pass(2_999);
  let settled = false;
  void stopping.then(() => (settled = true));
  await fixture.pass(0);
  equal(settled, false);
  await fixture.pass(1);
  deepEqual(await stopping, { unsent: 3 });
});

test('stopping waits for a connection that is about to come, and sends what waits', async () => {
  const fixture = await new StationFixture().run(5_000);
  fixture.network.accepts = false;
  fixture.broker.connection?.socket.end();
  await fixture.pass(10_000);
  const stopping = fixture.station.stop({ drainMs: 60_000 });
  fixture.network.accepts = true;
  await fixture.pass(60_000);
  deepEqual(await stopping, { unsent: 0 });
  equal(fixture.broker.heard(READING).length, 2);
  equal(fixture.broker.goodbyes, 1);
});

test('a reading is not lost with a connection that breaks before the network has taken it', async () => {
  const fixture = new StationFixture();
  fixture.network.window = 20;
  await fixture.run(1_000);
  equal(fixture.states('mqtt').at(-1), 'connected');
  const { socket } = fixture.network;
  socket.open = () => undefined; // 20 bytes more, and then the network takes nothing any more
  await fixture.pass(10_000);
  ok(fixture.told('sampled').length >= 1);
  equal(fixture.told('reading').length, 0);
  fixture.network.window = 5744;
  socket.end();
  await fixture.pass(10_000);
  const [first] = fixture.broker.heard(READING);
  equal((JSON.parse(first!) as { timestamp: number }).timestamp, START_UNIX_MS / 1000 + 2);
});

test('a Wi-Fi that goes is sought again at once, and the broker as soon as it is back', async () => {
  const fixture = await new StationFixture().run(65_000);
  fixture.accessPoint.present = false;
  fixture.link.check();
  await fixture.pass(100);
  deepEqual(fixture.states('wifi'), ['joined', 'lost']);
  fixture.accessPoint.present = true;
  const before = fixture.clock.now();
  await fixture.pass(1_500);
  equal(fixture.states('wifi').at(-1), 'joined');
  equal(fixture.states('mqtt').at(-1), 'connected');
  ok(fixture.clock.now() - before <= 1_500);
});

test('a wrong password is told once, and tried again for ever without a tight loop', async () => {
  const fixture = new StationFixture({
    settings: { wifi: { ssid: 'home', password: 'wrong horse' } },
  });
  await fixture.run(10 * 60_000);
  const told = fixture.told('wifi');
  equal(told.length, 1);
  ok(told[0]?.state === 'failed');
  includes(told[0].check, 'password');
  equal(fixture.network.sockets.length, 0);
  equal(fixture.link.connection === 500, false);
});

test('an access point that comes late is joined', async () => {
  const fixture = new StationFixture();
  fixture.accessPoint.present = false;
  await fixture.run(120_000);
  fixture.accessPoint.present = true;
  await fixture.pass(62_000);
  deepEqual(fixture.states('wifi'), ['failed', 'joined']);
  deepEqual(fixture.states('mqtt'), ['connected']);
});

test('without a time server the connection goes on after 10 seconds, with null for a timestamp', async () => {
  const fixture = await new StationFixture({
    timeServer: { delayMs: 0, reachable: false },
  }).run(10_400);
  equal(fixture.broker.connects.length, 0);
  await fixture.pass(2_000);
  equal(fixture.broker.connects.length, 1);
  deepEqual(fixture.states('clock'), ['unset']);
  const [first] = fixture.broker.heard(READING);
  equal(first, `{"deviceID":"${ID}","temperature":21.5,"timestamp":null,"humidity":48.2}`);
});

test('samples taken before the clock was set are stamped with their own time once it is', async () => {
  const fixture = new StationFixture({ timeServer: { delayMs: 8_000, reachable: true } });
  await fixture.run(12_100);
  const timestamps = fixture.broker
    .heard(READING)
    .map((reading) => (JSON.parse(reading) as { timestamp: number }).timestamp);
  deepEqual(timestamps, [START_UNIX_MS / 1000 + 2, START_UNIX_MS / 1000 + 12]);
});

test('a clock that is set late is told, and later readings are stamped', async () => {
  const fixture = new StationFixture({ timeServer: { delayMs: 15_000, reachable: true } });
  await fixture.run(30_000);
  deepEqual(fixture.states('clock'), ['unset', 'set']);
  const timestamps = fixture.broker
    .heard(READING)
    .map((reading) => (JSON.parse(reading) as { timestamp: number | null }).timestamp);
  deepEqual(timestamps, [null, null, START_UNIX_MS / 1000 + 22]);
});

test('an error in the code around it is told and counted, and the station goes on', async () => {
  const fixture = await new StationFixture().run(3_000);
  let thrown = 0;
  fixture.onEvent = (event) => {
    if (event.event !== 'reading' || thrown++ > 0) return;
    throw new Error('the log is broken');
  };
  await fixture.pass(30_000);
  const [fault] = fixture.told('fault');
  equal(fault?.message, 'the log is broken');
  ok(fixture.broker.heard(READING).length >= 3);
});

test('an error while the station starts is told, and does not leave start()', async () => {
  const fixture = new StationFixture();
  fixture.onEvent = (event) => {
    if (event.event === 'boot') throw new Error('the log is broken');
  };
  await fixture.run(5_000);
  deepEqual(
    fixture.told('fault').map(({ where, message }) => [where, message]),
    [['start', 'the log is broken']],
  );
  const stopping = fixture.station.stop({ drainMs: 0 });
  await fixture.pass(1_000);
  deepEqual(await stopping, { unsent: 0 });
  equal(fixture.clock.timers, 0);
});

test('a sensor that cannot be made is told, and the others are sampled', async () => {
  const fixture = new StationFixture();
  (fixture.settings.sensors as SensorSettings[]).unshift({
    model: 'none',
    pin: 5,
    intervalMs: 1_000,
  });
  await fixture.run(5_000);
  equal(fixture.told('fault')[0]?.where, 'sensor on GPIO 5');
  equal(fixture.broker.heard(READING).length, 1);
});

test('a station whose buffer is full of what it sends again says online once there is room', async () => {
  // Of some lengths the packets fill the buffer so that `online` has no room behind them.
  for (let length = 12; length <= 24; length++) {
    const id = 'x'.repeat(length);
    const fixture = new StationFixture({ model: 'DHT11', intervalMs: 1_000, settings: { id } });
    fixture.broker.acknowledges = false;
    await fixture.run(20_000); // ten readings wait for their acknowledgements
    const status = `pubsub-xs/${id}/status`;
    equal(fixture.broker.heard(status).length, 1);
    fixture.network.window = 100; // CONNECT and little more
    fixture.network.socket.end();
    await fixture.pass(9_000);
    equal(fixture.broker.connects.length, 2);
    equal(fixture.broker.heard(status).length, 2, `an id of ${length} bytes`);
  }
});
