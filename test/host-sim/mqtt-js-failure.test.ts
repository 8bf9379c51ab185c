/** Whatever mqtt.js says has a meaning, and something to check. */

import { whyOf } from '../../host-sim/mqtt-js-failure';
import { equal, includes } from '../kit/assert';
import { test } from '../kit/test';

function errorWith(message: string, code?: string | number): Error {
  return Object.assign(new Error(message), code !== undefined && { code });
}

for (const [error, ofMeaning, ofCheck] of [
  [errorWith('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), 'does not answer', 'port'],
  [errorWith('', 'ECONNREFUSED'), 'does not answer', 'port'],
  [errorWith('getaddrinfo ENOTFOUND x', 'ENOTFOUND'), 'has no address', 'spelling'],
  [errorWith('self-signed certificate', 'SELF_SIGNED_CERT_IN_CHAIN'), 'to the CA', "broker's CA"],
  [errorWith('Hostname', 'ERR_TLS_CERT_ALTNAME_INVALID'), 'another name', 'subjectAltName'],
  [errorWith('x', 'CERT_HAS_EXPIRED'), 'expired', 'dates'],
  [errorWith('Connection refused: Not authorized', 5), 'code 5', 'password'],
  [errorWith('connack timeout'), 'nothing is said', '8883 is TLS'],
  [errorWith('Keepalive timeout'), 'silent', 'network'],
  [
    errorWith('socket disconnected before secure TLS connection was established', 'ECONNRESET'),
    'no TLS server',
    '1883',
  ],
  [errorWith('read ECONNRESET', 'ECONNRESET'), 'before the broker has answered', 'mqtts://'],
  [errorWith('Invalid header flag bits'), 'Invalid header flag bits', 'MQTT broker'],
  [undefined, 'before the broker has answered', 'mqtts://'],
] as const) {
  test(`"${error?.message ?? 'nothing'}" of mqtt.js: ${ofMeaning}, check ${ofCheck}`, () => {
    const [meaning = '', check = ''] = whyOf(error, false).split('; check ');
    includes(meaning, ofMeaning);
    includes(check, ofCheck);
  });
}

test('a connection that had been there asks nobody about TLS', () => {
  equal(whyOf(undefined, true).includes('TLS'), false);
});
