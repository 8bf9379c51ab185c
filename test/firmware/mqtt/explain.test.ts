/** Every failure has words for people. */

import { MQTT_CONNECT_FAILED, MQTT_CONNECTION_LOST } from '../../../firmware/mqtt/constants';
import { explain } from '../../../firmware/mqtt/explain';
import type { Failure, Malformed } from '../../../firmware/mqtt/failures';
import { deepEqual, equal, includes } from '../../kit/assert';
import { test } from '../../kit/test';

/** A word of each one's meaning, and one of what to check; the compiler sees to it that none is missing. */
const FAILURES: Record<
  Exclude<Failure, 'refused' | `malformed: ${string}`>,
  readonly [string, string]
> = {
  'host not found': ['name', 'DNS'],
  unreachable: ['does not answer', 'port'],
  'no CONNACK': ['no MQTT broker', '1883'],
  'connection lost': ['closed', 'same id'],
  'no PINGRESP': ['silent', 'Wi-Fi'],
  'handler failed': ['could not cope', 'setFailureCallback'],
  'no acknowledgement': ['not acknowledged', 'load'],
  disconnected: ['disconnect()', 'nothing'],
  'QoS 2 message': ['QoS 2', 'clean session'],
  'closed by server': ['has closed', 'reason code'],
  'authentication failed': ['could not be found', 'onFault'],
  'clock not set': ['clock', 'SNTP'],
  'certificate not trusted': ['CA', 'in between'],
  'certificate for another name': ['name', 'subjectAltName'],
  'certificate expired': ['expired', 'new one'],
  'certificate not yet valid': ['not valid yet', 'clock'],
  'certificate refused': ['another CA', 's_client'],
  'client certificate refused': ['this client', 'key'],
  'not TLS': ['no TLS', '8883'],
  'TLS version': ['version', 'TLS 1.2'],
  'TLS timeout': ['in time', 'network'],
  'TLS failed': ['handshake', 'log'],
  'not connected': ['no connection', 'connect()'],
  'too long': ['larger than the buffer', 'setBufferSize()'],
  'no room': ['full', 'writable()'],
  'message open': ['not complete', 'write()'],
  'no message open': ['no message', 'beginPublish()'],
  'message unfinished': ['misses bytes', 'write()'],
  'bad topic': ['topic', 'topic'],
  'bad QoS': ['QoS 0 or 1', 'QoS'],
};

const MALFORMED: Record<Malformed, true> = {
  'remaining length': true,
  'reserved flags': true,
  'wrong length': true,
  'QoS 3': true,
  'DUP at QoS 0': true,
  'UTF-8': true,
  'empty topic': true,
  'wildcard in topic': true,
  'packet identifier 0': true,
  'unknown packet identifier': true,
  'session present': true,
  'return code': true,
  'not a CONNACK': true,
  'unexpected packet': true,
  property: true,
  'property length': true,
  'property twice': true,
  'property value': true,
  'reason code': true,
  'receive maximum': true,
  'topic alias': true,
  'unknown topic alias': true,
  'authentication method': true,
};

test('every failure has a meaning of its own, and something to check', () => {
  const meanings = new Set<string>();
  for (const [failure, [ofMeaning, ofCheck]] of Object.entries(FAILURES)) {
    const { meaning, check } = explain(failure as Failure, -1);
    includes(meaning, ofMeaning);
    includes(check, ofCheck);
    meanings.add(meaning);
  }
  equal(meanings.size, Object.keys(FAILURES).length);
});

test('every kind of malformed packet is named in its explanation', () => {
  for (const what of Object.keys(MALFORMED)) {
    const { meaning, check } = explain(`malformed: ${what as Malformed}`, -1);
    includes(meaning, what);
    includes(check, 'broker');
  }
});

/** Return codes of table 3.1, a word of their meaning and one of what to check. */
const RETURN_CODES: readonly (readonly [number, string, string])[] = [
  [1, 'version', 'MQTT 3.1.1'],
  [2, 'client id', 'id'],
  [3, 'not available', 'log'],
  [4, 'password', 'password'],
  [5, 'not authorised', 'access rules'],
];

for (const [code, ofMeaning, ofCheck] of RETURN_CODES) {
  test(`a refusal with return code ${code} is explained`, () => {
    const { meaning, check } = explain('refused', code);
    includes(meaning, ofMeaning);
    includes(meaning, `code ${code}`);
    includes(check, ofCheck);
  });
}

test('a return code that the standard does not know is named all the same', () => {
  for (const code of [6, 128, 255]) {
    const { meaning, check } = explain('refused', code);
    includes(meaning, `code ${code}`);
    includes(check, 'log');
  }
});

test('a connection that is closed before any CONNACK may be plain MQTT to a port for TLS', () => {
  const early = explain('connection lost', MQTT_CONNECT_FAILED);
  includes(early.meaning, 'before the broker has answered');
  includes(early.check, 'mqtts://');
  includes(early.check, 'log');
  equal(explain('connection lost', MQTT_CONNECTION_LOST).check.includes('TLS'), false);
});

test('a return code makes a difference to refusals only', () => {
  for (const failure of Object.keys(FAILURES)) {
    deepEqual(explain(failure as Failure, 1), explain(failure as Failure, 4));
  }
});
