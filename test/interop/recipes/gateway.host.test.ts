/** host-sim/broker/mosquitto/gateway.conf, with tls.conf upstream. */

import { test } from 'node:test';
import { deepEqual, equal } from '../../kit/assert';
import { noMosquitto } from '../../kit/mosquitto';
import { valueIn } from '../../kit/recipe';
import { SimulatedStation } from '../../kit/simulated-station';
import { until } from '../../kit/until';
import { Gateway } from './gateway';

const skip = noMosquitto;
const READING = 'pubsub-xs/board-1/reading';

test('gateway: readings go up, and settings come down', { skip }, async () => {
  const gateway = await Gateway.start();
  const { monitor } = gateway;
  const station = await SimulatedStation.start(gateway.boardOne);
  try {
    await monitor.wait(READING);
    deepEqual(await monitor.wait('pubsub-xs/board-1/status'), ['online']);
    await monitor.client.publishAsync('pubsub-xs/board-1/set', '{"intervalMs": 5}', { qos: 1 });
    await monitor.wait('pubsub-xs/board-1/error');
  } finally {
    station.board.powerOff();
    await gateway.stop();
  }
});

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

test('gateway: its queue is long, and on disk', () => {
  equal(valueIn('gateway.conf', 'max_queued_messages'), '100000');
  equal(valueIn('gateway.conf', 'persistence'), 'true');
});
