/** Decrypts Fernet tokens, https://github.com/fernet/spec: version, time, IV, AES-128-CBC, HMAC-SHA-256. */

import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

const HMAC_BYTES = 32;

/** The text in a token that one of the keys has made; undefined for anything else. Throws when a key is none. */
export function decryptor(keys) {
  const pairs = keys.map((key) => {
    const bytes = Buffer.from(key, 'base64url');
    if (bytes.length !== 32) throw new Error('a payload key is 32 bytes in base64url');
    return { signing: bytes.subarray(0, 16), secret: bytes.subarray(16) };
  });
  return (payload) => {
    const token = Buffer.from(payload.toString(), 'base64url');
    if (token[0] !== 0x80 || token.length < 1 + 8 + 16 + 16 + HMAC_BYTES) return undefined;
    const signed = token.subarray(0, -HMAC_BYTES);
    const pair = pairs.find(({ signing }) => {
      const hmac = createHmac('sha256', signing).update(signed).digest();
      return timingSafeEqual(hmac, token.subarray(-HMAC_BYTES));
    });
    if (!pair) return undefined;
    const decipher = createDecipheriv('aes-128-cbc', pair.secret, signed.subarray(9, 25));
    return Buffer.concat([decipher.update(signed.subarray(25)), decipher.final()]).toString();
  };
}
