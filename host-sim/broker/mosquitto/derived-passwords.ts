/**
 * Keeps a password file of Mosquitto's for boards that derive their passwords; in the
 * project's folder:
 *
 *     node --import tsx host-sim/broker/mosquitto/derived-passwords.ts SECRETS PASSWORDS PID [--once]
 *
 * SECRETS has a line user:secret for each board, whose id is its user name. PASSWORDS is
 * written anew for each window, with the owner that it has, and the Mosquitto with the
 * process number PID is told to read it.
 */

import { execFileSync } from 'node:child_process';
import { chownSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { derivedPassword, WINDOW_S } from '../../../firmware/security/derived-password';
import { NodeCrypto } from '../../board/crypto';

function linesOf(secrets: string, unixS: number): string {
  return readFileSync(secrets, 'utf8')
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => {
      const at = line.indexOf(':');
      const [user, secret] = [line.slice(0, at), line.slice(at + 1)];
      const [key, id] = [Buffer.from(secret), Buffer.from(user)];
      const password = derivedPassword(key, id, unixS, new NodeCrypto());
      return `${user}:${Buffer.from(password).toString()}\n`;
    })
    .join('');
}

const [secrets, passwords, pid] = process.argv.slice(2);
if (secrets === undefined || passwords === undefined || !/^\d+$/.test(pid ?? '')) {
  console.error('derived-passwords: give SECRETS, PASSWORDS and the number of the process');
  process.exit(2);
}
function complain(error: unknown): never {
  console.error(`derived-passwords: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

process.on('uncaughtException', complain);
for (;;) {
  const unixS = Date.now() / 1000;
  const draft = `${passwords}.new`;
  writeFileSync(draft, linesOf(secrets, unixS), { mode: 0o600 });
  execFileSync('mosquitto_passwd', ['-U', draft]);
  const { uid, gid } = statSync(passwords);
  chownSync(draft, uid, gid); // Mosquitto's user must be able to read it
  renameSync(draft, passwords);
  process.kill(Number(pid), 'SIGHUP');
  if (process.argv.includes('--once')) break;
  const nextS = (Math.floor(unixS / WINDOW_S) + 1) * WINDOW_S;
  await wait(nextS * 1000 - Date.now());
}
