/** Certificates and keys for programs on a computer, as people have them. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Authority } from '../../../host-sim/broker/authority';
import { secureOptionsOf } from '../../../host-sim/library/certificates';
import { deepEqual, equal, fail } from '../../kit/assert';
import { test } from '../../kit/test';

function problemOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return fail('it was taken');
}

test('PEM as text or bytes becomes DER, and DER stays', () => {
  const authority = new Authority();
  const { chain, key } = authority.issue({ name: 'desk' });
  const der = new X509Certificate(authority.certificate).raw;
  for (const certificate of [authority.certificate, Buffer.from(authority.certificate), der]) {
    deepEqual([...secureOptionsOf({ certificate }).certificate!], [...der]);
  }
  const { clientCertificates, clientKey, serverName } = secureOptionsOf({
    ...{ clientCertificates: [chain], clientKey: key, serverName: 'broker' },
  });
  deepEqual([...clientCertificates![0]!], [...new X509Certificate(chain).raw]);
  const keyDer = createPrivateKey(key).export({ format: 'der', type: 'pkcs8' });
  deepEqual([...clientKey!], [...keyDer]);
  equal(serverName, 'broker');
});

test('a chain in one PEM is all of its certificates, and of a CA there is one', () => {
  const authority = new Authority();
  const { chain } = authority.issue({ name: 'desk' });
  const both = chain.includes(authority.certificate.trim()) ? chain : chain + authority.certificate;
  const { clientCertificates } = secureOptionsOf({ clientCertificates: [both] });
  deepEqual(
    clientCertificates!.map((der) => new X509Certificate(der).subject),
    [new X509Certificate(chain).subject, new X509Certificate(authority.certificate).subject],
  );
  equal(
    problemOf(() => secureOptionsOf({ certificate: both })),
    'secure.certificate has 2 certificates: give the one CA that the server\u2019s goes back to',
  );
});

test('what is none is named, and not repeated', () => {
  equal(
    problemOf(() => secureOptionsOf({ certificate: 'ca.pem' })),
    'secure.certificate is no certificate in PEM or DER',
  );
  equal(
    problemOf(() => secureOptionsOf({ clientKey: '-----BEGIN PRIVATE KEY-----\nsecret' })),
    'secure.clientKey is no private key in PEM or DER, or one with a passphrase',
  );
});
