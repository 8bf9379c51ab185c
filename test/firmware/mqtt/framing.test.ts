/** From a stream of bytes to packets, whatever the chunking (MQTT 3.1.1 clause 2.2). */

import { checkHeader } from '../../../firmware/mqtt/decode';
import { PacketReader } from '../../../firmware/mqtt/framing';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { feed, Recorder, whole } from '../../kit/packets';
import { test } from '../../kit/test';

const CONNACK = bytes(0x20, 2, 0, 0);
const PINGRESP = bytes(0xd0, 0);
const PUBACK = bytes(0x40, 2, 0, 7);
const PUBLISH = bytes(
  0x30, // PUBLISH, QoS 0
  6, // Remaining Length
  field('a/b'), // Topic Name
  '!', // payload
);
/** A PUBLISH whose Remaining Length takes two bytes. */
const LONG = bytes(0x30, [0x80, 0x01], field('t'), 'x'.repeat(125));
/** Packets that are answered, and may have to wait. */
const PUBREC = bytes(0x50, 2, 0, 7);
const PUBREL = bytes(0x62, 2, 0, 7);
const STREAM = bytes(CONNACK, PINGRESP, PUBLISH, LONG, PUBACK, PINGRESP);
const PACKETS = [
  whole(0x20, 0, 0),
  whole(0xd0),
  whole(0x30, ...PUBLISH.subarray(2)),
  whole(0x30, ...LONG.subarray(3)),
  whole(0x40, 0, 7),
  whole(0xd0),
];

for (const size of [1, 2, 3, 5, 7, 64, 131, 132, STREAM.length]) {
  test(`a stream in chunks of ${size} gives the same packets`, () => {
    const seen = new Recorder();
    const fed = feed(new PacketReader(131, seen), STREAM, size);
    deepEqual(seen.seen, PACKETS);
    equal(fed.malformed, undefined);
    equal(fed.memory, 131);
  });
}

test('a stream that is cut in two anywhere gives the same packets', () => {
  for (let cut = 1; cut < STREAM.length; cut++) {
    const seen = new Recorder();
    feed(new PacketReader(256, seen), STREAM, [cut, STREAM.length]);
    deepEqual(seen.seen, PACKETS, `cut at ${cut}`);
  }
});

test('a packet is handed on with its last byte, not with the one after it', () => {
  const seen = new Recorder();
  const reader = new PacketReader(64, seen);
  feed(reader, PUBLISH.subarray(0, 7), 1);
  equal(seen.seen.length, 0);
  feed(reader, PUBLISH.subarray(7));
  equal(seen.seen.length, 1);
  feed(reader, bytes(0xd0));
  equal(seen.seen.length, 1);
  feed(reader, bytes(0));
  equal(seen.seen.length, 2);
});

test('a length in more bytes than it needs is taken, which clause 2.2.3 does not forbid', () => {
  const seen = new Recorder();
  feed(new PacketReader(16, seen), bytes(0x40, [0x82, 0x80, 0x80, 0x00], [0, 7], PINGRESP), 1);
  deepEqual(seen.seen, [whole(0x40, 0, 7), whole(0xd0)]);
});

test('the largest length is understood', () => {
  const seen = new Recorder();
  const lengths: number[] = [];
  seen.onHeader = (first, remaining): undefined => void lengths.push(first, remaining);
  const fed = feed(new PacketReader(64, seen), bytes(0x30, [0xff, 0xff, 0xff, 0x7f]));
  equal(fed.malformed, undefined);
  deepEqual(lengths, [0x30, 268_435_455]);
});

test('a length of more than four bytes is refused as soon as the fourth says so', () => {
  for (const size of [1, 2, 5]) {
    const seen = new Recorder();
    const reader = new PacketReader(64, seen);
    const endless = [0xff, 0xff, 0xff, 0x80];
    equal(feed(reader, bytes(PINGRESP, 0x30, endless.slice(0, 3)), size).malformed, undefined);
    const fed = feed(reader, bytes(endless.slice(3)), size);
    equal(fed.malformed, 'remaining length');
    deepEqual(seen.seen, [whole(0xd0)]);
  }
});

