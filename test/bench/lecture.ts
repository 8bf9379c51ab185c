/**
 * The lecture's table remade: 1,024 messages of one byte, sent and received, by HTTPS and
 * by MQTT, over links like 3G and Wi-Fi. TLS sessions and packets are real, only time is
 * simulated; all that is assumed is printed.
 */

import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import type { Figures } from './baseline';
import { HttpsApp } from './lecture/https-app';
import type { LinkParameters } from './lecture/link';
import { Mailbox } from './lecture/mailbox';
import { MqttApp } from './lecture/mqtt-app';
import { type Credentials, makeCredentials, Place } from './lecture/place';
import { joules3g, joulesWiFi, type Radio3g, type RadioWiFi } from './lecture/radio';
import { median } from './statistics';
import { printTable } from './table';

const MESSAGES = 1_024;
/** Of the links' chance; figures are the medians of these runs. */
const SEEDS: readonly number[] = [1, 2, 3];
/** From one message to the next, where they come by the clock. */
const PRODUCER_MS = 500;
const BREAK_MS = 30_000;

const RADIO_3G: Radio3g = {
  dchMw: 800,
  dchTailMs: 5_000,
  fachMw: 460,
  fachTailMs: 12_000,
  promotionMw: 550,
  promotionMs: 2_000,
  fachPromotionMw: 700,
  fachPromotionMs: 1_500,
};

const RADIO_WIFI: RadioWiFi = {
  volts: 3.3,
  sendMa: 180,
  receiveMa: 97,
  listenMs: 50,
  restMa: 31,
  frameMs: 0.2,
  bitsPerS: 24e6,
};

interface Network {
  readonly name: '3G' | 'Wi-Fi';
  readonly parameters: LinkParameters;
  readonly joules: (place: Place) => number;
  /** MQTT to HTTPS, messages an hour. */
  readonly lecture: { readonly receive: number; readonly send: number };
}

const NETWORKS: readonly Network[] = [
  {
    name: '3G',
    parameters: {
      delayMs: 90,
      jitterMs: 20,
      upBitsPerS: 400e3,
      downBitsPerS: 1e6,
      loss: 0.001,
      wakings: [
        { afterMs: RADIO_3G.dchTailMs, takesMs: RADIO_3G.fachPromotionMs },
        { afterMs: RADIO_3G.dchTailMs + RADIO_3G.fachTailMs, takesMs: RADIO_3G.promotionMs },
      ],
    },
    joules: ({ link }) => joules3g(inOrder(link.packets), RADIO_3G),
    lecture: { receive: 94, send: 11 },
  },
  {
    name: 'Wi-Fi',
    parameters: {
      delayMs: 6,
      jitterMs: 3,
      upBitsPerS: 5e6,
      downBitsPerS: 20e6,
      loss: 0.001,
      wakings: [],
    },
    joules: ({ link, clock }) => joulesWiFi(inOrder(link.packets), clock.now(), RADIO_WIFI),
    lecture: { receive: 73, send: 4.4 },
  },
];

function inOrder<T extends { readonly atMs: number }>(packets: readonly T[]): T[] {
  return [...packets].sort((a, b) => a.atMs - b.atMs);
}

const ASSUMED: readonly (readonly [string, string, string])[] = [
  [
    '3G: round trip, rates down and up, loss',
    '180 to 220 ms, 1 and 0.4 Mbit/s, 0.1 %',
    'assumed: UMTS with HSPA',
  ],
  [
    '3G: DCH 800 mW, 5 s behind the last packet; then FACH 460 mW for 12 s',
    '',
    'Qian et al., IMC 2010, carrier 1',
  ],
  ['3G: from idle to DCH 2 s at 550 mW, from FACH 1.5 s at 700 mW', '', 'the same'],
  [
    'Wi-Fi: round trip, rates down and up, loss',
    '12 to 18 ms, 20 and 5 Mbit/s, 0.1 %',
    'assumed: a router and DSL',
  ],
  [
    'Wi-Fi: ESP32 sends 180 mA (802.11n), receives 95 to 100 mA',
    '3.3 V',
    'ESP32 data sheet, RF modes',
  ],
  [
    'Wi-Fi: listens for 50 ms behind a packet, else modem sleep 31 mA (80 MHz)',
    '',
    'ESP-IDF; data sheet, 20 to 31 mA',
  ],
  ['Wi-Fi: a frame 0.2 ms and its bits at 24 Mbit/s', '', 'assumed'],
  [
    'TCP: 10 segments of 1,460 bytes at first, slow start, time-out 1 s',
    '',
    'RFC 6928, 5681, 6298',
  ],
  ['board: may have 5,744 bytes sent and 5,760 received at a time', '', 'ESP32-C3’s lwIP'],
  ['TLS 1.2, RSA 2048, a chain of two, no session resumed', '', 'what the chip has'],
  ['computing takes no time; a name is not looked up', '', 'assumed'],
];

