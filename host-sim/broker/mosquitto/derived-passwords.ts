/**
 * Keeps a password file of Mosquitto's for boards that derive their passwords:
 *
 *     node --import tsx derived-passwords.ts SECRETS PASSWORDS PID [--once]
 *
 * SECRETS has a line user:secret for each board, whose id is its user name. PASSWORDS is
 * written anew for each window of ten minutes, and the Mosquitto with the process number
 * PID is told to read it.
 */

import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const WINDOW_S = 600;

function derived(user: string, secret: string, window: number): string {
  const password = createHmac('sha256', secret).update(`${user}\n${window}`).digest('base64url');
  return `${password}=`;
}

function linesOf(secrets: string, window: number): string {
  return readFileSync(secrets, 'utf8')
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => {
      const at = line.indexOf(':');
      const user = line.slice(0, at);
      return `${user}:${derived(user, line.slice(at + 1), window)}\n`;
    })
    .join('');
}

const [secrets, passwords, pid] = process.argv.slice(2);
if (secrets === undefined || passwords === undefined || !/^\d+$/.test(pid ?? '')) {
  console.error('derived-passwords: give SECRETS, PASSWORDS and the number of the process');
  process.exit(2);
}
for (;;) {
  const window = Math.floor(Date.now() / 1000 / WINDOW_S);
  const draft = `${passwords}.new`;
  writeFileSync(draft, linesOf(secrets, window), { mode: 0o600 });
  execFileSync('mosquitto_passwd', ['-U', draft]);
  renameSync(draft, passwords);
  process.kill(Number(pid), 'SIGHUP');
  if (process.argv.includes('--once')) break;
  await wait((window + 1) * WINDOW_S * 1000 - Date.now());
}
