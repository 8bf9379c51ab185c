/** `npm run home-care` before a broker with TLS: it watches where the certificate is right, and nowhere else. */

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createServer } from 'node:tls';
import { Authority } from '../../../host-sim/broker/authority';
import { startBroker } from '../../../host-sim/broker/embedded-broker';
import { deepEqual, ok } from '../../kit/assert';
import { Cli, type Outcome } from '../../kit/cli';
import { until } from '../../kit/until';

class HomeCareCli extends Cli {
  static override readonly program = 'host-sim/home-care/cli.ts';
}

const authority = new Authority();
const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-home-care-'));
const caFile = join(folder, 'ca.pem');
writeFileSync(caFile, authority.certificate);
after(() => {
  rmSync(folder, { recursive: true });
});

/** A broker whose certificate is for `hosts`; it asks nobody for one. */
async function secureBroker(hosts: readonly string[], from = authority) {
  const broker = await startBroker(0);
  const { aedes } = broker;
  const { chain: cert, key } = from.issue({ name: 'broker', hosts });
  const heard: string[] = [];
  aedes.on('publish', ({ topic, payload }) => heard.push(`${topic} ${payload.toString()}`));
  const server = createServer({ cert, key }, (socket) => {
    aedes.handle(socket);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ heard, port },
    /** Who was before it has ended without a complaint. */
    close: async ({ code, errors }: Outcome) => {
      server.close();
      await broker.close();
      deepEqual([code, errors], [0, '']);
    },
  };
}

for (const host of ['127.0.0.1', 'localhost']) {
  test(`it watches at mqtts://${host}, and has nothing to complain of`, async () => {
    const broker = await secureBroker(['localhost', '127.0.0.1']);
    const cli = new HomeCareCli('--broker', `mqtts://${host}:${broker.port}`, '--ca', caFile);
    try {
      await cli.shows('watches over the house');
      await until('it says so', () => broker.heard.includes('pubsub-xs/monitor/status watching'));
    } finally {
      cli.signalGroup('SIGINT');
      await broker.close(await cli.ends());
    }
  });
}

for (const [what, hosts, from, reason] of [
  ['of another CA', ['127.0.0.1'], new Authority(), 'self-signed certificate in certificate chain'],
  ['for another name', ['other.local'], authority, "IP: 127.0.0.1 is not in the cert's list"],
] as const) {
  test(`a broker with a certificate ${what} hears nothing, and the reason is told`, async () => {
    const broker = await secureBroker(hosts, from);
    const cli = new HomeCareCli('--broker', `mqtts://127.0.0.1:${broker.port}`, '--ca', caFile);
    try {
      await cli.shows(reason);
      ok(!cli.output.includes('watches over the house'));
      ok(!broker.heard.some((text) => text.includes('watching')));
    } finally {
      cli.signalGroup('SIGINT');
      await broker.close(await cli.ends());
    }
  });
}
