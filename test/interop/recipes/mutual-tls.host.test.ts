/** host-sim/broker/mosquitto/mutual-tls.conf */

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { deepEqual, ok } from '../../kit/assert';
import { makeCertificates } from '../../kit/certificates';
import { noMosquitto } from '../../kit/mosquitto';
import { until } from '../../kit/until';
import { Witness } from '../../kit/witness';
import { refusal } from './refusal';
import { hearsItselfOnly, speaksForItselfOnly, type As } from './rules';
import { TlsBroker } from './tls-broker';
import { TLS_CLIENTS } from './tls-clients';

const skip = noMosquitto;
let tls: TlsBroker;
before(async () => {
  if (!skip) tls = await TlsBroker.start('mutual-tls.conf');
});
after(() => skip || tls.broker.stop());

const as: As = (user) => tls.withCertificate(user);

for (const [client, isLetIn] of TLS_CLIENTS) {
  test(`mutual TLS: the user is the certificate's common name: ${client}`, { skip }, async () => {
    const before = tls.broker.log.length;
    await isLetIn(as('board-1'));
    await logs("u'board-1'", before);
  });
}

// What a client that is refused hears of it may be lost with its connection; the broker's log is not.
test('mutual TLS: who has no certificate is refused, with a password too', { skip }, async () => {
  const login = { username: 'monitor', password: 'three' };
  ok((await refusal({ ...tls.anonymous, ...login })) !== 'it was let in');
  await logs('peer did not return a certificate');
});

test('mutual TLS: a certificate of another CA is refused', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
  const others = makeCertificates(folder);
  ok((await refusal(tls.withCertificate('monitor', others))) !== 'it was let in');
  await logs('certificate verify failed');
  rmSync(folder, { recursive: true });
});

test('mutual TLS: another name than the certificate has is not believed', { skip }, () =>
  hearsItselfOnly((user) => ({ ...as(user), username: 'monitor' })),
);

test('mutual TLS: a board speaks for itself only', { skip }, () => speaksForItselfOnly(as));

test('mutual TLS: a board hears its own settings only', { skip }, () => hearsItselfOnly(as));

test('mutual TLS: a rule shuts the mouth and the ears of a lost board', { skip }, async () => {
  await tls.broker.halt();
  const rules = join(dirname(tls.certificates.ca), 'passwords.acl');
  appendFileSync(rules, 'user board-1\ntopic deny pubsub-xs/board-1/#\n');
  await tls.broker.run();
  const monitor = await Witness.with(as('monitor'));
  const lost = await Witness.with(as('board-1'));
  await lost.client.publishAsync('pubsub-xs/board-1/reading', 'forged', { qos: 1 });
  await monitor.client.publishAsync('pubsub-xs/board-1/set', 'secret', { qos: 1 });
  await monitor.wait('pubsub-xs/board-1/set');
  await lost.close(); // what was on the way to it has come before
  deepEqual(monitor.heard('pubsub-xs/board-1/reading'), []);
  deepEqual(lost.messages, []);
  await monitor.close();
});

async function logs(line: string, from = 0): Promise<void> {
  await until(`the broker logs ${line}`, () => tls.broker.log.includes(line, from));
}
