/**
 * TLS in Moddable's simulator before servers on the desk, which are named with what is
 * to be said of them in the build's `tls`: hexadecimal digits of JSON.
 */

import { settingsFromHex } from '../../../firmware/moddable/common/hex-settings';
import { ModdableTls } from '../../../firmware/moddable/common/tls';
import { ModdableClock } from '../../../firmware/moddable/common/clock';
import { ModdableResolver } from '../../../firmware/moddable/common/resolver';
import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { toBytes } from '../../../firmware/mqtt/text';
import type { SocketConstructor } from '../../../firmware/ports/socket';
import type { SecureOptions } from '../../../firmware/ports/tls';
import { fromBase64Url } from '../../../firmware/security/base64url';
import { equal } from '../../kit/assert';
import { test } from '../../kit/test';
import type { TlsCase } from '../tls-case';

/** Makes a test of each case. */
export function tlsTests(host: string, hex: string): void {
  const { cases } = settingsFromHex(hex) as unknown as { readonly cases: readonly TlsCase[] };
  for (const one of cases) {
    const outcome = one.failure === undefined ? 'connected to' : `refused: ${one.failure}`;
    test(`${host}: TLS: a server ${one.what} is ${outcome}`, async () => {
      const client = new PubSubClient('127.0.0.1', one.port, {
        io: ModdableTls as unknown as SocketConstructor,
        dns: { io: ModdableResolver },
        clock: new ModdableClock(),
        secure: secureOf(one),
      });
      const connected = await client.connect('chip');
      equal(connected ? undefined : client.failure(), one.failure);
      await client.disconnect();
    });
  }
}

function secureOf({ ca, certificate, key, timeoutMs }: TlsCase): SecureOptions {
  return {
    ...(ca !== undefined && { certificate: bytesOf(ca) }),
    ...(certificate !== undefined && { clientCertificates: [bytesOf(certificate)] }),
    ...(key !== undefined && { clientKey: bytesOf(key) }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function bytesOf(text: string): Uint8Array {
  return fromBase64Url(toBytes(text)) ?? new Uint8Array(0);
}
