/** The contracts of the key-value store, of randomness and of the crypto primitives. */

import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { contract } from './contract';
import type { MakeHarness } from './harness';

export function storageContract(host: string, make: MakeHarness): void {
  const test = contract(make);

  test(`${host}: a value is read back, replaced, and deleted`, ({ ports }) => {
    const domain = ports.keyValue.open({ path: 'contract' });
    equal(domain.read('key'), undefined);
    domain.write('key', bytes(1, 2, 3));
    deepEqual(domain.read('key'), bytes(1, 2, 3));
    domain.write('key', bytes());
    deepEqual(domain.read('key'), bytes());
    domain.delete('key');
    domain.delete('key');
    equal(domain.read('key'), undefined);
  });

  test(`${host}: a value is a copy both ways`, ({ ports }) => {
    const domain = ports.keyValue.open({ path: 'contract' });
    const value = bytes(1, 2, 3);
    domain.write('key', value);
    value.fill(0);
    domain.read('key')!.fill(9);
    deepEqual(domain.read('key'), bytes(1, 2, 3));
  });

  test(`${host}: domains do not see each other's keys, and outlive closing`, ({ ports }) => {
    const one = ports.keyValue.open({ path: 'one' });
    one.write('a', bytes(1));
    one.write('b', bytes(2));
    one.close();
    deepEqual(ports.keyValue.open({ path: 'other' }).keys(), []);
    deepEqual(ports.keyValue.open({ path: 'one' }).keys().sort(), ['a', 'b']);
  });

  test(`${host}: names have 1 to 15 bytes`, ({ ports }) => {
    const domain = ports.keyValue.open({ path: '123456789012345' });
    domain.write('123456789012345', bytes(1));
    throws(() => domain.write('1234567890123456', bytes(1)));
    throws(() => domain.write('ääääääää', bytes(1)));
    throws(() => domain.write('', bytes(1)));
    for (const impossible of ['1234567890123456', '']) {
      equal(domain.read(impossible), undefined);
      domain.delete(impossible);
    }
    throws(() => ports.keyValue.open({ path: '1234567890123456' }));
  });

  test(`${host}: flash is erased to ones, and a write clears bits only`, ({ ports }) => {
    const { flash } = ports;
    const read = (position: number, length: number): number[] => {
      const into = new Uint8Array(length);
      flash.read(position, into);
      return Array.from(into);
    };
    flash.eraseBlock(1);
    const start = flash.blockBytes;
    deepEqual(read(start, 3), [0xff, 0xff, 0xff]);
    flash.write(start + 1, bytes(0x0f, 0xf0));
    flash.write(start + 1, bytes(0xf5));
    deepEqual(read(start, 4), [0xff, 0x05, 0xf0, 0xff]);
    flash.eraseBlock(1);
    deepEqual(read(start, 4), [0xff, 0xff, 0xff, 0xff]);
  });

  test(`${host}: flash has whole blocks, five at least, and nothing behind them`, ({ ports }) => {
    const { byteLength, blockBytes } = ports.flash;
    equal(byteLength % blockBytes, 0);
    ok(byteLength >= 5 * blockBytes);
    throws(() => {
      ports.flash.read(byteLength - 1, new Uint8Array(2));
    });
    throws(() => {
      ports.flash.write(byteLength, bytes(0));
    });
  });

  test(`${host}: random bytes fill what they are asked to, and differ`, ({ ports }) => {
    const buffer = new Uint8Array(70);
    ports.random.fill(new Uint8Array(buffer.buffer, 3, 64));
    deepEqual([...buffer.slice(0, 3), ...buffer.slice(67)], [0, 0, 0, 0, 0, 0]);
    ok(new Set(buffer.slice(3, 67)).size > 20);
    const other = new Uint8Array(64);
    ports.random.fill(other);
    ok(other.some((byte, i) => byte !== buffer[i + 3]));
  });

  test(`${host}: SHA-256 of "abc" is that of FIPS 180-4`, ({ ports }) => {
    equal(
      hex(ports.crypto.sha256(bytes('abc'))),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  test(`${host}: HMAC-SHA-256 is that of RFC 4231, case 2`, ({ ports }) => {
    equal(
      hex(ports.crypto.hmacSha256(bytes('Jefe'), bytes('what do ya want for nothing?'))),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test(`${host}: AES-128-CBC is that of NIST SP 800-38A, F.2.1, with padding`, ({ ports }) => {
    const key = unhex('2b7e151628aed2a6abf7158809cf4f3c');
    const iv = unhex('000102030405060708090a0b0c0d0e0f');
    const plain = unhex('6bc1bee22e409f96e93d7e117393172a');
    const cipher = ports.crypto.encryptAes128Cbc(key, iv, plain);
    equal(hex(cipher.subarray(0, 16)), '7649abac8119b246cee98e9b12e9197d');
    equal(cipher.length, 32);
    deepEqual(ports.crypto.decryptAes128Cbc(key, iv, cipher), plain);
  });

  test(`${host}: a cipher text with a wrong length or padding is undefined`, ({ ports }) => {
    const key = new Uint8Array(16);
    const iv = new Uint8Array(16);
    const cipher = ports.crypto.encryptAes128Cbc(key, iv, bytes('secret'));
    equal(ports.crypto.decryptAes128Cbc(key, iv, cipher.subarray(0, 15)), undefined);
    const turned = Uint8Array.from(iv);
    turned[15]! ^= 0xff; // turns the last byte of the only block: the padding's length
    equal(ports.crypto.decryptAes128Cbc(key, turned, cipher), undefined);
  });

  test(`${host}: a key or initialization vector of another length is refused`, ({ ports }) => {
    const right = new Uint8Array(16);
    for (const wrong of [0, 15, 17, 24, 32].map((length) => new Uint8Array(length))) {
      throws(() => ports.crypto.encryptAes128Cbc(wrong, right, right));
      throws(() => ports.crypto.encryptAes128Cbc(right, wrong, right));
      throws(() => ports.crypto.decryptAes128Cbc(wrong, right, right));
      throws(() => ports.crypto.decryptAes128Cbc(right, wrong, right));
    }
  });
}

function hex(data: Uint8Array): string {
  let text = '';
  for (const byte of data) text += byte.toString(16).padStart(2, '0');
  return text;
}

function unhex(text: string): Uint8Array {
  const data = new Uint8Array(text.length / 2);
  for (let i = 0; i < data.length; i++) data[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return data;
}
