/** host-sim/broker/mosquitto/gateway.conf, with tls.conf upstream. */

import mqtt from 'mqtt';
import { test } from 'node:test';
import { deepEqual, equal } from '../../kit/assert';
import { noMosquitto } from '../../kit/mosquitto';
import { SimulatedStation } from '../../kit/simulated-station';
import { until } from '../../kit/until';
import { Witness } from '../../kit/witness';
import { Gateway } from './gateway';

const skip = noMosquitto;
const READING = 'pubsub-xs/board-1/reading';

for (const mutual of [false, true]) {
  const how = mutual ? 'a certificate' : 'a password';
  test(`gateway: with ${how} readings go up, and settings come down`, { skip }, async () => {
    const gateway = await Gateway.start({ mutual });
    const { monitor } = gateway;
    const station = await SimulatedStation.start(gateway.boardOne);
    try {
      await monitor.wait(READING);
      const [status] = await monitor.wait('pubsub-xs/board-1/status');
      equal(status, 'online'); // once more, when the bridge was not there before the board
      await monitor.client.publishAsync('pubsub-xs/board-1/set', '{"intervalMs": 5}', { qos: 1 });
      await monitor.wait('pubsub-xs/board-1/error');
    } finally {
      station.board.powerOff();
      await gateway.stop();
    }
  });
}

test(
  'gateway: upstream is gone for a while, the gateway restarts meanwhile, and no reading is lost',
  { skip },
  async () => {
    const gateway = await Gateway.start();
    const { monitor } = gateway;
    const station = await SimulatedStation.start(gateway.boardOne);
    const accepted = (): string[] => station.told('reading').map(({ payload }) => payload);
    try {
      await monitor.wait(READING);
      await gateway.upstream.halt();
      const before = accepted().length;
      await until('readings are accepted without upstream', () => accepted().length >= before + 3);
      await gateway.local.halt();
      await station.link('lost');
      await gateway.local.run();
      await station.link('connected', 2);
      const after = accepted().length;
      await until('and after the restart', () => accepted().length > after);
      await gateway.upstream.run();
      deepEqual(await station.stop(), { unsent: 0 });
      const arrived = (): string[] => [...new Set(monitor.heard(READING))]; // QoS 1: some twice
      await until('all have arrived', () => arrived().length >= accepted().length);
      deepEqual(arrived(), accepted());
    } finally {
      station.board.powerOff();
      await gateway.stop();
    }
  },
);

test('gateway: it says nothing to an upstream that another CA has signed', { skip }, async () => {
  const gateway = await Gateway.start({ foreignCa: true });
  try {
    await until('the gateway complains', () =>
      gateway.local.log.includes('certificate verify failed'),
    );
    equal(gateway.upstream.log.includes('CONNACK to gateway'), false);
  } finally {
    await gateway.stop();
  }
});

test('gateway: it says whether upstream is there', { skip }, async () => {
  const gateway = await Gateway.start();
  const state = '$SYS/broker/connection/gateway/state';
  const local = await Witness.with(gateway.localMonitor, state);
  try {
    await until('upstream is there', () => local.heard(state).at(-1) === '1');
    await gateway.upstream.halt();
    await until('upstream is gone', () => local.heard(state).at(-1) === '0');
  } finally {
    await local.close();
    await gateway.stop();
  }
});

// Mosquitto's own limit, without a line in the configuration, is 1,000.
test('gateway: thousands of messages wait, and go up in order', { skip }, async () => {
  const gateway = await Gateway.start();
  const { monitor } = gateway;
  const { user: username, password } = gateway.boardOne.login;
  const board = await mqtt.connectAsync({ ...gateway.localMonitor, username, password });
  const sent = Array.from({ length: 3_000 }, (_, i) => `${i}`);
  try {
    await gateway.upstream.halt();
    for (const reading of sent) board.publish(READING, reading, { qos: 1 });
    await board.publishAsync(READING, 'last', { qos: 1 });
    await gateway.upstream.run();
    await until('the last one has arrived', () => monitor.heard(READING).includes('last'));
    deepEqual([...new Set(monitor.heard(READING))], [...sent, 'last']);
  } finally {
    await board.endAsync();
    await gateway.stop();
  }
});
