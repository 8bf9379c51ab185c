/** The primitives that hosts have natively; what is made of them is shared TypeScript. All are synchronous. */

export interface Crypto {
  /** 32 bytes. FIPS 180-4. */
  sha256(data: Uint8Array): Uint8Array;
  /** 32 bytes. RFC 2104. */
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** AES-128 in CBC mode with PKCS #7 padding; `key` and `iv` are 16 bytes. */
  encryptAes128Cbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array;
  /** The inverse; undefined when length or padding is wrong. */
  decryptAes128Cbc(key: Uint8Array, iv: Uint8Array, cipher: Uint8Array): Uint8Array | undefined;
}
