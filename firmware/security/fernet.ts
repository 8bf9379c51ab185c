/**
 * Fernet: payloads that only who has the key can read, and that nobody can change
 * unnoticed. Byte for byte what Python's `cryptography.fernet` makes and takes
 * (https://github.com/fernet/spec, version 0x80):
 *
 *     0x80 | Unix seconds (8) | IV (16) | AES-128-CBC of the payload | HMAC-SHA-256 (32)
 *
 * in URL-safe Base64. A key is 32 bytes in the same Base64: the first half signs, the
 * second encrypts.
 */

import type { Crypto } from '../ports/crypto';
import type { Random } from '../ports/random';
import { fromBase64Url, toBase64Url } from './base64url';

export interface FernetParts {
  readonly crypto: Crypto;
  readonly random: Random;
}

/** Why a token is refused. */
export type FernetFailure =
  /** It is none: not Base64, too short, another version. */
  | 'malformed'
  /** None of the keys has signed it, or it was changed. */
  | 'wrong signature'
  /** Older than it may be. */
  | 'expired'
  /** From more than a minute ahead: one of the clocks is wrong. */
  | 'from the future';

export interface DecryptOptions {
  /** How old a token may be; any age when it is not said. Needs `nowS`. */
  readonly ttlS?: number;
  /** Unix seconds. */
  readonly nowS?: number;
}

const VERSION = 0x80;
const TIME_AT = 1;
const IV_AT = 9;
const TEXT_AT = 25;
const BLOCK_BYTES = 16;
const SIGNATURE_BYTES = 32;
const KEY_BYTES = 32;
const HALF = 16;
/** How far clocks may differ, as in Python's. */
const SKEW_S = 60;

interface Key {
  readonly signing: Uint8Array;
  readonly encryption: Uint8Array;
}

export class Fernet {
  readonly #parts: FernetParts;
  readonly #keys: readonly Key[];

  /**
   * The first key encrypts; all of them decrypt, so that a key can be replaced while
   * messages of the old one are under way. Throws a RangeError that does not repeat it
   * when one is no key.
   */
  constructor(keys: readonly Uint8Array[], parts: FernetParts) {
    this.#parts = parts;
    this.#keys = halvesOf(keys);
  }

  /** Throws what the constructor would throw. */
  static check(keys: readonly Uint8Array[]): void {
    halvesOf(keys);
  }

  /** A new key, in Base64. */
  static newKey(random: Random): Uint8Array {
    const bytes = new Uint8Array(KEY_BYTES);
    random.fill(bytes);
    return toBase64Url(bytes);
  }

  /** A token, in Base64; `nowS` is Unix seconds. */
  encrypt(payload: Uint8Array, nowS: number): Uint8Array {
    const iv = new Uint8Array(BLOCK_BYTES);
    this.#parts.random.fill(iv);
    return this.encryptWith(payload, nowS, iv);
  }

  /** The same with this initialization vector, which must never be used again: for tests. */
  encryptWith(payload: Uint8Array, nowS: number, iv: Uint8Array): Uint8Array {
    const { crypto } = this.#parts;
    const { signing, encryption } = this.#keys[0]!;
    const text = crypto.encryptAes128Cbc(encryption, iv, payload);
    const end = TEXT_AT + text.length;
    const token = new Uint8Array(end + SIGNATURE_BYTES);
    token[0] = VERSION;
    const view = new DataView(token.buffer);
    view.setUint32(TIME_AT, Math.floor(nowS / 0x1_0000_0000));
    view.setUint32(TIME_AT + 4, nowS % 0x1_0000_0000);
    token.set(iv, IV_AT);
    token.set(text, TEXT_AT);
    token.set(crypto.hmacSha256(signing, token.subarray(0, end)), end);
    return toBase64Url(token);
  }

  /** The payload of a token; a text says why there is none. The signature is looked at before anything it protects. */
  decrypt(token: Uint8Array, options: DecryptOptions = {}): Uint8Array | FernetFailure {
    const bytes = fromBase64Url(token);
    if (!bytes || bytes.length < TEXT_AT + BLOCK_BYTES + SIGNATURE_BYTES) return 'malformed';
    if (bytes[0] !== VERSION || (bytes.length - TEXT_AT - SIGNATURE_BYTES) % BLOCK_BYTES !== 0) {
      return 'malformed';
    }
    const end = bytes.length - SIGNATURE_BYTES;
    const key = this.#keyOf(bytes, end);
    if (!key) return 'wrong signature';
    return (
      untimely(bytes, options) ??
      this.#parts.crypto.decryptAes128Cbc(
        key.encryption,
        bytes.subarray(IV_AT, TEXT_AT),
        bytes.subarray(TEXT_AT, end),
      ) ??
      'malformed'
    );
  }

  /** By what a token that was decrypted is known again: its time in Unix seconds, and the end of its signature. */
  static markOf(token: Uint8Array): { readonly timeS: number; readonly signature: number } {
    const bytes = fromBase64Url(token) ?? new Uint8Array(TEXT_AT);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return { timeS: timeOf(bytes), signature: view.getUint32(bytes.length - 4) };
  }

  #keyOf(bytes: Uint8Array, end: number): Key | undefined {
    const { crypto } = this.#parts;
    const signed = bytes.subarray(0, end);
    const signature = bytes.subarray(end);
    return this.#keys.find((key) => isSame(crypto.hmacSha256(key.signing, signed), signature));
  }
}

function halvesOf(keys: readonly Uint8Array[]): readonly Key[] {
  if (keys.length === 0) throw new RangeError('Fernet needs a key');
  return keys.map((key, i) => {
    const bytes = fromBase64Url(key);
    if (bytes?.length === KEY_BYTES) {
      return { signing: bytes.subarray(0, HALF), encryption: bytes.subarray(HALF) };
    }
    throw new RangeError(`key ${i + 1} is none: it must be 32 bytes in URL-safe Base64`);
  });
}

function untimely(
  bytes: Uint8Array,
  { ttlS, nowS }: DecryptOptions,
): 'expired' | 'from the future' | undefined {
  if (ttlS === undefined || nowS === undefined) return undefined;
  const timeS = timeOf(bytes);
  if (timeS + ttlS < nowS) return 'expired';
  return timeS > nowS + SKEW_S ? 'from the future' : undefined;
}

function timeOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(TIME_AT) * 0x1_0000_0000 + view.getUint32(TIME_AT + 4);
}

/** All bytes are compared, whatever the first ones say: how long it takes tells nothing. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one[i]! ^ (other[i] ?? 0);
  return difference === 0;
}
