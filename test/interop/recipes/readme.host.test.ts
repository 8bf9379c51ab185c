/** The commands of host-sim/broker/mosquitto/README.md set the recipes up. */

import mqtt, { type IClientOptions } from 'mqtt';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { equal, fail } from '../../kit/assert';
import { freePort, noMosquitto } from '../../kit/mosquitto';
import { RECIPES, recipeFolder, startRecipe } from '../../kit/recipe';

const skip = noMosquitto;
const README = readFileSync(join(RECIPES, 'README.md'), 'utf8');

interface Case {
  readonly recipe: string;
  /** Those whose commands go before. */
  readonly after?: readonly string[];
  readonly client: (file: (name: string) => Buffer) => IClientOptions;
}

const MONITOR = { username: 'monitor', password: 'secret' };
/** The name in the certificate is not the address at which tests find the broker. */
const TLS = { protocol: 'mqtts', servername: 'broker.local' } as const;

const CASES: readonly Case[] = [
  { recipe: 'loopback.conf', client: () => ({}) },
  { recipe: 'passwords.conf', client: () => MONITOR },
  {
    recipe: 'tls.conf',
    after: ['passwords.conf'],
    client: (file) => ({ ...MONITOR, ...TLS, ca: file('ca.crt') }),
  },
  {
    recipe: 'mutual-tls.conf',
    after: ['tls.conf'],
    client: (file) => ({
      ...{ ...TLS, ca: file('ca.crt') },
      ...{ cert: file('monitor.crt'), key: file('monitor.key') },
    }),
  },
  {
    recipe: 'gateway.conf',
    after: ['tls.conf'],
    client: () => ({ ...MONITOR, username: 'board-1' }),
  },
];

for (const { recipe, after = [], client } of CASES) {
  test(`README: its commands set ${recipe} up`, { skip }, async () => {
    const folder = recipeFolder();
    for (const section of [...after, recipe]) run(folder, commandsOf(section));
    const broker = await startRecipe(folder, recipe, await freePort());
    try {
      const options = client((name) => readFileSync(join(folder, name)));
      const host = { host: '127.0.0.1', port: broker.port };
      const connected = await mqtt.connectAsync({ ...options, ...host });
      equal(connected.connected, true);
      await connected.endAsync();
    } finally {
      await broker.stop();
    }
  });
}

/** The commands of a section that come to an end. */
function commandsOf(section: string): string {
  const [, rest] = README.split(`\n## ${section}\n`);
  const [, block] = /```sh\n(.*?)```/s.exec(rest ?? fail(`there is no ${section}`))!;
  return block!.replace(/^(\/usr\/sbin\/mosquitto|mosquitto_sub|npm) .*$/gm, '');
}

function run(folder: string, commands: string): void {
  // It asks for the password, and a test has no terminal.
  const answer = 'mosquitto_passwd() { command mosquitto_passwd -b "$@" secret; }';
  execFileSync('bash', ['-ec', `${answer}\n${commands}`], { cwd: folder, stdio: 'pipe' });
}
