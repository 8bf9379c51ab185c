/** The shipped configurations of Mosquitto, each in a folder of its own and on a free port. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from './assert';
import { freePort, Mosquitto } from './mosquitto';

export const RECIPES = fileURLToPath(new URL('../../host-sim/broker/mosquitto', import.meta.url));

/** A folder with copies of all recipes, to which passwords and certificates are added. */
export function recipeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
  cpSync(RECIPES, folder, { recursive: true });
  return folder;
}

/** Users with passwords of their own, in the file that the recipes name. */
export function addUsers(folder: string, passwords: Readonly<Record<string, string>>): void {
  const file = join(folder, 'passwords');
  writeFileSync(file, '', { mode: 0o600 });
  for (const [user, password] of Object.entries(passwords)) {
    execFileSync('mosquitto_passwd', ['-b', file, user, password], { stdio: 'ignore' });
  }
}

/**
 * Starts Mosquitto with the recipe `name` of `folder`. Only its lines `listener` and
 * `address` are changed, so that nothing is opened to, or sought on, the network.
 */
export async function startRecipe(
  folder: string,
  name: string,
  upstreamPort?: number,
): Promise<Mosquitto> {
  const port = await freePort();
  const config = join(folder, name);
  let text = withLine(readFileSync(config, 'utf8'), 'listener', `${port} 127.0.0.1`);
  if (lineOf('address').test(text)) {
    const upstream = upstreamPort ?? fail('a gateway needs a port upstream');
    text = withLine(text, 'address', `127.0.0.1:${upstream}`);
  }
  writeFileSync(config, text);
  giveAway(folder);
  return Mosquitto.inFolder(folder, name, port);
}

/** The value of an option in a recipe as it is shipped. */
export function valueIn(name: string, option: string): string {
  const text = readFileSync(join(RECIPES, name), 'utf8');
  return lineOf(option).exec(text)?.[1] ?? fail(`${name} has no line ${option}`);
}

function withLine(text: string, option: string, value: string): string {
  if (!lineOf(option).test(text)) fail(`there is no line ${option}`);
  return text.replace(lineOf(option), `${option} ${value}`);
}

function lineOf(option: string): RegExp {
  return new RegExp(`^${option} (.*)$`, 'm');
}

/** Mosquitto that root starts becomes its own user, who must read and write there. */
function giveAway(folder: string): void {
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'mosquitto', folder]);
}
