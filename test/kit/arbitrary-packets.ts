/** Random packets that MQTT 3.1.1 allows. */

import fc from 'fast-check';
import { isTopicFilter } from '../../firmware/mqtt/topic';
import { bytes } from './bytes';
import type { PlainPacket } from './plain-packets';

/** Any text without U+0000, clause 1.5.3. */
const anyText = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.split('\0').join(''));
const topic = anyText.map((text) => text.split('+').join('').split('#').join('') || 'topic/ä');
const level = fc.constantFrom('a', 'bb', 'ü', '+', '', '$SYS');
const filter = fc
  .tuple(fc.array(level, { maxLength: 3 }), fc.constantFrom('a', '+', '#'))
  .map(([levels, last]) => [...levels, last].join('/'))
  .filter((text) => isTopicFilter(bytes(text)));
const payload = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 100, maxLength: 200 }) },
);
const id = fc.oneof(fc.integer({ min: 1, max: 0xffff }), fc.constantFrom(1, 255, 256, 0xffff));
const qos = fc.nat(2);

const connect = fc
  .record({
    kind: fc.constant('connect' as const),
    version: fc.constantFrom(3, 4),
    cleanSession: fc.boolean(),
    keepAliveS: fc.nat(0xffff),
    id: anyText,
    will: fc.option(fc.record({ topic, payload, qos, retain: fc.boolean() }), { nil: undefined }),
    user: fc.option(anyText, { nil: undefined }),
    password: fc.option(payload, { nil: undefined }),
  })
  .map((all) => ({
    ...all,
    // [MQTT-3.1.3-7]; and MQTT 3.1 wants at least one character
    id: all.cleanSession && all.version === 4 ? all.id : all.id || 'esp',
    password: all.user === undefined ? undefined : all.password, // [MQTT-3.1.2-22]
  }));

const publish = fc
  .record({
    kind: fc.constant('publish' as const),
    dup: fc.boolean(),
    qos,
    retain: fc.boolean(),
    topic,
    id,
    payload,
  })
  .map((all) => (all.qos === 0 ? { ...all, dup: false, id: 0 } : all)); // [MQTT-3.3.1-2]

const connack = fc.record({
  kind: fc.constant('connack' as const),
  sessionPresent: fc.boolean(),
  returnCode: fc.nat(5),
});

const acknowledgement = fc.record({
  kind: fc.constantFrom(
    'puback' as const,
    'pubrec' as const,
    'pubrel' as const,
    'pubcomp' as const,
    'unsuback' as const,
  ),
  id,
});

const suback = fc.record({
  kind: fc.constant('suback' as const),
  id,
  returnCodes: fc.array(fc.constantFrom(0, 1, 2, 0x80), { minLength: 1, maxLength: 4 }),
});

const bare = fc.record({
  kind: fc.constantFrom('pingreq' as const, 'pingresp' as const, 'disconnect' as const),
});

/** Random packets; those that name filters name up to `filterCount`. */
export function arbitraryPacket(filterCount = 1): fc.Arbitrary<PlainPacket> {
  const subscribe = fc.record({
    kind: fc.constant('subscribe' as const),
    id,
    filters: fc.array(fc.record({ filter, qos }), { minLength: 1, maxLength: filterCount }),
  });
  const unsubscribe = fc.record({
    kind: fc.constant('unsubscribe' as const),
    id,
    filters: fc.array(filter, { minLength: 1, maxLength: filterCount }),
  });
  return fc.oneof<fc.Arbitrary<PlainPacket>[]>(
    connect,
    publish,
    publish,
    connack,
    acknowledgement,
    subscribe,
    suback,
    unsubscribe,
    bare,
  );
}
