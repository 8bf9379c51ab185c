/** Who is to be let in by a broker with TLS. */

import mqtt, { type IClientOptions } from 'mqtt';
import type { SecureVersion, TLSSocket } from 'node:tls';
import { equal } from '../../kit/assert';

/** Settles when it was let in, with the port, CA, password or certificate of these options. */
type TlsClient = (options: IClientOptions) => Promise<void>;

// The station's own TLS will be a line here.
export const TLS_CLIENTS: readonly (readonly [string, TlsClient])[] = [
  ['mqtt.js with TLS 1.2, as boards have it', mqttJs('TLSv1.2')],
  ['mqtt.js with TLS 1.3', mqttJs('TLSv1.3')],
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
