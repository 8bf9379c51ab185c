/** Certificates and keys: from PEM, as people have them, to what the firmware's settings take. */

import { createPrivateKey, X509Certificate } from 'node:crypto';

/** The first certificate of a PEM text as DER in URL-safe Base64. Throws an error that does not repeat it. */
export function certificateSetting(pem: string): string {
  return setting(() => new X509Certificate(pem).raw, 'no certificate in PEM');
}

/** A private key likewise, as PKCS #8; the SDK's TLS takes RSA keys only. */
export function keySetting(pem: string): string {
  return setting(() => {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') throw new NotRsa();
    return key.export({ format: 'der', type: 'pkcs8' });
  }, 'no private key in PEM, or one with a passphrase');
}

class NotRsa extends Error {
  override message = 'no RSA key: the TLS of the chip takes no others';
}

function setting(read: () => Buffer, problem: string): string {
  try {
    const text = read().toString('base64url');
    return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  } catch (error) {
    throw error instanceof NotRsa ? error : new Error(problem);
  }
}
