/** host-sim/broker/mosquitto/derived-passwords.ts beside passwords.conf, with the station. */

import { execFileSync } from 'node:child_process';
import { before, test } from 'node:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, ok } from '../../kit/assert';
import { noMosquitto } from '../../kit/mosquitto';
import { RECIPES } from '../../kit/recipe';
import { SimulatedStation } from '../../kit/simulated-station';
import { until } from '../../kit/until';
import { PasswordsBroker } from './passwords-broker';

const SECRET = 'a long secret: with a colon';

const skip = noMosquitto;
const recipe = new PasswordsBroker({});
before(() => {
  if (!skip) writeFileSync(join(recipe.folder, 'secrets'), `board-1:${SECRET}\nboard-2:other\n`);
});

/** Writes the passwords of this window, and has Mosquitto read them. */
function renew(): void {
  const [script, passwords] = [
    join(RECIPES, 'derived-passwords.ts'),
    join(recipe.folder, 'passwords'),
  ];
  const words = [
    '--import',
    'tsx',
    script,
    join(recipe.folder, 'secrets'),
    passwords,
    `${recipe.broker.pid}`,
  ];
  execFileSync(process.execPath, [...words, '--once']);
}

function station(secret: string, derivesPassword: boolean): Promise<SimulatedStation> {
  const login = { user: 'board-1', password: secret, derivesPassword };
  return SimulatedStation.start({ port: recipe.broker.port, id: 'board-1', login });
}

test('derived: a station is let in by the password of this window', { skip }, async () => {
  renew();
  const running = await station(SECRET, true);
  try {
    await until('it is connected, if need be with the next window’s password', () => {
      const states = running.told('mqtt').map(({ state }) => state);
      if (states.at(-1) === 'failed') renew();
      return states.includes('connected');
    });
    await until('its reading is with the broker', () => running.told('reading').length > 0);
  } finally {
    await running.stop();
  }
});

test('derived: neither the secret itself nor another one lets anybody in', { skip }, async () => {
  for (const [secret, derives] of [
    [SECRET, false],
    ['guess', true],
  ] as const) {
    const running = await station(secret, derives);
    await running.link('failed');
    await running.stop();
    ok(running.told('mqtt').every(({ state }) => state === 'failed'));
  }
});

test('derived: the secret is not in the file of passwords', { skip }, () => {
  equal(readFileSync(join(recipe.folder, 'passwords'), 'utf8').includes(SECRET), false);
});
