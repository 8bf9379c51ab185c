/** What the commands have in common: their help, words that they do not take, and output that cannot be written. */

import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { test } from 'node:test';
import { ROOT } from '../architecture/source';
import { deepEqual, equal, includes } from '../kit/assert';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

async function run(words: readonly string[], output?: number): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...words], {
    cwd: ROOT,
    stdio: ['ignore', output ?? 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, errors };
}

const FULL = '/dev/full';

for (const words of [
  ['host-sim/cli.ts', '--every', '1s', '--count', '3', '--json', '--engine', 'node'],
  ['host-sim/faults/cli.ts'],
]) {
  const skip = existsSync(FULL) ? false : `there is no ${FULL}`;
  test(`${words[0]} says so when the disk for its output is full`, { skip }, async () => {
    const full = openSync(FULL, 'w');
    const { code, errors } = await run(words, full);
    closeSync(full);
    equal(code, 1);
    includes(errors, 'pubsub-xs: standard output cannot be written: ENOSPC');
    equal(errors.trim().split('\n').length, 1);
  });
}

for (const command of ['chip/monitor', 'soak/cli', 'faults/cli', 'chip/list-boards']) {
  test(`${command} has help`, async () => {
    const { code, out, errors } = await run([`host-sim/${command}.ts`, '--help']);
    deepEqual([code, errors, out === ''], [0, '', false]);
  });
}

const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
  ['chip/list-boards', ['foo'], 'takes nothing else'],
  ['faults/cli', ['wifi.gon'], '"wifi.gon" is no fault and no group'],
  ['provision/cli', ['--show', '--factory-reset'], '--show and --factory-reset: give one'],
];

for (const [command, words, part] of REFUSED) {
  test(`${command} refuses ${words.join(' ')} in one line`, async () => {
    const { code, out, errors } = await run([`host-sim/${command}.ts`, ...words]);
    deepEqual([code, out], [2, '']);
    includes(errors, part);
    equal(errors.trim().split('\n').length, 1);
  });
}

test('faults NAME shows that fault only', async () => {
  const { code, out } = await run(['host-sim/faults/cli.ts', 'wifi.gone']);
  equal(code, 0);
  deepEqual(out.match(/^\S+/gm), ['wifi.gone']);
});

test('derived-passwords.ts without its file of secrets says so in one line', async () => {
  const program = 'host-sim/broker/mosquitto/derived-passwords.ts';
  const files = ['/nowhere/secrets', '/nowhere/passwords'];
  const { code, errors } = await run([program, ...files, '1', '--once']);
  equal(code, 1);
  includes(errors, 'derived-passwords: ');
  includes(errors, '/nowhere/');
  equal(errors.trim().split('\n').length, 1);
});
