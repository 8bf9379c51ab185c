/** Who is to be let in by a broker with TLS. */

import mqtt, { type IClientOptions } from 'mqtt';
import type { SecureVersion, TLSSocket } from 'node:tls';
import { certificateSetting, keySetting } from '../../../host-sim/pem';
import { equal } from '../../kit/assert';
import { SimulatedStation } from '../../kit/simulated-station';
import { until } from '../../kit/until';

/** Settles when it was let in, with the port, CA, password or certificate of these options. */
type TlsClient = (options: IClientOptions) => Promise<void>;

export const TLS_CLIENTS: readonly (readonly [string, TlsClient])[] = [
  ['mqtt.js with TLS 1.2, as boards have it', mqttJs('TLSv1.2')],
  ['mqtt.js with TLS 1.3', mqttJs('TLSv1.3')],
  ['a station', station],
];

function mqttJs(version: SecureVersion): TlsClient {
  return async (options) => {
    // mqtt.js hands these on to node:tls, though its types don't say so.
    const versions = { minVersion: version, maxVersion: version };
    const client = await mqtt.connectAsync(Object.assign({}, options, versions));
    equal(client.connected, true);
    equal((client.stream as TLSSocket).getProtocol(), version);
    await client.endAsync();
  };
}

/** The whole station, which is only done when its reading is acknowledged. */
async function station(options: IClientOptions): Promise<void> {
  const { port = 0, username = 'board-1', password, ca, cert, key } = options;
  const tls = {
    ca: certificateSetting(String(ca)),
    ...(cert && { certificate: certificateSetting(String(cert)) }),
    ...(key && { key: keySetting(String(key)) }),
  };
  const login = password === undefined ? {} : { user: username, password: String(password) };
  const running = await SimulatedStation.start({
    ...{ port, id: username },
    settings: { broker: { host: '127.0.0.1', port, ...login, tls } },
  });
  await until('its reading is with the broker', () => running.told('reading').length > 0);
  equal((await running.stop()).unsent, 0);
}
