/**
 * Bytes on the wire of one reading, acknowledged or not, from real sessions: what one
 * message more adds, so that connecting counts only where each message does that anew.
 */

import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import type { Figures } from './baseline';
import { HttpsApp, type HttpsOptions } from './lecture/https-app';
import type { LinkParameters } from './lecture/link';
import { MqttApp, type MqttOptions, type SendOptions } from './lecture/mqtt-app';
import { type Credentials, makeCredentials, Place } from './lecture/place';
import { HEADER_BYTES } from './lecture/tcp';
import { printTable } from './table';

const TOPIC = 'pubsub-xs/esp32-789adf/reading';
const READING =
  '{"deviceID":"esp32-789adf","temperature":20.4,"timestamp":1795467904,"humidity":53.1}';
const PAUSE_MS = 1_000;
const FEW = 2;
const MORE = 7;

const LINK: LinkParameters = {
  delayMs: 10,
  jitterMs: 0,
  upBitsPerS: 1e9,
  downBitsPerS: 1e9,
  loss: 0,
  wakings: [],
};

type Send = (place: Place, credentials: Credentials, count: number) => Promise<void>;

const post =
  (options: HttpsOptions): Send =>
  async (place, credentials, count) => {
    const app = new HttpsApp(place, credentials, options);
    await place.until(app.post(count, READING, PAUSE_MS));
    app.close();
  };

/** The connection is left open: saying goodbye is not a message's. */
const publish =
  (options: MqttOptions, sending: SendOptions): Send =>
  async (place, credentials, count) => {
    const app = new MqttApp(place, credentials, options);
    await place.until(
      app.send(count, { topic: TOPIC, payload: READING, pauseMs: PAUSE_MS, ...sending }),
    );
  };

const WAYS: readonly (readonly [string, Send])[] = [
  ['HTTP POST, a new connection', post({ keepAlive: false, isPlain: true })],
  ['HTTP POST, the same connection', post({ keepAlive: true, isPlain: true })],
  ['HTTPS POST, a new connection', post({ keepAlive: false })],
  ['HTTPS POST, the same connection', post({ keepAlive: true })],
  ['MQTT QoS 0', publish({ isPlain: true }, { qos: 0 })],
  ['MQTT QoS 1', publish({ isPlain: true }, { qos: 1 })],
  ['MQTT 5 QoS 0, topic alias', publish({ isPlain: true, version: 5 }, { qos: 0 })],
  ['MQTT 5 QoS 1, topic alias', publish({ isPlain: true, version: 5 }, { qos: 1 })],
  ['MQTT QoS 0 by TLS', publish({}, { qos: 0 })],
  ['MQTT QoS 1 by TLS', publish({}, { qos: 1 })],
  ['MQTT 5 QoS 1 by TLS, topic alias', publish({ version: 5 }, { qos: 1 })],
];

export async function wireFigures(): Promise<Figures> {
  installText(nodeText);
  const credentials = makeCredentials();
  const figures: Figures = {};
  const rows: string[][] = [];
  for (const [name, send] of WAYS) {
    const few = await bytesOf(send, credentials, FEW);
    const more = await bytesOf(send, credentials, MORE);
    const each = more.map((bytes, at) => (bytes - few[at]!) / (MORE - FEW));
    const [up, down, packets] = each as [number, number, number];
    const all = up + down + packets * HEADER_BYTES;
    rows.push([name, ...[up, down, packets, all].map((value) => String(Math.round(value)))]);
    // Certificates differ by a few bytes from one authority to the next.
    const isExact = !name.startsWith('HTTPS POST, a new');
    figures[`wire, ${name}: bytes${isExact ? '' : ' ns'}`] = Math.round(all);
  }
  printTable(
    `Bytes on the wire of a reading of ${READING.length} bytes to a topic of ${TOPIC.length}`,
    ['', 'TCP payload up', 'down', 'packets', 'with TCP and IP headers'],
    rows,
  );
  return figures;
}

/** Payload up and down, and packets. */
async function bytesOf(send: Send, credentials: Credentials, count: number): Promise<number[]> {
  const place = new Place(LINK, 1);
  await send(place, credentials, count);
  const sum = (isUp: boolean): number =>
    place.link.packets
      .filter((packet) => packet.isUp === isUp)
      .reduce((total, { bytes }) => total + bytes - HEADER_BYTES, 0);
  return [sum(true), sum(false), place.link.packets.length];
}
