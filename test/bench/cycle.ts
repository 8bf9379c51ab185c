/**
 * Connect, publish at QoS 1, acknowledged: round trips through a link with a delay of
 * 50 ms each way, to Mosquitto, each client in turn in the same run. The TCP
 * handshake is one of them.
 */

import mqtt from 'mqtt';
import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import { Session } from '../../firmware/mqtt/session/session';
import { Mqtt5 } from '../../firmware/mqtt/v5/mqtt5';
import { join } from '../firmware/ports/contract';
import { makeNodeHarness } from '../host-sim/board/node-harness';
import { Mosquitto, noMosquitto } from '../kit/mosquitto';
import '../kit/test'; // gives this realm the chip's text conversions
import type { Figures } from './baseline';
import { SlowLink } from './slow-link';
import { printTable } from './table';

const DELAY_MS = 50;
const TIMES = 5;

/** Runs one cycle on the port; resolves when the message is acknowledged, with what ends it. */
type Cycle = (port: number) => Promise<() => Promise<void>>;

function ours(pipelined: boolean, version: 4 | 5): Cycle {
  return async (port) => {
    const harness = makeNodeHarness();
    await join(harness);
    const { TCP, Resolver, clock } = harness.ports;
    const client = new PubSubClient('127.0.0.1', port, { io: TCP, dns: { io: Resolver }, clock });
    const session = new Session({ pipelined });
    if (version === 5) client.use(new Mqtt5());
    client.use(session);
    const receipt = session.deliver('home/temperature', '21.5');
    startMs = performance.now();
    void client.connect('cycle');
    await receipt.settled;
    return async () => {
      await client.disconnect();
      harness.close();
    };
  };
}

const mqttJs: Cycle = async (port) => {
  startMs = performance.now();
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    clientId: 'cycle',
    reconnectPeriod: 0,
  });
  await client.publishAsync('home/temperature', '21.5', { qos: 1 });
  return () => client.endAsync();
};

/** When the cycle under way began, behind what is made once. */
let startMs = 0;

const PEERS: readonly (readonly [string, Cycle])[] = [
  ['pubsub-xs, pipelined', ours(true, 4)],
  ['pubsub-xs, pipelined, MQTT 5', ours(true, 5)],
  ['pubsub-xs, one after the other', ours(false, 4)],
  ['mqtt.js', mqttJs],
];

export async function cycleFigures(): Promise<Figures> {
  if (noMosquitto !== false) {
    console.log(`cycle: ${noMosquitto}`);
    return {};
  }
  const broker = await Mosquitto.start();
  const link = await SlowLink.to(broker.port, DELAY_MS);
  const figures: Figures = {};
  const rows: string[][] = [];
  for (const [name, cycle] of PEERS) {
    const tookMs: number[] = [];
    let pieces = 0;
    for (let i = 0; i < TIMES; i++) {
      const end = await cycle(link.port);
      tookMs.push(performance.now() - startMs);
      pieces = link.pieces;
      await end();
    }
    const medianMs = tookMs.sort((a, b) => a - b)[TIMES >> 1]!;
    rows.push([name, (medianMs / (2 * DELAY_MS)).toFixed(2), String(pieces)]);
    figures[`cycle, ${name} ns`] = medianMs * 1e6;
  }
  await link.close();
  await broker.stop();
  printTable(
    `Connect, publish at QoS 1, acknowledged, ${DELAY_MS} ms each way, median of ${TIMES}`,
    ['', 'round trips', 'pieces sent'],
    rows,
  );
  return figures;
}