interface Way {
  readonly name: string;
  readonly run: (place: Place, credentials: Credentials) => Promise<number>;
}

const httpsSend =
  (keepAlive: boolean): Way['run'] =>
  async (place, credentials) => {
    const app = new HttpsApp(place, credentials, { keepAlive });
    await place.until(app.post(MESSAGES));
    app.close();
    return app.posted;
  };

const httpsReceive =
  (keepAlive: boolean): Way['run'] =>
  async (place, credentials) => {
    const app = new HttpsApp(place, credentials, {
      keepAlive,
      mailbox: new Mailbox(true, MESSAGES),
    });
    const counted = counter(MESSAGES);
    await place.until(app.poll(counted.one));
    app.close();
    return counted.count();
  };

const mqttSend =
  (window: number): Way['run'] =>
  async (place, credentials) => {
    const app = new MqttApp(place, credentials);
    await place.until(app.send(MESSAGES, { window }));
    await place.until(app.close());
    return app.broker.received;
  };

const mqttReceive: Way['run'] = async (place, credentials) => {
  const app = new MqttApp(place, credentials, { waiting: MESSAGES });
  const counted = counter(MESSAGES);
  await place.until(app.receive(counted.one));
  await place.until(app.close());
  return counted.count();
};

function counter(enough: number): { one: () => boolean; count: () => number } {
  let count = 0;
  return { one: () => ++count >= enough, count: () => count };
}

/** The first of each is what the others are held against. */
const WAYS: Readonly<Record<'receive' | 'send', readonly Way[]>> = {
  receive: [
    { name: 'HTTPS, a new connection for each', run: httpsReceive(false) },
    { name: 'HTTPS, one connection', run: httpsReceive(true) },
    { name: 'MQTT QoS 1', run: mqttReceive },
  ],
  send: [
    { name: 'HTTPS, a new connection for each', run: httpsSend(false) },
    { name: 'HTTPS, one connection', run: httpsSend(true) },
    { name: 'MQTT QoS 1, one at a time', run: mqttSend(1) },
    { name: 'MQTT QoS 1, 10 in flight', run: mqttSend(10) },
  ],
};

export async function lectureFigures(): Promise<Figures> {
  installText(nodeText);
  const credentials = makeCredentials();
  const figures: Figures = {};
  printTable(
    'What is assumed',
    ['', '', 'by'],
    ASSUMED.map((row) => [...row]),
  );
  const rows: string[][] = [];
  for (const network of NETWORKS) {
    for (const direction of ['receive', 'send'] as const) {
      rows.push(...(await fast(network, direction, credentials, figures)));
    }
  }
  printTable(
    `${MESSAGES.toLocaleString('en')} messages of one byte, as fast as they go; bytes with TCP's and IP's headers; medians of ${SEEDS.length} runs`,
    ['', 'delivered', 'messages/hour', '×', 'lecture ×', 'bytes of a message', 'J in all', 'J ÷'],
    rows,
  );
  await printLosses(credentials, figures);
  return figures;
}

