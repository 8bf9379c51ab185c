/** One message as a value on flash, and back. */

import { KeyValueMessage } from '../../../../firmware/mqtt/session/key-value-message';
import { valueOf } from '../../../../firmware/mqtt/session/message-value';
import { KeyValueStore } from '../../../../firmware/mqtt/session/key-value-store';
import type { NewMessage } from '../../../../firmware/mqtt/session/store';
import { SimulatedFlash } from '../../../../host-sim/board/flash';
import { deepEqual, equal, fail } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';

const MESSAGE: NewMessage = {
  topic: bytes('home/door'),
  payload: bytes('open'),
  qos: 2,
  retain: true,
  properties: bytes(3, 0, 1, 'x'),
  expiryS: 0xfffefdfc,
};

/** The message as it comes back from flash. */
function readBack(value: Uint8Array): KeyValueMessage | undefined {
  const domain = new SimulatedFlash().open({ path: 'x' });
  domain.write('m', value);
  return KeyValueMessage.read(domain, 'm', 7);
}

test('a message is laid out with flags, topic, properties, expiry and payload', () => {
  deepEqual(
    valueOf(MESSAGE),
    bytes(
      0b1110_0010, // RETAIN, properties, expiry, QoS 2
      [0, 9], // length of the topic
      'home/door',
      [0, 4], // length of the properties
      [3, 0, 1],
      'x',
      [0xff, 0xfe, 0xfd, 0xfc], // expiry
      'open',
    ),
  );
});

test('without properties and expiry it is laid out as before there were any', () => {
  const { topic, payload } = MESSAGE;
  const value = valueOf({ topic, payload, qos: 1, retain: false });
  deepEqual(value, bytes(1, [0, 9], 'home/door', 'open'));
});

for (const properties of [undefined, bytes(), bytes(1, 1), new Uint8Array(300).fill(38)]) {
  for (const expiryS of [undefined, 1, 0xffff_ffff]) {
    for (const payload of [bytes(), bytes('open'), new Uint8Array(500)]) {
      const size = properties === undefined ? 'no' : `${properties.length} bytes of`;
      test(`a message with ${size} properties, expiry ${expiryS} and ${payload.length} bytes comes back from flash`, () => {
        const message: NewMessage = { ...MESSAGE, properties, expiryS, payload };
        const back = readBack(valueOf(message)) ?? fail('not read');
        deepEqual(back.topic, message.topic);
        deepEqual(back.properties, properties);
        deepEqual(back.payload, payload);
        deepEqual([back.qos, back.retain, back.expiryS, back.key], [2, true, expiryS, 7]);
      });
    }
  }
}

test('a value that is cut off within its head is no message', () => {
  const value = valueOf({ ...MESSAGE, payload: bytes() });
  for (let length = 0; length < value.length; length++) {
    equal(readBack(value.slice(0, length)), undefined, `${length} bytes`);
  }
  equal(readBack(value)?.payload.length, 0);
});

test('properties and expiry outlast a restart in a store', () => {
  const flash = new SimulatedFlash();
  new KeyValueStore(flash).put(MESSAGE);
  const [message] = Array.from(new KeyValueStore(flash).iterate());
  deepEqual(message?.properties, MESSAGE.properties);
  equal(message?.expiryS, MESSAGE.expiryS);
});

test('a QoS that has become less for a message under way outlasts a restart', () => {
  const flash = new SimulatedFlash();
  const store = new KeyValueStore(flash);
  const message = store.put(MESSAGE);
  if (typeof message === 'string') fail(message);
  store.markSent(message, 9, 2);
  store.markSent(message, 9, 1);
  const [again] = Array.from(new KeyValueStore(flash).iterate());
  deepEqual([again?.id, again?.sentQos, again?.mark], [9, 1, 'sent']);
});
