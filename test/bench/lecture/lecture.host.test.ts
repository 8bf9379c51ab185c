/** The simulated links: how long bytes take on them, and what their radio needs. */

import { test } from '../../kit/test';
import { deepEqual, equal, ok } from '../../kit/assert';
import { VirtualClock } from '../../../host-sim/board/virtual-clock';
import { HttpsApp } from './https-app';
import { Link, type LinkParameters } from './link';
import { Mailbox } from './mailbox';
import { MqttApp } from './mqtt-app';
import { makeCredentials, Place } from './place';
import { joules3g, joulesWiFi } from './radio';
import { TcpEnd } from './tcp';
import { until } from './virtual-time';

const PLAIN: LinkParameters = {
  delayMs: 50,
  jitterMs: 0,
  upBitsPerS: 1e12,
  downBitsPerS: 1e12,
  loss: 0,
  wakings: [],
};
const never = (): number => 0.999;

function arrivals(parameters: LinkParameters, random = never): { link: Link; run: () => number[] } {
  const clock = new VirtualClock();
  const link = new Link(clock, parameters, random);
  const times: number[] = [];
  for (let i = 0; i < 3; i++) link.send(true, 1_000, () => times.push(clock.now()));
  return {
    link,
    run: () => {
      clock.advance(60_000);
      return times.map((ms) => Math.round(ms));
    },
  };
}

test('a packet takes its bits and the delay, and waits for those before it', () => {
  deepEqual(arrivals({ ...PLAIN, upBitsPerS: 80_000 }).run(), [150, 250, 350]);
});

test('a radio that was silent is woken first, once', () => {
  const wakings = [{ afterMs: 5_000, takesMs: 1_500 }];
  deepEqual(arrivals({ ...PLAIN, wakings }).run(), [1_550, 1_550, 1_550]);
});

test('what is lost, and what is sent over a broken link, does not arrive', () => {
  deepEqual(arrivals({ ...PLAIN, loss: 1 }).run(), []);
  const broken = arrivals(PLAIN);
  broken.link.isBroken = true;
  deepEqual(broken.run(), []);
});

/** When so many bytes from the server have come, in milliseconds from the first SYN. */
async function download(bytes: number, receiveBytes: number, loseAt = -1): Promise<number> {
  const clock = new VirtualClock();
  let packets = 0;
  const link = new Link(clock, { ...PLAIN, loss: 0.5 }, () => (packets++ >> 1 === loseAt ? 0 : 1));
  const activity = { count: 0 };
  const ends: TcpEnd[] = [];
  const large = { sendBytes: 1 << 20, receiveBytes: 1 << 20 };
  const limits = { client: { ...large, receiveBytes }, server: large };
  const client = TcpEnd.dial(link, clock, activity, limits, (server) => {
    ends.push(server);
    server.write(Buffer.alloc(bytes));
  });
  ends.push(client);
  let received = 0;
  const all = new Promise<number>((resolve) => {
    client.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received === bytes) resolve(clock.now());
    });
  });
  const ms = await until(all, clock, activity, () => {
    for (const end of ends) end.sendOwedAck();
  });
  return Math.round(ms);
}

test('TCP begins with ten segments and doubles what is under way each round trip', async () => {
  equal(await download(14_600, 1 << 20), 150); // SYN both ways, then one way
  equal(await download(14_601, 1 << 20), 250);
  equal(await download(43_800, 1 << 20), 250);
  equal(await download(43_801, 1 << 20), 350);
});

test('a receive window of the board’s size bounds what is under way', async () => {
  equal(await download(3 * 4_380, 5_760), 350); // three segments at a time
});

test('a lost segment comes again after three later acknowledgements, or a second', async () => {
  equal(await download(14_600, 1 << 20, 2), 250); // the first of ten
  equal(await download(1_460, 1 << 20, 2), 1_100 + 50);
});

test('a 3G radio takes its tails behind the last packet, and promotions before the first', () => {
  const radio = {
    ...{ dchMw: 800, dchTailMs: 5_000, fachMw: 400, fachTailMs: 10_000 },
    ...{ promotionMw: 500, promotionMs: 2_000, fachPromotionMw: 700, fachPromotionMs: 1_000 },
  };
  const at = (atMs: number): { atMs: number; bytes: number; isUp: boolean } => ({
    ...{ atMs, bytes: 100, isUp: true },
  });
  const whole = 1 + 4 + 4; // promotion, DCH and FACH tails
  ok(Math.abs(joules3g([at(0)], radio) - whole) < 1e-9);
  ok(Math.abs(joules3g([at(0), at(1_000)], radio) - (whole + 0.8)) < 1e-9);
  ok(Math.abs(joules3g([at(0), at(7_000)], radio) - (whole + 4 + 0.8 + 0.7)) < 1e-9);
  ok(Math.abs(joules3g([at(0), at(60_000)], radio) - 2 * whole) < 1e-9);
  equal(joules3g([], radio), 0);
});

test('an ESP32 sends, listens for a while, and rests otherwise', () => {
  const radio = {
    ...{ volts: 1, sendMa: 200, receiveMa: 100, listenMs: 50, restMa: 10 },
    ...{ frameMs: 1, bitsPerS: 8e6 },
  };
  const packets = [
    { atMs: 0, bytes: 1_000, isUp: true }, // 2 ms on the air, 48 ms of listening
    { atMs: 500, bytes: 1_000, isUp: false },
  ];
  const expected = (2 * 200 + 98 * 100 + 900 * 10) / 1e6;
  ok(Math.abs(joulesWiFi(packets, 1_000, radio) - expected) < 1e-9);
});

test('who polls gets what is kept, or only what comes while the poll waits', () => {
  for (const keeps of [true, false]) {
    const box = new Mailbox(keeps);
    let got = 0;
    box.put();
    box.take(() => got++);
    equal(got, keeps ? 1 : 0);
    if (keeps) continue;
    box.put();
    equal(got, 1);
    box.take(() => got++);
    box.leave();
    box.put();
    equal(got, 1);
  }
});

const credentials = makeCredentials();

test('a request on a new connection takes four round trips, one more on the same takes one', async () => {
  const times: number[] = [];
  for (const keepAlive of [false, true]) {
    for (const count of [1, 3]) {
      const place = new Place(PLAIN, 1);
      const app = new HttpsApp(place, credentials, { keepAlive });
      await place.until(app.post(count));
      times.push(Math.round(place.clock.now() / 100));
      equal(app.posted, count);
      app.close();
    }
  }
  deepEqual(times, [4, 12, 4, 6]);
});

test('real TLS sessions take the same virtual time in every run', async () => {
  const run = async (): Promise<number> => {
    const parameters = { ...PLAIN, jitterMs: 20, loss: 0.02 };
    const place = new Place(parameters, 7);
    const app = new MqttApp(place, credentials);
    await place.until(app.send(40, { window: 10 }));
    const ms = place.clock.now();
    await place.until(app.close());
    equal(app.broker.received, 40);
    return ms;
  };
  equal(await run(), await run());
});

test('nothing is lost by MQTT when the connection is, in the middle of what comes', async () => {
  const place = new Place(PLAIN, 1);
  const app = new MqttApp(place, credentials);
  let received = 0;
  void app.receive(() => ++received < 0);
  const produce = async (): Promise<void> => {
    await place.wait(3_000);
    for (let made = 0; made < 20; made++) {
      if (made === 10) place.breakFor(5_000);
      app.broker.put();
      await place.wait(200);
    }
    await place.wait(60_000);
  };
  await place.until(produce());
  await place.until(app.close());
  equal(received, 20);
});
