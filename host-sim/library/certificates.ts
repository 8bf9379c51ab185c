/** Certificates and keys of programs on a computer: PEM, as people have them, or DER, as the firmware wants them. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecureOptions } from '../../firmware/ports/tls';

/** PEM as text or bytes, or DER. */
export type Credential = Uint8Array | string;

/** Whom to trust, and who one is; certificates and keys as PEM or DER. */
export type TrustOptions = Omit<
  SecureOptions,
  'certificate' | 'clientCertificates' | 'clientKey'
> & {
  /** The CA's certificate. */
  readonly certificate?: Credential;
  /** Our own certificate, and those that lead to its CA. */
  readonly clientCertificates?: readonly Credential[];
  /** Without a passphrase. */
  readonly clientKey?: Credential;
};

const PEM = '-----BEGIN ';

/** All of it as DER. Throws an Error that says what is none, and does not repeat it. */
export function secureOptionsOf({
  certificate,
  clientCertificates,
  clientKey,
  ...rest
}: TrustOptions): SecureOptions {
  return {
    ...rest,
    ...(certificate && { certificate: certificateOf(certificate, 'certificate') }),
    ...(clientCertificates && {
      clientCertificates: clientCertificates.map((one) => certificateOf(one, 'clientCertificates')),
    }),
    ...(clientKey && { clientKey: keyOf(clientKey) }),
  };
}

function certificateOf(given: Credential, name: string): Uint8Array {
  return derOf(given, `secure.${name} is no certificate in PEM or DER`, (text) => {
    return new X509Certificate(text).raw;
  });
}

function keyOf(given: Credential): Uint8Array {
  const problem = 'secure.clientKey is no private key in PEM or DER, or one with a passphrase';
  return derOf(given, problem, (text) =>
    createPrivateKey(text).export({ format: 'der', type: 'pkcs8' }),
  );
}

function derOf(given: Credential, problem: string, read: (pem: string) => Uint8Array): Uint8Array {
  const text = typeof given === 'string' ? given : Buffer.from(given).toString('latin1');
  if (typeof given !== 'string' && !text.trimStart().startsWith(PEM)) return given;
  try {
    return read(text);
  } catch {
    throw new Error(problem);
  }
}
