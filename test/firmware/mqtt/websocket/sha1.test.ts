import { sha1 } from '../../../../firmware/mqtt/websocket/sha1';
import { toBase64 } from '../../../../firmware/mqtt/websocket/base64';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('SHA-1 gives the digests that FIPS 180 publishes', () => {
  equal(hex(sha1(bytes('abc'))), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  equal(hex(sha1(bytes(''))), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
  const twoBlocks = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq';
  equal(hex(sha1(bytes(twoBlocks))), '84983e441c3bd26ebaae4aa1f95129e5e54670f1');
});

test('SHA-1 pads messages of every length around a block', () => {
  // Lengths at which the padding needs one block more: 55 is the last that does not.
  equal(hex(sha1(new Uint8Array(55))), '8e8832c642a6a38c74c17fc92ccedc266c108e6c');
  equal(hex(sha1(new Uint8Array(56))), '9438e360f578e12c0e0e8ed28e2c125c1cefee16');
  equal(hex(sha1(new Uint8Array(64))), 'c8d7d0ef0eedfa82d2ea1aa592845b9a6d4b02b7');
});

test('Base64 pads as RFC 4648 shows', () => {
  const pairs = [
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foobar', 'Zm9vYmFy'],
  ] as const;
  for (const [plain, encoded] of pairs) equal(toBase64(bytes(plain)), encoded);
  deepEqual(toBase64(bytes(0xfb, 0xff, 0xbf)), '+/+/');
});
