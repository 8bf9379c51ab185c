/** Certificates and keys: from PEM, as people have them, to what the firmware's settings take. */

import { createPrivateKey, X509Certificate } from 'node:crypto';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----';
/** Longer ones are no path, but what should be in the file. */
const LONGEST_SHOWN = 200;

/** The certificate of a CA, of which there must be one, as DER in URL-safe Base64. Throws an error that does not repeat it. */
export function certificateSetting(pem: string): string {
  const count = pem.split(CERTIFICATE).length - 1;
  if (count > 1)
    throw new Told(`${count} certificates: give the one CA that the broker's goes back to`);
  return ownCertificateSetting(pem);
}

/** The first certificate likewise: those behind it lead to its CA, which the broker knows. */
export function ownCertificateSetting(pem: string): string {
  return setting(pem, () => new X509Certificate(pem).raw, 'no certificate in PEM');
}

/** A private key likewise, as PKCS #8; the SDK's TLS takes RSA keys only. */
export function keySetting(pem: string): string {
  const read = (): Buffer => {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') {
      throw new Told('no RSA key: the TLS of the chip takes no others');
    }
    return key.export({ format: 'der', type: 'pkcs8' });
  };
  return setting(pem, read, 'no private key in PEM, or one with a passphrase');
}

/** Why a certificate and a key, as settings, are not each other's; undefined when they are. */
export function pairProblem(certificate: string, key: string): string | undefined {
  const own = createPrivateKey({
    key: Buffer.from(key, 'base64url'),
    format: 'der',
    type: 'pkcs8',
  });
  const isPair = new X509Certificate(Buffer.from(certificate, 'base64url')).checkPrivateKey(own);
  return isPair ? undefined : 'the key is not that of the certificate';
}

/** Why a file could not be used, without what is in it. */
export function fileProblem(error: unknown): string {
  if (error instanceof Told) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENAMETOOLONG'
    ? 'there is no such file'
    : 'it cannot be read';
}

/** The path of a file behind a space, unless somebody has given its content in its place. */
export function shownPath(path: string): string {
  return path.length > LONGEST_SHOWN || /[\n\r]|-----/.test(path) ? ' (not a path)' : ` ${path}`;
}

/** An error whose message is for people. */
class Told extends Error {}

function setting(pem: string, read: () => Buffer, problem: string): string {
  try {
    const text = read().toString('base64url');
    return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  } catch (error) {
    if (error instanceof Told) throw error;
    const isText = pem.includes('-----BEGIN');
    throw new Told(isText ? problem : `${problem}; DER becomes PEM with openssl … -inform der`);
  }
}
