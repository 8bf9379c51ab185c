/** PUBREC, PUBREL and PUBCOMP, MQTT 3.1.1 clauses 3.5 to 3.7. */

import {
  checkQos2Header,
  encodePubcomp,
  encodePubrec,
  encodePubrel,
} from '../../../../firmware/mqtt/session/qos2';
import { equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { writes } from '../../../kit/encoders';
import { test } from '../../../kit/test';

writes(
  'PUBREC carries the identifier of the PUBLISH [MQTT-2.3.1-6]',
  (out, at, end) => encodePubrec(out, at, end, 0x1234),
  bytes(
    0x50, // PUBREC
    2, // Remaining Length
    [0x12, 0x34], // Packet Identifier
  ),
);

writes(
  'PUBREL has the reserved flags 0010 [MQTT-3.6.1-1]',
  (out, at, end) => encodePubrel(out, at, end, 1),
  bytes(
    0x62, // PUBREL
    2, // Remaining Length
    [0, 1], // Packet Identifier
  ),
);

writes(
  'PUBCOMP carries the identifier of the PUBREL [MQTT-2.3.1-6]',
  (out, at, end) => encodePubcomp(out, at, end, 0xffff),
  bytes(
    0x70, // PUBCOMP
    2, // Remaining Length
    [0xff, 0xff], // Packet Identifier
  ),
);

test('of all 256 first bytes only 0x50, 0x62 and 0x70 are accepted, with a body of two bytes', () => {
  for (let first = 0; first < 256; first++) {
    for (const remaining of [0, 1, 2, 3, 4, 127, 268_435_455]) {
      const known = first === 0x50 || first === 0x62 || first === 0x70;
      const accepted = checkQos2Header(first, remaining) === undefined;
      equal(accepted, known && remaining === 2, `first byte ${first}, remaining ${remaining}`);
    }
  }
});

test('what is wrong with a header is said by name', () => {
  equal(checkQos2Header(0x51, 2), 'reserved flags');
  equal(checkQos2Header(0x60, 2), 'reserved flags');
  equal(checkQos2Header(0x63, 2), 'reserved flags');
  equal(checkQos2Header(0x72, 2), 'reserved flags');
  equal(checkQos2Header(0x50, 3), 'wrong length');
  equal(checkQos2Header(0x62, 1), 'wrong length');
  equal(checkQos2Header(0x70, 4), 'wrong length');
  equal(checkQos2Header(0x40, 2), 'unexpected packet');
  equal(checkQos2Header(0x32, 5), 'unexpected packet');
});
