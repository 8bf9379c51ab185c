/** host-sim/broker/mosquitto/tls.conf */

import { after, before, test } from 'node:test';
import { equal, includes, ok } from '../../kit/assert';
import { noMosquitto } from '../../kit/mosquitto';
import { refusal } from './refusal';
import { hearsItselfOnly, speaksForItselfOnly, type As } from './rules';
import { serverCertificate } from './server-certificate';
import { TlsBroker } from './tls-broker';
import { TLS_CLIENTS } from './tls-clients';

const skip = noMosquitto;
let tls: TlsBroker;
before(async () => {
  if (!skip) tls = await TlsBroker.start('tls.conf', { 'board-2': 'two', monitor: 'three' });
});
after(() => skip || tls.broker.stop());

const as: As = (user) => tls.withPassword(user);

for (const [client, isLetIn] of TLS_CLIENTS) {
  test(`tls: who knows the CA is let in: ${client}`, { skip }, () => isLetIn(as('board-2')));
}

test('tls: a client that does not know the CA goes away', { skip }, async () => {
  const stranger = as('monitor');
  delete stranger.ca;
  includes(await refusal(stranger), 'self-signed certificate in certificate chain');
});

test('tls: who speaks plain MQTT gets no answer', { skip }, async () => {
  // Which of the two it is depends on how fast the broker closes.
  const said = await refusal({ ...as('monitor'), protocol: 'mqtt' });
  ok(/Couldn't connect|ECONNRESET/.test(said), said);
});

test('tls: a wrong password is refused', { skip }, async () => {
  includes(await refusal({ ...as('monitor'), password: 'guess' }), 'Not authorized');
});

test('tls: the CA comes along behind the certificate, as boards need it', { skip }, async () => {
  const { issuerCertificate: ca } = await serverCertificate(tls.broker.port, 'TLSv1.2');
  equal(ca.subject.CN, 'CA of the tests');
});

test('tls: 1.1 is not spoken', { skip }, async () => {
  const said = await serverCertificate(tls.broker.port, 'TLSv1.1').then(
    () => 'it is',
    (error: unknown) => String(error),
  );
  includes(said, 'alert protocol version');
});

test('tls: a board speaks for itself only', { skip }, () => speaksForItselfOnly(as));

test('tls: a board hears its own settings only', { skip }, () => hearsItselfOnly(as));
