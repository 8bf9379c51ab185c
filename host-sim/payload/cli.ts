/** `npm run payload`: keys and encrypted payloads for people. The result alone goes to standard output. */

import { Fernet, type FernetFailure } from '../../firmware/security/fernet';
import { NodeCrypto } from '../board/crypto';
import { TRUE_RANDOM as random } from '../board/true-random';
import { commandFor } from '../invocation';
import { EXIT_FAILED, print, printError, runCommand } from '../terminal';
import { UsageError } from '../usage-error';

const HELP = `Encrypts payloads as Python's cryptography.fernet does.

${commandFor('payload')} genkey            a new key; keep it in PAYLOAD_KEY, never in a file that is shared
${commandFor('payload')} encrypt TEXT      with the first key of PAYLOAD_KEY (several are separated by commas)
${commandFor('payload')} decrypt TOKEN     with any of them`;

const WORDS: Readonly<Record<FernetFailure, string>> = {
  malformed: 'this is no token: look whether all of it was copied',
  'wrong signature': 'none of the keys in PAYLOAD_KEY has made this token, or it was changed',
  expired: 'the token is too old',
  'from the future': 'the token is from the future: a clock is wrong',
};

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function fernet(): Fernet {
  const keys = process.env['PAYLOAD_KEY'] ?? '';
  if (keys === '')
    throw new UsageError(`PAYLOAD_KEY is not set; ${commandFor('payload')} genkey makes one`);
  try {
    return new Fernet(keys.split(',').map(bytesOf), { crypto: new NodeCrypto(), random });
  } catch (error) {
    throw new UsageError(`PAYLOAD_KEY: ${(error as Error).message}`);
  }
}

function decrypt(token: string): number {
  const result = fernet().decrypt(bytesOf(token));
  if (typeof result !== 'string') {
    print(textOf(result));
    return 0;
  }
  printError(`payload: ${WORDS[result]}`);
  return EXIT_FAILED;
}

function perform([command, text, ...more]: readonly string[]): number {
  const isWhole = more.length === 0 && (text === undefined) === (command === 'genkey');
  if (command === '--help' || command === '-h') print(HELP);
  else if (!isWhole)
    throw new UsageError('write genkey, encrypt TEXT or decrypt TOKEN; see --help');
  else if (command === 'genkey') print(textOf(Fernet.newKey(random)));
  else if (command === 'encrypt')
    print(textOf(fernet().encrypt(bytesOf(text!), Date.now() / 1000)));
  else if (command === 'decrypt') return decrypt(text!);
  else throw new UsageError(`"${command}" is no command; there are genkey, encrypt and decrypt`);
  return 0;
}

await runCommand(() => Promise.resolve().then(() => perform(process.argv.slice(2))));
