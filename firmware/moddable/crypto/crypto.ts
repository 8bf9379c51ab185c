/** The crypto primitives on the SDK's native `crypt`. */

import { BlockCipher, Digest, Mode } from 'crypt';
import type { Crypto } from '../../ports/crypto';

// The SDK's own declarations know of `Digest` only.
declare module 'crypt' {
  export class BlockCipher {
    readonly blockSize: number;
    constructor(cipher: 'AES', key: ArrayBuffer);
  }
  export class Mode {
    constructor(mode: 'CBC', cipher: BlockCipher, iv: ArrayBuffer, pad: boolean);
    encrypt(data: ArrayBuffer): ArrayBuffer;
    decrypt(data: ArrayBuffer): ArrayBuffer;
  }
}

/** Bytes of SHA-256's block, FIPS 180-4, and of its digest. */
const SHA256_BLOCK = 64;
const SHA256_BYTES = 32;
const AES_BLOCK = 16;

export class ModdableCrypto implements Crypto {
  sha256(data: Uint8Array): Uint8Array {
    return digest(data);
  }

  /** RFC 2104 */
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
    const short = key.length > SHA256_BLOCK ? digest(key) : key;
    const inner = new Uint8Array(SHA256_BLOCK + data.length).fill(0x36, 0, SHA256_BLOCK);
    const outer = new Uint8Array(SHA256_BLOCK + SHA256_BYTES).fill(0x5c, 0, SHA256_BLOCK);
    for (let i = 0; i < short.length; i++) {
      inner[i]! ^= short[i]!;
      outer[i]! ^= short[i]!;
    }
    inner.set(data, SHA256_BLOCK);
    outer.set(digest(inner), SHA256_BLOCK);
    return digest(outer);
  }

  encryptAes128Cbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array {
    const padding = AES_BLOCK - (plain.length % AES_BLOCK);
    const padded = new Uint8Array(plain.length + padding).fill(padding);
    padded.set(plain);
    return new Uint8Array(cbc(key, iv).encrypt(bufferOf(padded)));
  }

  decryptAes128Cbc(key: Uint8Array, iv: Uint8Array, cipher: Uint8Array): Uint8Array | undefined {
    const { length } = cipher;
    if (length === 0 || length % AES_BLOCK !== 0) return undefined;
    const padded = new Uint8Array(cbc(key, iv).decrypt(bufferOf(cipher)));
    const padding = padded[length - 1]!;
    if (padding < 1 || padding > AES_BLOCK) return undefined;
    for (let i = length - padding; i < length; i++) if (padded[i] !== padding) return undefined;
    return padded.slice(0, length - padding);
  }
}

function digest(data: Uint8Array): Uint8Array {
  const sha256 = new Digest('SHA256');
  sha256.write(bufferOf(data));
  return new Uint8Array(sha256.close());
}

function cbc(key: Uint8Array, iv: Uint8Array): Mode {
  mustBeBlock('key', key);
  mustBeBlock('initialization vector', iv);
  return new Mode('CBC', new BlockCipher('AES', bufferOf(key)), bufferOf(iv), false);
}

/** Key and initialization vector of AES-128 in CBC mode have a block's length, FIPS 197 and SP 800-38A. */
function mustBeBlock(what: string, { length }: Uint8Array): void {
  if (length !== AES_BLOCK) throw new RangeError(`${what}: ${length} bytes; AES-128 wants 16`);
}

/** A buffer of its own that holds these bytes and no others. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}
