/** Following a PUBLISH that is larger than the buffer, part by part. */

import fc from 'fast-check';
import { OversizePublish } from '../../../firmware/mqtt/oversize';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';

/** A stream that keeps what it is given. */
class Collector {
  readonly received: number[] = [];
  readonly sizes: number[] = [];
  write(part: Uint8Array): void {
    this.sizes.push(part.length);
    for (const byte of part) this.received.push(byte);
  }
}

/** Hands `body` on in parts of these sizes, each at another place of a larger buffer. */
function pass(publish: OversizePublish, body: Uint8Array, sizes: readonly number[]): void {
  let at = 0;
  for (let turn = 0; at < body.length; turn++) {
    const count = Math.min(Math.max(1, sizes[turn % sizes.length]!), body.length - at);
    const buffer = new Uint8Array(count + 20).fill(0xaa);
    const start = turn % 10;
    buffer.set(body.subarray(at, at + count), start);
    void publish.take(buffer, start, start + count);
    at += count;
  }
}

const TOPIC = 'home/kitchen';
const PAYLOAD = Uint8Array.from({ length: 100 }, (_, i) => i + 1);
/** QoS 0: topic and payload */
const QOS0 = bytes(field(TOPIC), PAYLOAD);
/** QoS 1: topic, Packet Identifier, payload */
const QOS1 = bytes(field(TOPIC), [0x12, 0x34], PAYLOAD);

test('at QoS 0 the payload goes to the stream, and there is no identifier', () => {
  const stream = new Collector();
  const publish = new OversizePublish();
  publish.begin(0x31, TOPIC.length, stream);
  pass(publish, QOS0, [QOS0.length]);
  deepEqual(stream.received, PAYLOAD);
  equal(publish.id, 0);
});

test('at QoS 1 and 2 the identifier is found, and is no part of the payload', () => {
  for (const first of [0x32, 0x33, 0x34, 0x3a, 0x3c]) {
    const stream = new Collector();
    const publish = new OversizePublish();
    publish.begin(first, TOPIC.length, stream);
    pass(publish, QOS1, [QOS1.length]);
    deepEqual(stream.received, PAYLOAD);
    equal(publish.id, 0x1234);
  }
});

test('wherever a body is cut in two, identifier and payload are the same', () => {
  for (let cut = 1; cut < QOS1.length; cut++) {
    const stream = new Collector();
    const publish = new OversizePublish();
    publish.begin(0x32, TOPIC.length, stream);
    pass(publish, QOS1, [cut, QOS1.length]);
    deepEqual(stream.received, PAYLOAD, `cut at ${cut}`);
    equal(publish.id, 0x1234, `cut at ${cut}`);
  }
});

test('byte by byte, each byte of the payload comes once', () => {
  const stream = new Collector();
  const publish = new OversizePublish();
  publish.begin(0x32, TOPIC.length, stream);
  pass(publish, QOS1, [1]);
  deepEqual(stream.received, PAYLOAD);
  equal(stream.sizes.length, PAYLOAD.length);
});

test('the identifier is known as soon as it has passed, and not before', () => {
  const publish = new OversizePublish();
  publish.begin(0x32, TOPIC.length, undefined);
  void publish.take(QOS1, 0, 14);
  equal(publish.id, 0);
  void publish.take(QOS1, 14, 16);
  equal(publish.id, 0x1234);
});

test('without a stream the identifier is found all the same', () => {
  const publish = new OversizePublish();
  publish.begin(0x34, TOPIC.length, undefined);
  pass(publish, QOS1, [7, 1, 1, 30]);
  equal(publish.id, 0x1234);
});

test('a stream is never called without bytes', () => {
  const stream = new Collector();
  const publish = new OversizePublish();
  publish.begin(0x30, 3, stream);
  const body = bytes(field('abc'), 'xy');
  void publish.take(body, 0, 5); // the topic, and nothing of the payload
  void publish.take(body, 5, 5); // an empty part
  void publish.take(body, 5, 7);
  void publish.take(body, 7, 7); // an empty last part
  deepEqual(stream.sizes, [2]);
});

test('a message without a payload calls no stream', () => {
  const stream = new Collector();
  const publish = new OversizePublish();
  publish.begin(0x32, TOPIC.length, stream);
  pass(publish, QOS1.slice(0, 16), [5]);
  deepEqual(stream.sizes, []);
  equal(publish.id, 0x1234);
});

test('what a stream gets is a view of the part, also when that lies inside a larger buffer', () => {
  const outer = new Uint8Array(200).fill(0xaa);
  const inner = new Uint8Array(outer.buffer, 40, 130);
  inner.set(QOS1, 3);
  const publish = new OversizePublish();
  const views: Uint8Array[] = [];
  publish.begin(0x32, TOPIC.length, { write: (part) => void views.push(part) });
  void publish.take(inner, 3, 3 + QOS1.length);
  equal(views.length, 1);
  equal(views[0]!.buffer === outer.buffer, true);
  deepEqual(views[0], PAYLOAD);
});

test('the next message begins anew', () => {
  const publish = new OversizePublish();
  const first = new Collector();
  publish.begin(0x32, TOPIC.length, first);
  pass(publish, QOS1.slice(0, 60), [9]); // cut off by a new connection
  const second = new Collector();
  publish.begin(0x30, 1, second);
  equal(publish.id, 0);
  pass(publish, bytes(field('a'), PAYLOAD), [9]);
  equal(publish.id, 0);
  deepEqual(second.received, PAYLOAD);
  equal(first.received.length, 44);
});

test('a stream that throws does not make the rest of the message be misread', () => {
  const publish = new OversizePublish();
  const received: number[] = [];
  let calls = 0;
  const write = (part: Uint8Array): void => {
    if (++calls === 1) throw new Error('disk full');
    for (const byte of part) received.push(byte);
  };
  publish.begin(0x32, TOPIC.length, { write });
  throws(() => {
    void publish.take(QOS1, 0, 26); // with the first ten bytes of the payload
  }, 'disk full');
  void publish.take(QOS1, 26, QOS1.length);
  equal(publish.id, 0x1234);
  deepEqual(received, PAYLOAD.slice(10));
});

test('whatever topic, identifier, payload and parts are, all of the payload comes once', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0x30, 0x32, 0x34, 0x3b),
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 0xffff }),
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 6 }),
      (first, topic, id, payload, sizes) => {
        const identified = (first & 6) !== 0;
        const stream = new Collector();
        const publish = new OversizePublish();
        publish.begin(first, topic.length, stream);
        const body = bytes(field(topic), identified ? [id >> 8, id & 0xff] : [], payload);
        pass(publish, body, sizes);
        equal(publish.id, identified ? id : 0);
        deepEqual(stream.received, payload);
      },
    ),
    { numRuns: 300 },
  );
});
