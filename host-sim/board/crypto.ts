/** The crypto port on Node's own. */

import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { Crypto } from '../../firmware/ports/crypto';

const CIPHER = 'aes-128-cbc';

export class NodeCrypto implements Crypto {
  sha256(data: Uint8Array): Uint8Array {
    return plain(createHash('sha256').update(data).digest());
  }

  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
    return plain(createHmac('sha256', key).update(data).digest());
  }

  encryptAes128Cbc(key: Uint8Array, iv: Uint8Array, text: Uint8Array): Uint8Array {
    const cipher = createCipheriv(CIPHER, key, iv);
    return plain(Buffer.concat([cipher.update(text), cipher.final()]));
  }

  decryptAes128Cbc(key: Uint8Array, iv: Uint8Array, text: Uint8Array): Uint8Array | undefined {
    const decipher = createDecipheriv(CIPHER, key, iv);
    try {
      return plain(Buffer.concat([decipher.update(text), decipher.final()]));
    } catch {
      return undefined; // wrong length or padding
    }
  }
}

/** A plain array of its own: a Buffer may share its memory with others. */
function plain(buffer: Buffer): Uint8Array {
  return Uint8Array.from(buffer);
}
