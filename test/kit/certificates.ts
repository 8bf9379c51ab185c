/** Throw-away certificates, made by OpenSSL. */

import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of PEM files; a client's are made when they are first asked for. */
export interface Certificates {
  readonly ca: string;
  /** The server's certificate and the CA's, for 127.0.0.1. */
  readonly serverChain: string;
  readonly serverKey: string;
  clientCertificate(commonName: string): string;
  clientKey(commonName: string): string;
}

/** Makes a CA and a server's certificate in `folder`, with the names that the recipes have for them. */
export function makeCertificates(folder: string): Certificates {
  const at = (name: string): string => join(folder, name);
  const [ca, caKey, serverChain] = [at('ca.crt'), at('ca.key'), at('server-chain.crt')];
  const signed = ['-CA', ca, '-CAkey', caKey, '-addext', 'basicConstraints=critical,CA:false'];
  makePair(ca, caKey, '/CN=CA of the tests', []);
  makePair(serverChain, at('server.key'), '/CN=broker', [
    ...signed,
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  ]);
  appendFileSync(serverChain, readFileSync(ca));
  const client = (commonName: string, end: 'crt' | 'key'): string => {
    const [certificate, key] = [at(`${commonName}.crt`), at(`${commonName}.key`)];
    if (!existsSync(key)) makePair(certificate, key, `/CN=${commonName}`, signed);
    return end === 'crt' ? certificate : key;
  };
  return {
    ca,
    serverChain,
    serverKey: at('server.key'),
    clientCertificate: (commonName) => client(commonName, 'crt'),
    clientKey: (commonName) => client(commonName, 'key'),
  };
}

function makePair(
  certificate: string,
  key: string,
  subject: string,
  more: readonly string[],
): void {
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-sha256', '-days', '2'];
  const named = ['-subj', subject, '-out', certificate, '-keyout', key];
  execFileSync('openssl', ['req', ...made, ...named, ...more], { stdio: 'pipe' });
}
