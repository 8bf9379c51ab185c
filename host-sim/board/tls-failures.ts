/** What Node and OpenSSL say of TLS that did not come about, in the port's words. */

import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { SecureFailure } from '../../firmware/ports/tls';

/** By the beginnings of Node's error codes, the first that fits. OpenSSL's versions name alerts differently. */
const BY_CODE: readonly (readonly [RegExp, SecureFailure])[] = [
  [/^CERT_HAS_EXPIRED/, 'certificate expired'],
  [/^CERT_NOT_YET_VALID/, 'certificate not yet valid'],
  [/^ERR_TLS_CERT_ALTNAME/, 'certificate for another name'],
  [/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_)/, 'certificate not trusted'],
  [/_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/, 'not TLS'],
  // Alert 40 is also what a server of TLS 1.2 says to a client without the certificate that it wants.
  [/_(UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE)$/, 'TLS version'],
  [
    /_ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)$/,
    'client certificate refused',
  ],
  [/^ERR_SSL_/, 'TLS failed'],
];

/** The reason, or undefined when it is none of TLS's; `isShaking` while the handshake is under way. */
export function secureFailureOf(error: Error, isShaking: boolean): SecureFailure | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  const known = BY_CODE.find(([pattern]) => pattern.test(code));
  if (known) return known[1];
  return isShaking ? 'not TLS' : undefined;
}

/** Node looks at dates by the computer's clock; the board has its own. */
export function isUntimely(socket: TLSSocket, unixMs: number): SecureFailure | undefined {
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  for (let left = 10; certificate && left > 0; left--) {
    if (unixMs > Date.parse(certificate.validTo)) return 'certificate expired';
    if (unixMs < Date.parse(certificate.validFrom)) return 'certificate not yet valid';
    certificate = certificate.issuerCertificate;
  }
  return undefined;
}
