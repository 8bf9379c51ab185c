/** The station in Moddable's simulator before Mosquitto, with mqtt.js as the witness. */

import type { ToolChain } from '../../host-sim/chip/tool-chain';
import { Mosquitto } from '../kit/mosquitto';
import { until } from '../kit/until';
import { Witness } from '../kit/witness';
import { Simulator } from './simulator';

const BASE = 'pubsub-xs/simulated';
const READING =
  /^\{"deviceID":"simulated","temperature":-?\d+(\.\d)?,"timestamp":\d+,"humidity":\d+(\.\d)?\}$/;
/** The station waits for the broker up to a minute at a time. */
const PATIENCE_MS = 90_000;

/** Builds in `project`, a copy that may be written to, runs, and says what was not as it should be. */
export async function runStation(project: string, tools: ToolChain): Promise<string[]> {
  const broker = await Mosquitto.start();
  try {
    const simulator = new Simulator(project, tools);
    const problem = simulator.build([
      ...['host=127.0.0.1', `port=${broker.port}`, 'ssid=desk'],
      ...['id=simulated', 'every=2000'],
    ]);
    if (problem !== undefined) return [problem];
    const running = simulator.start();
    try {
      await publishes(broker);
      await comesBack(broker);
      return [];
    } catch (error) {
      return [running.problem ?? (error as Error).message];
    } finally {
      running.end();
    }
  } finally {
    await broker.stop();
  }
}

async function publishes(broker: Mosquitto): Promise<void> {
  const witness = await Witness.at(broker.port);
  try {
    await hears(witness, 'status', (payload) => payload === 'online');
    await hears(witness, 'reading', (payload) => READING.test(payload));
    await witness.client.publishAsync(`${BASE}/set`, '{"intervalMs":5}');
    await hears(witness, 'error', (payload) => payload.includes('intervalMs is 5'));
  } finally {
    await witness.close();
  }
}

/** After the broker was away for a while, the station is there again by itself. */
async function comesBack(broker: Mosquitto): Promise<void> {
  await broker.halt();
  await broker.run();
  const witness = await Witness.at(broker.port);
  try {
    await hears(witness, 'status', (payload) => payload === 'online');
    await hears(witness, 'reading', (payload) => READING.test(payload));
  } finally {
    await witness.close();
  }
}

async function hears(
  witness: Witness,
  topic: string,
  isRight: (payload: string) => boolean,
): Promise<void> {
  const what = `${BASE}/${topic} is as it should be`;
  await until(what, () => witness.heard(`${BASE}/${topic}`).some(isRight), PATIENCE_MS);
}
