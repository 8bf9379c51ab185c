/** The board's TLS before servers that are right, and before each that is wrong in one way: refused by its name, and nothing sent. */

import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { SecureOptions } from '../../../firmware/ports/tls';
import { Authority } from '../../../host-sim/broker/authority';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { deepEqual, equal, ok } from '../../kit/assert';
import { plainServer, secureServer, tlsBoard, type TlsServer } from '../../kit/tls-board';
import { HOSTS, serverWith, WRONG_SERVERS } from '../../kit/tls-servers';

installText(nodeText); // the client uses the chip's conversions of text

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

/** Why a connection is refused, and that no byte of MQTT was sent on it. */
async function refusal(
  server: TlsServer,
  secure: SecureOptions = { certificate },
): Promise<string> {
  const client = board.client(server.port, secure);
  try {
    equal(await client.connect('board'), false);
    const failure = client.failure();
    equal(client.publish('secret', 'text'), false);
    equal(server.heard().includes('MQTT'), false);
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

for (const { what, start, desk, isPlain } of WRONG_SERVERS) {
  test(`a server ${what} is refused`, async () => {
    const secure = { certificate, timeoutMs: isPlain ? 200 : 5_000 };
    equal(await refusal(await start(authority), secure), desk);
  });
}

test('a server whose issuer is sent along is trusted by the root alone', async () => {
  const between = new Authority({ name: 'between' }, authority);
  const server = await serverWith(between);
  const client = board.client(server.port, { certificate });
  ok(await client.connect('board'), client.failure() ?? '');
  await client.disconnect();
  server.close();
});

test('without a CA nobody is trusted, whomever the computer trusts', async () => {
  equal(await refusal(await serverWith(authority), {}), 'certificate not trusted');
});

test('a server that nobody hears is unreachable, as without TLS', async () => {
  const server = await plainServer(() => undefined);
  server.close();
  equal(await refusal(server), 'unreachable');
});

test('while the clock is not set nothing is connected to', async () => {
  const other = tlsBoard();
  const server = await serverWith(authority);
  const client = other.client(server.port, { certificate });
  equal(await client.connect('board'), false);
  equal(client.failure(), 'clock not set');
  equal(server.heard().length, 0);
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
  const server = await serverWith(new Authority(), { hosts: ['other.local'] });
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

test('a server with several protocols on a port is told which one is meant', async () => {
  const { chain: cert, key } = right;
  const server = await secureServer({ cert, key, ALPNProtocols: ['http/1.1', 'mqtt'] });
  const chosen: unknown[] = [];
  server.onSecure((socket) => chosen.push(socket.alpnProtocol));
  const secure = { certificate, applicationLayerProtocolNegotiation: 'mqtt' };
  const client = board.client(server.port, secure);
  ok(await client.connect('board'), client.failure() ?? '');
  deepEqual(chosen, ['mqtt']);
  await client.disconnect();
  server.close();
});
