/** A station that reaches its broker by TLS, or with a password that is derived: first the time, then the broker. */

import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { derivedPassword } from '../../../firmware/security/derived-password';
import { Authority } from '../../../host-sim/broker/authority';
import { NodeCrypto } from '../../../host-sim/board/crypto';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { certificateSetting } from '../../../host-sim/pem';
import { deepEqual, equal, includes } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import { START_UNIX_MS, StationFixture, type StationOptions } from '../../kit/station';

installText(nodeText); // the station uses the chip's conversions of text

const { certificate } = new Authority();
const TLS = { ca: certificateSetting(certificate) };

function secure(tls: object, more: StationOptions = {}): StationFixture {
  return new StationFixture({
    ...more,
    crypto: new NodeCrypto(),
    settings: { broker: { host: 'broker.local', tls } },
  });
}

test('a broker with TLS is called by name, on port 8883, with the CA as bytes', async () => {
  const station = await secure(TLS).run();
  const {
    host,
    port,
    secure: given,
  } = station.network.socket.options as unknown as {
    host: string;
    port: number;
    secure: { certificate: Uint8Array; serverName: string; verify?: boolean };
  };
  deepEqual(
    [host, port, given.serverName, given.verify],
    ['broker.local', 8883, 'broker.local', undefined],
  );
  deepEqual(given.certificate, Uint8Array.from(new X509Certificate(certificate).raw));
  equal(station.told('mqtt')[0]!.broker, 'mqtts://broker.local:8883');
});

test('without the time no connection is made, which is told, and as soon as it is there one is', async () => {
  const timeServer = { delayMs: 80, reachable: false };
  const station = await secure(TLS, { timeServer }).run(40_000);
  equal(station.network.sockets.length, 0);
  const [failed] = station.told('mqtt');
  deepEqual([failed?.state, (failed as { failure?: string }).failure], ['failed', 'clock not set']);
  timeServer.reachable = true;
  await station.pass(120_000);
  const [set] = station.told('clock').filter(({ state }) => state === 'set');
  const after = station.events.slice(station.events.indexOf(set!));
  deepEqual(
    after.slice(0, 2).map(({ event }) => event),
    ['clock', 'mqtt'],
  );
  equal(station.states('mqtt').at(-1), 'connected');
});

test('insecure is told with every connection', async () => {
  const station = await secure({ insecure: true }).run();
  equal(station.told('insecure').length, 1);
  station.broker.connection!.socket.end();
  await station.pass(60_000);
  equal(station.told('insecure').length, station.broker.connects.length);
  equal(station.broker.connects.length > 1, true);
});

test('a derived password goes out in place of the secret, and waits for the time', async () => {
  const timeServer = { delayMs: 80, reachable: false };
  const broker = { host: 'broker.local', user: 'u', password: 's3cret', derivesPassword: true };
  const crypto = new NodeCrypto();
  const station = await new StationFixture({ timeServer, crypto, settings: { broker } }).run(
    40_000,
  );
  equal(station.broker.connects.length, 0);
  includes(JSON.stringify(station.told('mqtt')), 'clock not set');
  timeServer.reachable = true;
  await station.pass(120_000);
  const [{ password }] = station.broker.connects as unknown as [{ password: Uint8Array }];
  const nowS = START_UNIX_MS / 1000 + 60;
  equal(
    text(password),
    text(derivedPassword(bytes('s3cret'), bytes('esp32-0aff12'), nowS, crypto)),
  );
  equal(JSON.stringify(station.events).includes('s3cret'), false);
});
