/** A PacketReader whose buffer changes its size while packets come. */

import { PacketReader } from '../../../firmware/mqtt/framing';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { feed, inParts, Recorder, whole } from '../../kit/packets';
import { test } from '../../kit/test';

const PINGRESP = bytes(0xd0, 0);
const PUBACK = bytes(0x40, 2, 0, 7);
/** 20 bytes */
const PUBLISH = bytes(0x30, 18, field('topic'), 'eleven byte');

test('a buffer that is made larger takes larger packets whole', () => {
  const seen = new Recorder();
  const reader = new PacketReader(19, seen);
  feed(reader, PUBLISH);
  equal(reader.resize(20), true);
  equal(reader.space().length, 20);
  feed(reader, PUBLISH);
  deepEqual(seen.seen, [inParts(0x30, ...PUBLISH.slice(2)), whole(0x30, ...PUBLISH.slice(2))]);
});

test('a buffer that is made smaller has larger packets pass in parts', () => {
  const seen = new Recorder();
  const reader = new PacketReader(20, seen);
  feed(reader, PUBLISH);
  equal(reader.resize(19), true);
  equal(reader.space().length, 19);
  feed(reader, PUBLISH);
  deepEqual(seen.seen, [whole(0x30, ...PUBLISH.slice(2)), inParts(0x30, ...PUBLISH.slice(2))]);
});

test('the part of a packet that has come is kept, to either side', () => {
  for (const size of [10, 11, 20, 40]) {
    for (const before of [[], PINGRESP]) {
      const seen = new Recorder();
      const reader = new PacketReader(20, seen);
      feed(reader, bytes(before, PUBLISH.slice(0, 10)));
      equal(reader.resize(size), true, `to ${size}`);
      feed(reader, PUBLISH.slice(10));
      const expected = size < 20 ? inParts : whole;
      deepEqual(seen.seen.at(-1), expected(0x30, ...PUBLISH.slice(2)));
    }
  }
});

test('a buffer is not made smaller than what has come, and stays as it was', () => {
  const seen = new Recorder();
  const reader = new PacketReader(20, seen);
  feed(reader, PUBLISH.slice(0, 10));
  equal(reader.resize(9), false);
  equal(reader.space().length, 10);
  feed(reader, PUBLISH.slice(10));
  deepEqual(seen.seen, [whole(0x30, ...PUBLISH.slice(2))]);
});

test('the size stays as it is while a packet passes in parts', () => {
  for (const keeping of [false, true]) {
    const seen = new Recorder();
    seen.keeping = keeping;
    const reader = new PacketReader(12, seen);
    feed(reader, PUBLISH.slice(0, 15), 3);
    equal(reader.resize(40), false);
    equal(reader.resize(12), false);
    feed(reader, PUBLISH.slice(15));
    equal(reader.resize(40), true);
    feed(reader, PUBLISH);
    deepEqual(seen.seen, [inParts(0x30, ...PUBLISH.slice(2)), whole(0x30, ...PUBLISH.slice(2))]);
  }
});

test('the size stays as it is until the last byte of a packet that passes in parts', () => {
  const seen = new Recorder();
  seen.keeping = true;
  const reader = new PacketReader(12, seen);
  feed(reader, PUBLISH.slice(0, 19));
  equal(reader.resize(40), false);
  feed(reader, PUBLISH.slice(19));
  equal(reader.resize(40), true);
  deepEqual(seen.seen, [inParts(0x30, ...PUBLISH.slice(2))]);
});

test('packets that are held stay whole in a buffer that still has room for them', () => {
  const seen = new Recorder();
  const reader = new PacketReader(64, seen);
  seen.holding = true;
  const first = bytes(0x32, PUBLISH.slice(1)); // at QoS 1, which has to wait
  feed(reader, bytes(first, PUBACK));
  equal(reader.resize(23), false);
  equal(reader.resize(24), true);
  seen.holding = false;
  reader.filled(0);
  deepEqual(seen.seen, [whole(0x32, ...PUBLISH.slice(2)), whole(0x40, 0, 7)]);
});

test('a resize from inside a packet leaves the packets behind it to be handed on at once', () => {
  for (const size of [24, 26, 100]) {
    for (const before of [PINGRESP, []]) {
      const seen = new Recorder();
      const reader = new PacketReader(64, seen);
      let resized = false;
      seen.onPacket = (first): undefined => {
        if (first === 0x30 && !resized) resized = reader.resize(size);
      };
      feed(reader, bytes(before, PUBLISH, PUBACK, PUBLISH));
      equal(resized, true);
      const what = `to ${size}, with ${before.length} bytes before`;
      deepEqual(
        seen.seen.slice(-3),
        [whole(0x30, ...PUBLISH.slice(2)), whole(0x40, 0, 7), whole(0x30, ...PUBLISH.slice(2))],
        what,
      );
    }
  }
});
