/**
 * A certificate authority to throw away: what TLS needs on a desk. Keys are RSA, for the
 * SDK's TLS knows no others for clients. Certificates have subject and authority key
 * identifiers, by which the SDK finds the CA.
 */

import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

export interface Identity {
  /** PEM: the certificate, and behind it its CA's, which the SDK wants to be sent too. */
  readonly chain: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface IssueOptions {
  /** The common name. */
  readonly name: string;
  /** Names and addresses of the server; a client has none. */
  readonly hosts?: readonly string[];
  /** Unix milliseconds; from a day ago until thirty days from now when it is not said. */
  readonly validFromMs?: number;
  readonly validToMs?: number;
}

const DAY_MS = 86_400_000;
const RSA_BITS = 2_048;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

type Extension = Readonly<Record<string, unknown>>;

export class Authority {
  /** PEM */
  readonly certificate: string;
  readonly #key: forge.pki.rsa.PrivateKey;
  readonly #certificate: forge.pki.Certificate;
  /** PEM: those above it. */
  readonly #above: string;

  /** A root, or one that an issuer vouches for. */
  constructor(options: IssueOptions = { name: 'pubsub-xs throw-away CA' }, issuer?: Authority) {
    const { key, publicKey } = newKeys();
    const own = unsigned(publicKey, options);
    const above = issuer ? issuer.#certificate : own;
    this.#key = forge.pki.privateKeyFromPem(pem(key));
    this.#above = issuer ? issuer.certificate + issuer.#above : '';
    own.setIssuer(above.subject.attributes);
    own.setExtensions([
      { name: 'basicConstraints', critical: true, cA: true },
      { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
      ...identifiers(above),
    ]);
    own.sign(issuer ? issuer.#key : this.#key, forge.md.sha256.create());
    this.#certificate = own;
    this.certificate = certificatePem(own);
  }

  /** A server's, when it has hosts, or a client's. */
  issue(options: IssueOptions): Identity {
    const { hosts } = options;
    const { key, publicKey } = newKeys();
    const certificate = unsigned(publicKey, options);
    certificate.setIssuer(this.#certificate.subject.attributes);
    certificate.setExtensions([
      { name: 'basicConstraints', critical: true, cA: false },
      { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', ...(hosts ? { serverAuth: true } : { clientAuth: true }) },
      ...(hosts ? [{ name: 'subjectAltName', altNames: hosts.map(altName) }] : []),
      ...identifiers(this.#certificate),
    ]);
    certificate.sign(this.#key, forge.md.sha256.create());
    return { chain: certificatePem(certificate) + this.certificate + this.#above, key: pem(key) };
  }
}

function newKeys(): { readonly key: KeyObject; readonly publicKey: KeyObject } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
  return { key: privateKey, publicKey: createPublicKey(privateKey) };
}

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }) as string;
}

function certificatePem(certificate: forge.pki.Certificate): string {
  return forge.pki.certificateToPem(certificate).replaceAll('\r', '');
}

function unsigned(
  publicKey: KeyObject,
  { name, validFromMs = Date.now() - DAY_MS, validToMs = Date.now() + 30 * DAY_MS }: IssueOptions,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  const spki = publicKey.export({ format: 'pem', type: 'spki' }) as string;
  certificate.publicKey = forge.pki.publicKeyFromPem(spki);
  // Positive, as RFC 5280 wants serial numbers.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(validFromMs);
  certificate.validity.notAfter = new Date(validToMs);
  certificate.setSubject([{ name: 'commonName', value: name }]);
  return certificate;
}

function identifiers(issuer: forge.pki.Certificate): readonly Extension[] {
  const keyIdentifier = issuer.generateSubjectKeyIdentifier().getBytes();
  return [{ name: 'subjectKeyIdentifier' }, { name: 'authorityKeyIdentifier', keyIdentifier }];
}

function altName(host: string): Extension {
  return isIP(host) ? { type: IP_ADDRESS, ip: host } : { type: DNS_NAME, value: host };
}
