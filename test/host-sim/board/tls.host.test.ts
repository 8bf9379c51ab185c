/** The board's TLS before servers that are right, and before each that is wrong in one way: refused by its name, and nothing sent. */

import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { TlsOptions } from 'node:tls';
import type { SecureFailure, SecureOptions } from '../../../firmware/ports/tls';
import { Authority, type IssueOptions } from '../../../host-sim/broker/authority';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { deepEqual, equal, ok } from '../../kit/assert';
import { plainServer, secureServer, tlsBoard, type TlsServer } from '../../kit/tls-board';

installText(nodeText); // the client uses the chip's conversions of text

const HOUR_MS = 3_600_000;
const HOSTS = ['localhost', '127.0.0.1'];
const authority = new Authority();
const right = authority.issue({ name: 'broker', hosts: HOSTS });
const certificate = derOf(authority.certificate);
const board = tlsBoard();

before(() => board.ready());
after(() => {
  board.end();
});

function derOf(pem: string): Uint8Array {
  return Uint8Array.from(new X509Certificate(pem).raw);
}

/** A server with a certificate of its own. */
function serverWith(issue: Partial<IssueOptions>, from = authority): Promise<TlsServer> {
  const { chain, key } = from.issue({ name: 'broker', hosts: HOSTS, ...issue });
  return secureServer({ cert: chain, key });
}

/** Why a connection is refused, and that no byte of MQTT was sent on it. */
async function refusal(
  server: TlsServer,
  secure: SecureOptions = { certificate },
  countsBytes = true,
): Promise<string> {
  const client = board.client(server.port, secure);
  try {
    equal(await client.connect('board'), false);
    const failure = client.failure();
    equal(client.publish('secret', 'text'), false);
    if (countsBytes) equal(server.received(), 0);
    return failure ?? '';
  } finally {
    server.close();
  }
}

test('the right server is connected to, by TLS 1.2 and 1.3, by address and by name', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const host of HOSTS) {
      const { chain: cert, key } = right;
      const server = await secureServer({ cert, key, minVersion: version, maxVersion: version });
      const client = board.client(server.port, { certificate }, host);
      ok(await client.connect('board'), `${version} ${host}: ${client.failure()}`);
      await client.disconnect();
      server.close();
    }
  }
});

/** Servers with the wrong certificate, and what is said of each. */
const WRONG: readonly (readonly [string, SecureFailure, () => Promise<TlsServer>])[] = [
  [
    'of another CA of the same name',
    'certificate not trusted',
    () => serverWith({}, new Authority()),
  ],
  [
    'for another name',
    'certificate for another name',
    () => serverWith({ hosts: ['other.local'] }),
  ],
  [
    'that has expired',
    'certificate expired',
    () => serverWith({ validFromMs: Date.now() - 2 * HOUR_MS, validToMs: Date.now() - HOUR_MS }),
  ],
  [
    'that is not valid yet',
    'certificate not yet valid',
    () => serverWith({ validFromMs: Date.now() + HOUR_MS }),
  ],
  [
    'that is its own CA',
    'certificate not trusted',
    () => {
      const self = new Authority({ name: 'broker' });
      const { chain, key } = self.issue({ name: 'broker', hosts: HOSTS });
      return secureServer({ cert: chain, key });
    },
  ],
  [
    'whose issuer is missing',
    'certificate not trusted',
    () => {
      const between = new Authority({ name: 'between' }, authority);
      const { chain, key } = between.issue({ name: 'broker', hosts: HOSTS });
      const [leaf] = chain.split(/(?<=-----END CERTIFICATE-----\n)/);
      return secureServer({ cert: leaf!, key });
    },
  ],
];

for (const [what, failure, start] of WRONG) {
  test(`a server with a certificate ${what} is refused`, async () => {
    equal(await refusal(await start()), failure);
  });
}

test('a server whose issuer is sent along is trusted by the root alone', async () => {
  const between = new Authority({ name: 'between' }, authority);
  const server = await serverWith({}, between);
  const client = board.client(server.port, { certificate });
  ok(await client.connect('board'), client.failure() ?? '');
  await client.disconnect();
  server.close();
});

test('without a CA nobody is trusted, whomever the computer trusts', async () => {
  equal(await refusal(await serverWith({}), {}), 'certificate not trusted');
});

test('a server that offers older TLS only is refused', async () => {
  const { chain: cert, key } = right;
  const old: TlsOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' };
  equal(await refusal(await secureServer({ cert, key, ...old })), 'TLS version');
});

test('a server of plain MQTT on the port, which says something or hangs up, is refused', async () => {
  const talks = await plainServer((socket) => socket.write(Uint8Array.of(0x20, 2, 0, 0, 0, 0)));
  equal(await refusal(talks, undefined, false), 'not TLS');
  const hangsUp = await plainServer((socket) => {
    socket.on('data', () => socket.destroy());
  });
  equal(await refusal(hangsUp, undefined, false), 'not TLS');
});

test('a server that stops in the middle of the handshake is given up in time', async () => {
  const silent = await plainServer(() => undefined);
  equal(await refusal(silent, { certificate, timeoutMs: 200 }, false), 'TLS timeout');
});

test('a server that nobody hears is unreachable, as without TLS', async () => {
  const server = await plainServer(() => undefined);
  server.close();
  equal(await refusal(server), 'unreachable');
});

test('while the clock is not set nothing is connected to', async () => {
  const other = tlsBoard();
  const server = await serverWith({});
  const client = other.client(server.port, { certificate });
  equal(await client.connect('board'), false);
  equal(client.failure(), 'clock not set');
  equal(server.received(), 0);
  server.close();
  other.end();
});

test('a server that wants a certificate gets ours, and what it makes of a wrong one is told', async () => {
  const mine = authority.issue({ name: 'board' });
  const wanted = { ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
  const secureOf = ({ chain, key }: { chain: string; key: string }): SecureOptions => ({
    certificate,
    clientCertificates: [derOf(chain)],
    clientKey: Uint8Array.from(Buffer.from(key.replace(/-----.*-----|\n/g, ''), 'base64')),
  });
  const start = (): Promise<TlsServer> =>
    secureServer({ cert: right.chain, key: right.key, ...wanted, maxVersion: 'TLSv1.2' });
  const server = await start();
  const client = board.client(server.port, secureOf(mine));
  ok(await client.connect('board'), client.failure() ?? '');
  await client.disconnect();
  server.close();
  const stranger = new Authority().issue({ name: 'board' });
  const refusals = [await refusal(await start(), secureOf(stranger)), await refusal(await start())];
  for (const reason of refusals) {
    ok(['client certificate refused', 'TLS version', 'not TLS'].includes(reason), reason);
  }
});

test('with verification off anybody is taken for the server', async () => {
  const server = await serverWith({ hosts: ['other.local'] }, new Authority());
  const client = board.client(server.port, { verify: false });
  ok(await client.connect('board'), client.failure() ?? '');
  await client.disconnect();
  server.close();
});

test('the second connection resumes the session of the first', async () => {
  const { chain: cert, key } = right;
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await secureServer({ cert, key, maxVersion: version });
    const reused: boolean[] = [];
    server.onSecure((socket) => reused.push(socket.isSessionReused()));
    for (let i = 0; i < 2; i++) {
      const client = board.client(server.port, { certificate });
      ok(await client.connect('board'));
      await client.disconnect();
    }
    deepEqual(reused, [false, true], version);
    server.close();
  }
});
