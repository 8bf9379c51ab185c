/** Servers of TLS for a program in Moddable's simulator, and what it is to make of them. */

import { Authority } from '../../host-sim/broker/authority';
import { certificateSetting, keySetting, ownCertificateSetting } from '../../host-sim/pem';
import { secureServer, type TlsServer } from '../kit/tls-board';
import { HOSTS, serverWith, WRONG_SERVERS } from '../kit/tls-servers';
import type { TlsCase } from './tls-case';

/** Until a server that stops is given up. */
const TIMEOUT_MS = 1_500;

export async function tlsCases(): Promise<{
  readonly cases: readonly TlsCase[];
  /** Servers that were refused, and got MQTT all the same. */
  readonly leaks: () => readonly string[];
  readonly close: () => void;
}> {
  const servers: TlsServer[] = [];
  const cases: TlsCase[] = [];
  const authority = new Authority();
  const ca = certificateSetting(authority.certificate);
  const add = async (start: Promise<TlsServer>, one: Omit<TlsCase, 'port'>): Promise<void> => {
    const server = await start;
    servers.push(server);
    cases.push({ ...one, port: server.port });
  };
  await add(serverWith(authority), { what: 'that is right', ca });
  await add(serverWith(new Authority({ name: 'between' }, authority)), {
    what: 'whose issuer is sent along',
    ca,
  });
  const mine = authority.issue({ name: 'chip' });
  const { chain: cert, key } = authority.issue({ name: 'broker', hosts: HOSTS });
  const wanting = { ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
  await add(secureServer({ cert, key, ...wanting }), {
    what: 'that wants a certificate',
    ca,
    certificate: ownCertificateSetting(mine.chain),
    key: keySetting(mine.key),
  });
  for (const { what, start, chip } of WRONG_SERVERS) {
    const isSilent = chip === 'TLS timeout';
    await add(start(authority), {
      ...{ what, ca, failure: chip },
      ...(isSilent && { timeoutMs: TIMEOUT_MS }),
    });
  }
  return {
    cases,
    leaks: () =>
      cases
        .filter(({ failure }, i) => failure !== undefined && servers[i]!.heard().includes('MQTT'))
        .map(({ what }) => `a server ${what} has got MQTT`),
    close: () => {
      for (const server of servers) server.close();
    },
  };
}
