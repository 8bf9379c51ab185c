/** What the SDK's TLS throws, in the port's words. */

import type { SecureFailure } from '../../ports/tls';

/** RFC 5246, 7.2.2: numbers of alerts. */
const HANDSHAKE_FAILURE = 40;
const BAD_CERTIFICATE = 42;
const ILLEGAL_PARAMETER = 47;
const ACCESS_DENIED = 49;
const DECRYPT_ERROR = 51;
const PROTOCOL_VERSION = 70;
const INSUFFICIENT_SECURITY = 71;
const CERTIFICATE_REQUIRED = 116;

const REFUSED: readonly string[] = Object.freeze([
  'certificate: auth err',
  'date validation failed',
]);
const NOT_TLS: readonly string[] = Object.freeze([
  'recordProtocol: bad data',
  'changeCipherSpec: bad type',
]);
const VERSION: readonly string[] = Object.freeze([
  'handshake: unsuppoorted cipher', // as the SDK spells it
  'handshake: unsupported cipher',
  'handshake: unsupported compression',
  'unsupported curve',
]);

export function secureFailureOf(error: unknown): SecureFailure {
  const { message } = error as { readonly message?: unknown };
  const text = typeof message === 'string' ? message : '';
  if (REFUSED.includes(text)) return 'certificate refused';
  if (NOT_TLS.includes(text)) return 'not TLS';
  if (VERSION.includes(text)) return 'TLS version';
  const number = text.startsWith('alert: ') ? Number(text.split(', ')[1]) : NaN;
  return ofAlert(number) ?? 'TLS failed';
}

/** What a server has against us. */
function ofAlert(number: number): SecureFailure | undefined {
  if (number === HANDSHAKE_FAILURE) return 'TLS version';
  if (number === PROTOCOL_VERSION || number === INSUFFICIENT_SECURITY) return 'TLS version';
  const isOurs = number >= BAD_CERTIFICATE && number <= ACCESS_DENIED;
  if (isOurs && number !== ILLEGAL_PARAMETER) return 'client certificate refused';
  if (number === DECRYPT_ERROR || number === CERTIFICATE_REQUIRED) {
    return 'client certificate refused';
  }
  return undefined;
}