async function fast(
  network: Network,
  direction: 'receive' | 'send',
  credentials: Credentials,
  figures: Figures,
): Promise<string[][]> {
  const rows: string[][] = [];
  let base: { perHour: number; joules: number } | undefined;
  for (const { name, run } of WAYS[direction]) {
    const runs: Outcome[] = [];
    for (const seed of SEEDS) runs.push(await outcomeOf(network, run, credentials, seed));
    const of = (key: keyof Outcome): number => median(runs.map((outcome) => outcome[key]));
    const [perHour, joules, bytes] = [of('perHour'), of('joules'), of('bytes')];
    const delivered = Math.min(...runs.map((outcome) => outcome.delivered));
    base ??= { perHour, joules };
    rows.push([
      `${network.name}, ${direction}: ${name}`,
      delivered.toLocaleString('en'),
      Math.round(perHour).toLocaleString('en'),
      (perHour / base.perHour).toFixed(1),
      name.startsWith('MQTT') ? String(network.lecture[direction]) : '',
      bytes.toFixed(0),
      joules.toFixed(1),
      (base.joules / joules).toFixed(1),
    ]);
    const key = `lecture, ${network.name}, ${direction}, ${name}`;
    figures[`${key}: messages an hour`] = Math.round(perHour);
    figures[`${key}: bytes`] = Math.round(bytes);
    figures[`${key}: J`] = joules;
  }
  return rows;
}

interface Outcome {
  readonly delivered: number;
  readonly perHour: number;
  readonly joules: number;
  /** Of a message, both ways. */
  readonly bytes: number;
}

async function outcomeOf(
  network: Network,
  run: Way['run'],
  credentials: Credentials,
  seed: number,
): Promise<Outcome> {
  const place = new Place(network.parameters, seed);
  const delivered = await run(place, credentials);
  return {
    delivered,
    perHour: (MESSAGES * 3_600_000) / place.clock.now(),
    joules: network.joules(place),
    bytes: place.link.packets.reduce((sum, packet) => sum + packet.bytes, 0) / MESSAGES,
  };
}

/** A message every half second, and what of them arrives; once with a break in the middle. */
async function printLosses(credentials: Credentials, figures: Figures): Promise<void> {
  const rows: string[][] = [];
  for (const { name, parameters } of NETWORKS) {
    for (const [way, receive] of LIVE) {
      const row = [`${name}: ${way}`];
      for (const breakMs of [0, BREAK_MS]) {
        const place = new Place(parameters, SEEDS[0]!);
        const received = await receive(place, credentials, breakMs);
        figures[`lecture, ${name}, live, ${way}, break ${breakMs} ms: received`] = received;
        row.push(received.toLocaleString('en'));
      }
      rows.push(row);
    }
  }
  printTable(
    `Received of ${MESSAGES.toLocaleString('en')}, one every ${PRODUCER_MS / 1_000} s; who polls gets what comes while the poll waits`,
    ['', 'no break', `${BREAK_MS / 1_000} s without a connection in the middle`],
    rows,
  );
}

type Live = (place: Place, credentials: Credentials, breakMs: number) => Promise<number>;

const livePoll =
  (keepAlive: boolean): Live =>
  async (place, credentials, breakMs) => {
    const mailbox = new Mailbox(false);
    const app = new HttpsApp(place, credentials, { keepAlive, mailbox });
    const counted = counter(Infinity);
    void app.poll(counted.one);
    await place.until(produce(place, breakMs, () => mailbox.put()));
    app.close();
    return counted.count();
  };

const liveMqtt: Live = async (place, credentials, breakMs) => {
  const app = new MqttApp(place, credentials);
  const counted = counter(Infinity);
  void app.receive(counted.one);
  await place.until(produce(place, breakMs, () => app.broker.put()));
  await place.until(app.close());
  return counted.count();
};

const LIVE: readonly (readonly [string, Live])[] = [
  ['HTTPS, a new connection for each', livePoll(false)],
  ['HTTPS, one connection', livePoll(true)],
  ['MQTT QoS 1', liveMqtt],
];

/** Begins when all are connected, and waits a minute for what is under way. */
async function produce(place: Place, breakMs: number, put: () => void): Promise<void> {
  await place.wait(10_000);
  for (let made = 0; made < MESSAGES; made++) {
    await place.wait(PRODUCER_MS);
    if (breakMs > 0 && made === MESSAGES / 2) place.breakFor(breakMs);
    put();
  }
  await place.wait(60_000);
}