test('a header is checked before its body has come', () => {
  const seen = new Recorder();
  seen.onHeader = checkHeader;
  const reader = new PacketReader(64, seen);
  equal(feed(reader, bytes(0x36)).malformed, undefined);
  equal(feed(reader, bytes(100)).malformed, 'QoS 3');
});

test('what the consumer finds wrong ends the reading, and nothing more is handed on', () => {
  const seen = new Recorder();
  seen.onPacket = (first) => (first === 0x40 ? 'packet identifier 0' : undefined);
  const fed = feed(new PacketReader(64, seen), bytes(PINGRESP, 0x40, 2, 0, 0, PINGRESP));
  equal(fed.malformed, 'packet identifier 0');
  deepEqual(seen.seen, [whole(0xd0), whole(0x40, 0, 0)]);
});

test('a body is valid where it lies: it is not copied', () => {
  const seen = new Recorder();
  const reader = new PacketReader(64, seen);
  const space = reader.space();
  const buffers: ArrayBufferLike[] = [];
  seen.onPacket = (_first, body): undefined => void buffers.push(body.buffer);
  space.set(PUBACK);
  reader.filled(PUBACK.length);
  deepEqual(
    buffers.map((buffer) => buffer === space.buffer),
    [true],
  );
});

test('while the consumer is not ready packets wait, and go on with filled(0)', () => {
  const seen = new Recorder();
  const reader = new PacketReader(16, seen);
  seen.holding = true;
  const fed = feed(reader, bytes(PUBREC, PINGRESP, PUBLISH, PUBREC), 3);
  equal(fed.taken, 16, 'no more than the buffer holds');
  equal(reader.space().length, 0);
  deepEqual(seen.seen, []);
  seen.holding = false;
  equal(reader.filled(0), undefined);
  deepEqual(seen.seen, [whole(0x50, 0, 7), whole(0xd0), PACKETS[2]]);
  equal(reader.space().length, 14, 'the beginning of the next packet stays');
  feed(reader, PUBREC.subarray(2));
  deepEqual(seen.seen.at(-1), whole(0x50, 0, 7));
});

test('a consumer may become not ready after any packet, and gets the next when it is', () => {
  const seen = new Recorder();
  const reader = new PacketReader(64, seen);
  seen.onPacket = (): undefined => void (seen.holding = true);
  feed(reader, bytes(PUBREC, PINGRESP, PUBREL));
  equal(seen.seen.length, 1);
  for (let count = 2; count <= 3; count++) {
    reader.filled(0);
    equal(seen.seen.length, count - 1, 'still not ready');
    seen.holding = false;
    reader.filled(0);
    equal(seen.seen.length, count);
  }
  deepEqual(seen.seen, [whole(0x50, 0, 7), whole(0xd0), whole(0x62, 0, 7)]);
});

test('messages at QoS 0 and PUBACK, which nobody answers, do not wait for the consumer', () => {
  const seen = new Recorder();
  seen.holding = true;
  feed(new PacketReader(64, seen), bytes(PUBLISH, PUBACK, PUBREC, PUBLISH));
  deepEqual(seen.seen, [PACKETS[2], whole(0x40, 0, 7)]);
});

test('a reader that was reset has forgotten what had come', () => {
  const seen = new Recorder();
  const reader = new PacketReader(64, seen);
  feed(reader, PUBLISH.subarray(0, 5));
  reader.reset();
  feed(reader, PUBACK);
  deepEqual(seen.seen, [whole(0x40, 0, 7)]);
});

test('a reset from inside a packet stops, and the bytes behind it are gone', () => {
  for (const before of [[], PINGRESP]) {
    const seen = new Recorder();
    const reader = new PacketReader(64, seen);
    seen.onPacket = (first): undefined => {
      if (first === 0x40) reader.reset();
    };
    const fed = feed(reader, bytes(before, PUBACK, PUBLISH, PINGRESP, 0x30, 50));
    equal(fed.malformed, undefined);
    deepEqual(seen.seen.at(-1), whole(0x40, 0, 7));
    equal(reader.space().length, 64);
    feed(reader, PUBLISH);
    deepEqual(seen.seen.at(-1), PACKETS[2]);
  }
});
