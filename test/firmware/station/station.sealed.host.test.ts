/** A station with a payload key: what it sends only the key opens, and it takes nothing else. */

import { test } from 'node:test';
import { Fernet } from '../../../firmware/security/fernet';
import { NodeCrypto } from '../../../host-sim/board/crypto';
import { SeededRandom } from '../../../host-sim/board/random';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import { START_UNIX_MS, StationFixture, type StationOptions } from '../../kit/station';

installText(nodeText); // the station uses the chip's conversions of text

const parts = { crypto: new NodeCrypto(), random: new SeededRandom(2, 'keys') };
const KEY = text(Fernet.newKey(parts.random));
const OLD_KEY = text(Fernet.newKey(parts.random));
const READING = 'pubsub-xs/esp32-0aff12/reading';
const SET = 'pubsub-xs/esp32-0aff12/set';
const ERROR = 'pubsub-xs/esp32-0aff12/error';
const START_S = START_UNIX_MS / 1000;

function fernet(...keys: string[]): Fernet {
  return new Fernet(
    keys.map((key) => bytes(key)),
    parts,
  );
}

/** What is in a token, as text. */
function opened(token: string, ...keys: string[]): string {
  const payload = fernet(...keys).decrypt(bytes(token));
  return typeof payload === 'string' ? payload : text(payload);
}

function token(payload: string, timeS: number, key = KEY): string {
  return text(fernet(key).encrypt(bytes(payload), timeS));
}

function sealed(payloadKey = KEY, more: StationOptions = {}): Promise<StationFixture> {
  const crypto = new NodeCrypto();
  return new StationFixture({ ...more, crypto, settings: { payloadKey } }).run(5_000);
}

test('readings are tokens of the first key, made when they are sent', async () => {
  const station = await sealed(`${KEY},${OLD_KEY}`);
  const [sent] = station.broker.heard(READING);
  includes(opened(sent!, KEY), '"deviceID":"esp32-0aff12","temperature":21.5');
  equal(opened(sent!, OLD_KEY), 'wrong signature');
  const timeS = Fernet.markOf(bytes(sent!)).timeS;
  ok(timeS >= START_S && timeS <= START_S + 5);
});

test('no two tokens are alike', async () => {
  const station = await sealed();
  await station.pass(30_000);
  const sent = station.broker.heard(READING);
  equal(new Set(sent).size, sent.length);
  ok(sent.length > 2);
});

test('settings are taken from tokens of any of the keys', async () => {
  const station = await sealed(`${KEY},${OLD_KEY}`);
  station.broker.send(SET, token('{"intervalMs":60000}', START_S + 1));
  await station.pass(100);
  station.broker.send(SET, token('{"intervalMs":50000}', START_S + 2, OLD_KEY));
  await station.pass(100);
  deepEqual(
    station.told('settings').map(({ intervalMs }) => intervalMs),
    [60_000, 50_000],
  );
});

/** What is sent as settings, and why it is refused. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ['plain settings', '{"intervalMs":60000}', 'no Fernet token'],
  ['a token of another key', token('{"intervalMs":60000}', START_S, OLD_KEY), 'key'],
  ['a token from the future', token('{"intervalMs":60000}', START_S + 3_600), 'future'],
  ['a token with wrong settings', token('{"intervalMs":5}', START_S), 'intervalMs is 5'],
];

for (const [what, payload, part] of REFUSED) {
  test(`${what} is refused, and the answer is a token too`, async () => {
    const station = await sealed();
    station.broker.send(SET, payload);
    await station.pass(100);
    deepEqual(station.told('settings'), []);
    includes(station.told('settings refused')[0]!.problem, part);
    includes(opened(station.broker.heard(ERROR)[0]!, KEY), part);
  });
}

test('a token that was recorded is not taken again once a newer one was, also after a restart', async () => {
  const station = await sealed();
  const recorded = token('{"intervalMs":60000}', START_S + 1);
  station.broker.send(SET, recorded);
  await station.pass(100);
  station.broker.send(SET, token('{"intervalMs":20000}', START_S + 2));
  await station.pass(100);
  const { flash } = station;
  for (const now of [station, await sealed(KEY, { flash })]) {
    now.broker.send(SET, recorded);
    await now.pass(100);
    includes(now.told('settings refused').at(-1)!.problem, 'no newer than the one');
    equal(now.told('settings').at(-1)!.intervalMs, 20_000);
  }
});

test('a retained token is taken again with every connection without an answer', async () => {
  const station = await sealed();
  const retained = token('{"intervalMs":60000}', START_S + 1);
  for (let i = 0; i < 3; i++) {
    station.broker.send(SET, retained);
    await station.pass(100);
  }
  equal(station.told('settings').length, 1);
  deepEqual(station.told('settings refused'), []);
});

test('of two tokens of the same second only the first is taken, once', async () => {
  const station = await sealed();
  const [one, other] = [60_000, 50_000].map((ms) => token(`{"intervalMs":${ms}}`, START_S + 1));
  for (const payload of [one!, other!, one!]) {
    station.broker.send(SET, payload);
    await station.pass(100);
  }
  deepEqual(
    station.told('settings').map(({ intervalMs }) => intervalMs),
    [60_000],
  );
  equal(station.told('settings refused').length, 1);
});
