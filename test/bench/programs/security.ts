/**
 * What Fernet costs beside the primitives, which are native on the chip: here they return
 * bytes of the right length and compute nothing.
 */

import type { Crypto } from '../../../firmware/ports/crypto';
import { derivedPassword } from '../../../firmware/security/derived-password';
import { toBase64Url } from '../../../firmware/security/base64url';
import { Fernet } from '../../../firmware/security/fernet';
import { bytesOf } from './inputs';
import type { Operation } from './serve';

const READING = bytesOf(
  '{"deviceID":"esp32-0aff12","temperature":21.5,"timestamp":1800000000,"humidity":48.2}',
);
const SIGNATURE = new Uint8Array(32);
const CIPHER = new Uint8Array(96);
const ID = bytesOf('esp32-0aff12');

const crypto: Crypto = {
  sha256: () => SIGNATURE,
  hmacSha256: () => SIGNATURE,
  encryptAes128Cbc: () => CIPHER,
  decryptAes128Cbc: () => READING,
};
const fernet = new Fernet([toBase64Url(new Uint8Array(32))], {
  crypto,
  random: { fill: () => undefined },
});
const token = fernet.encrypt(READING, 1_800_000_000);

function must(is: boolean): void {
  if (!is) throw new Error('that was not it');
}

export const operations: readonly Operation[] = [
  {
    name: 'encrypt a reading',
    packets: 1,
    check: () => {
      must(fernet.encrypt(READING, 1_800_000_000).length === token.length);
    },
    run: () => {
      fernet.encrypt(READING, 1_800_000_000);
    },
  },
  {
    name: 'decrypt it',
    packets: 1,
    check: () => {
      must(fernet.decrypt(token) === READING);
    },
    run: () => {
      fernet.decrypt(token);
    },
  },
  {
    name: 'derive a password',
    packets: 1,
    check: () => {
      must(derivedPassword(ID, ID, 1_800_000_000, crypto).length === 44);
    },
    run: () => {
      derivedPassword(ID, ID, 1_800_000_000, crypto);
    },
  },
];
