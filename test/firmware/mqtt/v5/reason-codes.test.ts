/** Which reason code may stand where, MQTT 5.0 clause 2.4, and the words for each. */

import type { Malformed } from '../../../../firmware/mqtt/failures';
import { explain5, explainReason } from '../../../../firmware/mqtt/v5/explain';
import {
  isConnackReason,
  isDisconnectReason,
  isReason,
  reasonFor,
} from '../../../../firmware/mqtt/v5/reason-codes';
import { equal, includes, ok } from '../../../kit/assert';
import { test } from '../../../kit/test';

/** Table 2-6: each code, and the packets of a server in which it stands. */
const CODES: readonly (readonly [number, string])[] = [
  [0x00, 'CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT'],
  [0x01, 'SUBACK'],
  [0x02, 'SUBACK'],
  [0x10, 'PUBACK PUBREC'],
  [0x11, 'UNSUBACK'],
  [0x80, 'CONNACK PUBACK PUBREC SUBACK UNSUBACK DISCONNECT'],
  [0x81, 'CONNACK DISCONNECT'],
  [0x82, 'CONNACK DISCONNECT'],
  [0x83, 'CONNACK PUBACK PUBREC SUBACK UNSUBACK DISCONNECT'],
  [0x84, 'CONNACK'],
  [0x85, 'CONNACK'],
  [0x86, 'CONNACK'],
  [0x87, 'CONNACK PUBACK PUBREC SUBACK UNSUBACK DISCONNECT'],
  [0x88, 'CONNACK'],
  [0x89, 'CONNACK DISCONNECT'],
  [0x8a, 'CONNACK'],
  [0x8b, 'DISCONNECT'],
  [0x8c, 'CONNACK'],
  [0x8d, 'DISCONNECT'],
  [0x8e, 'DISCONNECT'],
  [0x8f, 'SUBACK UNSUBACK DISCONNECT'],
  [0x90, 'CONNACK PUBACK PUBREC DISCONNECT'],
  [0x91, 'PUBACK PUBREC SUBACK UNSUBACK'],
  [0x92, 'PUBREL PUBCOMP'],
  [0x93, 'DISCONNECT'],
  [0x94, 'DISCONNECT'],
  [0x95, 'CONNACK DISCONNECT'],
  [0x96, 'DISCONNECT'],
  [0x97, 'CONNACK PUBACK PUBREC SUBACK DISCONNECT'],
  [0x98, 'DISCONNECT'],
  [0x99, 'CONNACK PUBACK PUBREC DISCONNECT'],
  [0x9a, 'CONNACK DISCONNECT'],
  [0x9b, 'CONNACK DISCONNECT'],
  [0x9c, 'CONNACK DISCONNECT'],
  [0x9d, 'CONNACK DISCONNECT'],
  [0x9e, 'SUBACK DISCONNECT'],
  [0x9f, 'CONNACK DISCONNECT'],
  [0xa0, 'DISCONNECT'],
  [0xa1, 'SUBACK DISCONNECT'],
  [0xa2, 'SUBACK DISCONNECT'],
];

const CHECKS: readonly (readonly [string, (code: number) => boolean])[] = [
  ['CONNACK', isConnackReason],
  ['DISCONNECT', isDisconnectReason],
  ['PUBACK', (code) => isReason(0x40, code)],
  ['PUBREC', (code) => isReason(0x50, code)],
  ['PUBREL', (code) => isReason(0x60, code)],
  ['PUBCOMP', (code) => isReason(0x70, code)],
  ['SUBACK', (code) => isReason(0x90, code)],
  ['UNSUBACK', (code) => isReason(0xb0, code)],
];

for (const [name, may] of CHECKS) {
  test(`${name} has the reason codes that the standard gives it, and no others`, () => {
    for (let code = 0; code < 256; code++) {
      const packets = CODES.find(([known]) => known === code)?.[1].split(' ') ?? [];
      equal(may(code), packets.includes(name), `0x${code.toString(16)}`);
    }
  });
}

/** What a DISCONNECT of ours says, clause 3.14.2.1; the compiler sees to it that none is missing. */
const REASONS: Record<Malformed, number> = {
  'remaining length': 0x81,
  'reserved flags': 0x81,
  'wrong length': 0x81,
  'QoS 3': 0x81,
  'DUP at QoS 0': 0x81,
  'UTF-8': 0x81,
  'wildcard in topic': 0x81,
  'packet identifier 0': 0x81,
  'return code': 0x81,
  'not a CONNACK': 0x81,
  property: 0x81,
  'property length': 0x81,
  'reason code': 0x81,
  'empty topic': 0x82,
  'unknown packet identifier': 0x82,
  'session present': 0x82,
  'unexpected packet': 0x82,
  'property twice': 0x82,
  'property value': 0x82,
  'authentication method': 0x82,
  'unknown topic alias': 0x82,
  'receive maximum': 0x93,
  'topic alias': 0x94,
};

test('what is wrong with a packet has its reason code [MQTT-3.14.2-1]', () => {
  for (const [what, reason] of Object.entries(REASONS)) {
    equal(reasonFor(what as Malformed), reason, what);
  }
});

test('each reason code but 0 to 2 has words, which name it, and something to check', () => {
  const seen = new Set<string>();
  for (const [code] of CODES) {
    if (code < 0x10) continue;
    const { meaning, check } = explainReason(code);
    includes(meaning, `(reason code 0x${code.toString(16)})`);
    ok(!meaning.startsWith('a reason that MQTT 5 does not know'), meaning);
    ok(check.length > 0);
    ok(!seen.has(meaning), `twice: ${meaning}`);
    seen.add(meaning);
  }
});

test('a code that does not exist is named too', () => {
  includes(explainReason(0xff).meaning, 'does not know (reason code 0xff)');
  includes(explainReason(5).meaning, '(reason code 0x05)');
});

test('refusals and goodbyes are explained by their reason code, all else as in 3.1.1', () => {
  includes(explain5('refused', 0x86).meaning, 'wrong user name or password (reason code 0x86)');
  includes(explain5('closed by server', 0x8e).meaning, 'another client with the same id');
  includes(explain5('refused', 4).meaning, 'refused, code 4');
  includes(explain5('closed by server', -1).meaning, 'has closed the connection');
  includes(explain5('unreachable', -2).meaning, 'does not answer');
  includes(explain5('malformed: topic alias', -1).meaning, 'topic alias');
});
