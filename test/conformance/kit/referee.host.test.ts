/** What the referee takes, and what not: the packets that tests are written with among the one. */

import { equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';
import { objection } from './referee';
import { NOT_FOUND, QOS0, QOS1, QOS2, RETAIN } from './version';
import { V3_1_1 } from '../v3.1.1/version';
import { V5_0 } from '../v5.0/version';

for (const version of [V3_1_1, V5_0]) {
  const packets: Readonly<Record<string, Uint8Array>> = {
    CONNACK: version.connack(true),
    'a CONNACK that refuses': version.connack(false, version.level === 4 ? 5 : 0x87),
    'PUBLISH at QoS 0': version.publish(QOS0 | RETAIN, 'a/b', 0, 'payload'),
    'PUBLISH at QoS 1': version.publish(QOS1, 'a/b', 300, 'payload'),
    'PUBLISH at QoS 2': version.publish(QOS2, 'a/b', 3, 'x'.repeat(200)),
    PUBACK: version.puback(1),
    PUBREC: version.pubrec(2),
    PUBREL: version.pubrel(3),
    PUBCOMP: version.pubcomp(4),
    SUBSCRIBE: version.subscribe(5, ['a/#', 2], ['b', 0]),
    SUBACK: version.suback(6, 2, 0x80),
    UNSUBSCRIBE: version.unsubscribe(7, 'a/#', 'b'),
    UNSUBACK: version.unsuback(8, 0),
  };
  for (const [what, packet] of Object.entries(packets)) {
    test(`${version.name}: the referee has nothing against ${what} by hand`, () => {
      equal(objection(packet, version.level), undefined);
    });
  }
}

test('in MQTT 5.0 the referee takes an end that is left out, and no other', () => {
  for (const good of [
    [0xe0, 0], // DISCONNECT
    [0xe0, 1, 0x04], // with a reason code
    [0x40, 3, 0, 1, 0x10], // PUBACK with a reason code
    V5_0.pubrel(1, NOT_FOUND),
    V5_0.pubcomp(1, NOT_FOUND),
  ]) {
    equal(objection(bytes(good), 5), undefined);
  }
  for (const wrong of [
    [0xe0, 2, 0x04, 1], // DISCONNECT: a property is missing
    [0x40, 1, 1], // PUBACK: half an identifier
    [0x82, 6, 0, 1, 0, 1, 0x61, 0], // SUBSCRIBE: its Property Length may not be left out
  ]) {
    equal(typeof objection(bytes(wrong), 5), 'string');
  }
});

test('the referee objects to what it would not write, and to what is no packet', () => {
  const good = V5_0.subscribe(5, ['a', 1]);
  for (const wrong of [
    good.slice(0, -1),
    Uint8Array.of(...good, 0),
    Uint8Array.of(0x80, ...good.slice(1)),
  ]) {
    equal(typeof objection(wrong, 5), 'string');
  }
});
