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

/** Of one certificate; a file may have a chain of them. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g;

/** All of it as DER. Throws an Error that says what is none, and does not repeat it. */
export function secureOptionsOf({
  certificate,
  clientCertificates,
  clientKey,
  ...rest
}: TrustOptions): SecureOptions {
  return {
    ...rest,
    ...(certificate && { certificate: authorityOf(certificate) }),
    ...(clientCertificates && {
      clientCertificates: clientCertificates.flatMap((one) =>
        certificatesOf(one, 'secure.clientCertificates'),
      ),
    }),
    ...(clientKey && { clientKey: keyOf(clientKey) }),
  };
}

function authorityOf(given: Credential): Uint8Array {
  const all = certificatesOf(given, 'secure.certificate');
  if (all.length === 1) return all[0]!;
  throw new Error(
    `secure.certificate has ${all.length} certificates: give the one CA that the server’s goes back to`,
  );
}

function certificatesOf(given: Credential, name: string): readonly Uint8Array[] {
  const problem = `${name} is no certificate in PEM or DER`;
  const pem = pemOf(given);
  if (pem === undefined) return [given as Uint8Array];
  const blocks = pem.match(CERTIFICATE) ?? [pem];
  return blocks.map((block) => read(problem, () => new X509Certificate(block).raw));
}

function keyOf(given: Credential): Uint8Array {
  const problem = 'secure.clientKey is no private key in PEM or DER, or one with a passphrase';
  const pem = pemOf(given);
  if (pem === undefined) return given as Uint8Array;
  return read(problem, () => createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' }));
}

/** Undefined for DER. */
function pemOf(given: Credential): string | undefined {
  if (typeof given === 'string') return given;
  const text = Buffer.from(given).toString('latin1');
  return text.includes(PEM) ? text : undefined;
}

function read(problem: string, make: () => Uint8Array): Uint8Array {
  try {
    return make();
  } catch {
    throw new Error(problem);
  }
}
