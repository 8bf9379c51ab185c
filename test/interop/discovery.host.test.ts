/** The discovery message in Mosquitto, read back by its own client as Home Assistant would find it. */

import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { checkDiscovery } from '../../host-sim/home-assistant/check';
import { deepEqual, equal } from '../kit/assert';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import { SimulatedStation } from '../kit/simulated-station';
import { until } from '../kit/until';

const TOPIC = 'homeassistant/device/board/config';

/** How many messages of discovery the broker has got. */
function received({ log }: Mosquitto): number {
  return log.split('\n').filter((line) => /Received PUBLISH/.test(line) && line.includes(TOPIC))
    .length;
}

/** What is retained on all topics: topic and payload. */
async function retained(port: number): Promise<ReadonlyMap<string, string>> {
  const args = ['-h', '127.0.0.1', '-p', `${port}`, '-t', '#', '-v', '-W', '1', '--retained-only'];
  // It ends with its time-out, which is no success to it.
  const { stdout } = await promisify(execFile)('mosquitto_sub', args).catch(
    (error: unknown) => error as { stdout: string },
  );
  const lines = stdout.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const end = line.indexOf(' ');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
}

test(
  'Mosquitto keeps the message, and gives it up when discovery is switched off',
  { skip: noMosquitto },
  async () => {
    const broker = await Mosquitto.start();
    const settings: { readonly discovery: object } = { discovery: {} };
    const station = await SimulatedStation.start({ port: broker.port, id: 'board', settings });
    try {
      await until('it is told', () => received(broker) === 1);
      const kept = await retained(broker.port);
      deepEqual([...kept.keys()].sort(), [TOPIC, 'pubsub-xs/board/status']);
      const verdict = checkDiscovery(TOPIC, kept.get(TOPIC)!);
      deepEqual(verdict?.complaints, []);
      equal(verdict?.entities.length, 2);
      await station.restartWith({ discovery: undefined });
      await until('it is taken back', () => received(broker) === 2);
      deepEqual([...(await retained(broker.port)).keys()], ['pubsub-xs/board/status']);
    } finally {
      await station.stop();
      await broker.stop();
    }
  },
);
