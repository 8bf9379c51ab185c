/** The command for encrypted payloads, as people run it. */

import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deepEqual, equal, includes, ok } from '../../kit/assert';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

function payload(words: readonly string[], keys = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'host-sim/payload/cli.ts', ...words],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, PAYLOAD_KEY: keys },
    },
  );
  return { status, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
}

test('a new key encrypts and decrypts, also beside another, and the result stands alone', () => {
  const [old, next] = [payload(['genkey']).stdout, payload(['genkey']).stdout];
  const token = payload(['encrypt', 'hello °C'], old);
  deepEqual([token.status, token.stderr], [0, '']);
  const back = { status: 0, stdout: 'hello °C', stderr: '' };
  deepEqual(payload(['decrypt', token.stdout], old), back);
  deepEqual(payload(['decrypt', token.stdout], `${next},${old}`), back);
  const refused = payload(['decrypt', token.stdout], next);
  deepEqual([refused.status, refused.stdout], [1, '']);
  includes(refused.stderr, 'none of the keys in PAYLOAD_KEY has made this token');
});

test('what is missing or wrong is said in one line, which never repeats a key', () => {
  for (const [words, keys, said] of [
    [['encrypt', 'x'], undefined, 'PAYLOAD_KEY is not set'],
    [['encrypt', 'x'], 'hunter2', 'key 1 is none: it must be 32 bytes'],
    [['encrypt'], 'hunter2', 'write genkey, encrypt TEXT or decrypt TOKEN'],
    [['sign', 'x'], 'hunter2', '"sign" is no command'],
  ] as const) {
    const { status, stdout, stderr } = payload(words, keys);
    deepEqual([status, stdout], [2, '']);
    equal(stderr.split('\n').length, 1);
    includes(stderr, said);
    ok(!stderr.includes('hunter2'));
  }
});
