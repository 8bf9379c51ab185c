/** How the broker is reached by TLS: what is wrong with these settings, and what they mean for a socket. */

import { toBytes } from '../mqtt/text';
import type { SecureOptions } from '../ports/tls';
import { fromBase64Url } from '../security/base64url';
import type { Checker } from './checker';

/**
 * Certificates and key are DER (the key PKCS #8) in URL-safe Base64: `npm run flash`, `npm run
 * provision` and the simulator make it of PEM files.
 */
export interface TlsSettings {
  /** The CA that the broker's certificate must go back to. */
  readonly ca?: string;
  /** The board's own certificate and key, for brokers that want one. */
  readonly certificate?: string;
  readonly key?: string;
  /** The protocol's name, for servers that have several on a port. */
  readonly alpn?: string;
  /** Takes any broker for the right one. Told on every connection. */
  readonly insecure?: boolean;
}

export const TLS_FIELDS: readonly string[] = Object.freeze([
  'ca',
  'certificate',
  'key',
  'alpn',
  'insecure',
]);

/** More than the longest chain of such certificates needs. */
const LONGEST_TEXT = 6_000;
/** How DER's SEQUENCE begins, which certificates and keys are. */
const SEQUENCE = 0x30;
const LONG_FORM = 0x80;

export function tlsOf(checker: Checker, value: unknown, field: string): TlsSettings {
  const given = checker.record(value, field, TLS_FIELDS);
  const settings: { -readonly [K in keyof TlsSettings]: TlsSettings[K] } = {};
  for (const name of ['ca', 'certificate', 'key'] as const) {
    const text = checker.optionalText(given[name], `${field}.${name}`, LONGEST_TEXT);
    if (text === undefined) continue;
    settings[name] = text;
    if (!isDer(text)) {
      checker.problem(`${field}.${name}`, 'is no DER in URL-safe Base64, or not all of it');
    }
  }
  const alpn = checker.optionalText(given['alpn'], `${field}.alpn`, 32);
  if (alpn !== undefined) settings.alpn = alpn;
  if (given['insecure'] !== undefined) {
    settings.insecure = checker.boolean(given['insecure'], `${field}.insecure`);
  }
  checkTogether(checker, settings, field);
  return settings;
}

function checkTogether(checker: Checker, settings: TlsSettings, field: string): void {
  const { ca, certificate, key, insecure } = settings;
  if (ca === undefined && insecure !== true) {
    checker.problem(
      field,
      "needs ca, the certificate that the broker's goes back to (or insecure: true, which takes anybody for the broker)",
    );
  } else if (ca !== undefined && insecure === true) {
    checker.problem(field, 'has both ca and insecure: leave one of them out');
  }
  if ((certificate === undefined) !== (key === undefined)) {
    checker.problem(field, 'needs certificate and key, or neither of them');
  }
}

/** One SEQUENCE whose length is what follows it: ITU-T X.690, 8.1.3. */
function isDer(text: string): boolean {
  const bytes = fromBase64Url(toBytes(text));
  if (bytes?.[0] !== SEQUENCE) return false;
  const first = bytes[1] ?? 0;
  const lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
  let length = first < LONG_FORM ? first : 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[2 + i] ?? 0);
  return bytes.length === 2 + lengthBytes + length;
}

/** What the TLS port is made with; `serverName` is the broker's, as the certificate must have it. */
export function secureOptionsOf(tls: TlsSettings, serverName: string): SecureOptions {
  const { ca, certificate, key, alpn, insecure } = tls;
  return {
    serverName,
    ...(ca !== undefined && { certificate: derOf(ca) }),
    ...(certificate !== undefined && { clientCertificates: [derOf(certificate)] }),
    ...(key !== undefined && { clientKey: derOf(key) }),
    ...(alpn !== undefined && { applicationLayerProtocolNegotiation: alpn }),
    ...(insecure === true && { verify: false }),
  };
}

function derOf(text: string): Uint8Array {
  return fromBase64Url(toBytes(text)) ?? new Uint8Array(0);
}
