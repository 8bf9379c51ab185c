/** Fernet against its specification's vectors, against Python's cryptography, and against whoever changes a byte. */

import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Fernet } from '../../../firmware/security/fernet';
import { NodeCrypto } from '../../../host-sim/board/crypto';
import { SeededRandom } from '../../../host-sim/board/random';
import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import '../../kit/test'; // gives this realm the chip's text conversions

const parts = { crypto: new NodeCrypto(), random: new SeededRandom(1, 'fernet') };
/** Debian's, which has Debian's python3-cryptography. */
const PYTHON = '/usr/bin/python3';

const noPython = ((): string | false => {
  if (spawnSync(PYTHON, ['-c', 'import cryptography.fernet']).status === 0) return false;
  if (process.env['CI']) throw new Error('python3-cryptography is not installed, and CI needs it');
  return 'python3-cryptography is not installed (apt-get install python3-cryptography)';
})();

/** https://github.com/fernet/spec: generate.json and verify.json have this key. */
const KEY = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
const fernet = new Fernet([bytes(KEY)], parts);

function python(program: string, ...words: string[]): string {
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', program, ...words], { encoding: 'utf8' });
  equal(stderr, '');
  return stdout.trim();
}

test('the token of the specification is made, byte for byte', () => {
  const iv = Uint8Array.from({ length: 16 }, (_, i) => i);
  const token = fernet.encryptWith(bytes('hello'), 499_162_800, iv);
  equal(
    text(token),
    'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
  );
});

test('the token of the specification is read', () => {
  const token =
    'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
  const payload = fernet.decrypt(bytes(token), { ttlS: 60, nowS: 499_162_801 });
  ok(typeof payload !== 'string');
  equal(text(payload), 'hello');
  equal(fernet.decrypt(bytes(token), { ttlS: 60, nowS: 499_162_861 }), 'expired');
  equal(fernet.decrypt(bytes(token), { ttlS: 60, nowS: 499_162_739 }), 'from the future');
});

test('a token that was changed at any byte is refused', () => {
  const token = fernet.encrypt(bytes('{"temperature":21.5}'), 1_800_000_000);
  for (let at = 0; at < token.length; at++) {
    for (const by of [1, 0x20, 0x80]) {
      const changed = token.slice();
      changed[at]! ^= by;
      const result = fernet.decrypt(changed);
      ok(result === 'malformed' || result === 'wrong signature', `byte ${at}: ${String(result)}`);
    }
    const cut = fernet.decrypt(token.subarray(0, at));
    ok(cut === 'malformed' || cut === 'wrong signature', `cut at ${at}`);
  }
});

test('payloads of any length come back', () => {
  for (let length = 0; length < 70; length++) {
    const payload = Uint8Array.from({ length }, (_, i) => i);
    deepEqual(fernet.decrypt(fernet.encrypt(payload, 1)), payload);
  }
});

test('the first key encrypts, and all of them decrypt', () => {
  const [old, next] = [Fernet.newKey(parts.random), Fernet.newKey(parts.random)];
  const before = new Fernet([old], parts).encrypt(bytes('old'), 1);
  const both = new Fernet([next, old], parts);
  equal(text(both.decrypt(before) as Uint8Array), 'old');
  equal(new Fernet([old], parts).decrypt(both.encrypt(bytes('new'), 1)), 'wrong signature');
});

test('what is no key is refused without being repeated', () => {
  for (const key of ['secret', KEY.slice(0, -1), KEY.replace('_', '/'), `${KEY}AAAA`]) {
    throws(() => new Fernet([bytes(key)], parts), 'key 1 is none: it must be 32 bytes');
    try {
      new Fernet([bytes(key)], parts);
    } catch (error) {
      ok(!(error as Error).message.includes(key));
    }
  }
  throws(() => new Fernet([], parts), 'needs a key');
});

test("Python's cryptography reads our tokens, and we read its", { skip: noPython }, () => {
  const key = text(Fernet.newKey(parts.random));
  const own = new Fernet([bytes(key)], parts);
  const payload = '{"deviceID":"RPi1","temperature":21.5} °C';
  const read =
    'import sys\nfrom cryptography.fernet import Fernet\nsys.stdout.buffer.write(Fernet(sys.argv[1]).decrypt(sys.argv[2].encode()))';
  equal(python(read, key, text(own.encrypt(bytes(payload), Date.now() / 1000))), payload);
  const write =
    'import sys\nfrom cryptography.fernet import Fernet\nprint(Fernet(sys.argv[1]).encrypt(sys.argv[2].encode()).decode())';
  const result = own.decrypt(bytes(python(write, key, payload)), {
    ttlS: 60,
    nowS: Date.now() / 1000,
  });
  ok(typeof result !== 'string');
  equal(text(result), payload);
});
