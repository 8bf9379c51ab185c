/** Packets that are larger than the buffer pass through a PacketReader in parts. */

import { PacketReader } from '../../../firmware/mqtt/framing';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { feed, inParts, Recorder, whole } from '../../kit/packets';
import { test } from '../../kit/test';

/** Memory for the parts of a packet whose beginning is kept. */
const PART_BYTES = 64;

const PINGRESP = bytes(0xd0, 0);
const PUBACK = bytes(0x40, 2, 0, 7);
/** Counts up, so that a lost, doubled or swapped byte shows. */
const COUNTED = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
/** 6 bytes of topic field, 300 of payload */
const LARGE = bytes(0x30, [0xb2, 0x02], field('abcd'), COUNTED);
/** A topic alone, longer than most buffers. */
const TOPIC = bytes(0x32, [0xcc, 0x01], field('t'.repeat(200)), [0, 9]);

const LARGE_BODY = LARGE.slice(3);
const TOPIC_BODY = TOPIC.slice(3);

for (const keeping of [false, true]) {
  const how = keeping ? 'with its beginning kept' : 'nothing kept';

  test(`a large packet passes through any buffer in any chunks, ${how}`, () => {
    for (const limit of [1, 2, 3, 7, 8, 9, 16, 63, 64, 65, 100, 206, 207, 308]) {
      for (const chunks of [1, 2, 3, 50, [1, 100], [7, 1, 1, 90], 1000]) {
        const seen = new Recorder();
        seen.keeping = keeping;
        const fed = feed(new PacketReader(limit, seen), bytes(LARGE, TOPIC), chunks);
        const what = `buffer ${limit}, chunks ${String(chunks)}`;
        deepEqual(
          seen.seen,
          [
            inParts(0x30, ...LARGE_BODY),
            limit < 207 ? inParts(0x32, ...TOPIC_BODY) : whole(0x32, ...TOPIC_BODY),
          ],
          what,
        );
        equal(fed.malformed, undefined, what);
        const most = Math.max(limit, 8, keeping ? PART_BYTES : 0);
        equal(fed.memory <= most, true, `${what}: ${fed.memory} bytes of memory`);
      }
    }
  });

  test(`packets around a large one are not touched by it, ${how}`, () => {
    for (let cut = 1; cut < 12; cut++) {
      const seen = new Recorder();
      seen.keeping = keeping;
      const stream = bytes(PUBACK, LARGE, PINGRESP, TOPIC, PUBACK);
      feed(new PacketReader(20, seen), stream, [cut, 64]);
      deepEqual(seen.seen, [
        whole(0x40, 0, 7),
        inParts(0x30, ...LARGE_BODY),
        whole(0xd0),
        inParts(0x32, ...TOPIC_BODY),
        whole(0x40, 0, 7),
      ]);
    }
  });

  test(`filled(0) in the midst of a large packet changes nothing, ${how}`, () => {
    const seen = new Recorder();
    seen.keeping = keeping;
    const reader = new PacketReader(20, seen);
    for (let at = 0; at < LARGE.length; at += 10) {
      feed(reader, LARGE.slice(at, at + 10));
      equal(reader.filled(0), undefined);
    }
    deepEqual(seen.seen, [inParts(0x30, ...LARGE_BODY)]);
  });

  test(`a reset in the midst of a large packet forgets the rest of it, ${how}`, () => {
    const seen = new Recorder();
    seen.keeping = keeping;
    const reader = new PacketReader(20, seen);
    feed(reader, LARGE.slice(0, 150));
    reader.reset();
    equal(reader.space().length, 20);
    feed(reader, bytes(PUBACK, LARGE));
    deepEqual(seen.seen.slice(1), [whole(0x40, 0, 7), inParts(0x30, ...LARGE_BODY)]);
  });

  test(`a reset from inside the last part stops, ${how}`, () => {
    const seen = new Recorder();
    seen.keeping = keeping;
    const reader = new PacketReader(20, seen);
    seen.onPart = (_bytes, _start, _end, last): undefined => {
      if (last) reader.reset();
    };
    for (let at = 0; at < LARGE.length; at += 16) feed(reader, LARGE.slice(at, at + 16));
    deepEqual(seen.seen, [inParts(0x30, ...LARGE_BODY)]);
    feed(reader, PUBACK);
    deepEqual(seen.seen.at(-1), whole(0x40, 0, 7));
  });
}

test('the border: as large as the buffer is whole, a byte more is not', () => {
  for (let size = 8; size < 140; size++) {
    const remaining = size - 2;
    const small = remaining < 128;
    const packet = bytes(0x30, small ? remaining : [remaining, 1], COUNTED.slice(0, remaining));
    for (const limit of [packet.length - 1, packet.length]) {
      const seen = new Recorder();
      feed(new PacketReader(limit, seen), bytes(packet, PINGRESP), 1);
      deepEqual(
        seen.seen.map(({ came }) => came),
        [limit < packet.length ? 'in parts' : 'whole', 'whole'],
        `${packet.length} bytes in a buffer of ${limit}`,
      );
    }
  }
});

test('the limit holds below the smallest buffer too', () => {
  for (let limit = 1; limit <= 8; limit++) {
    for (const size of [1, 2, 8]) {
      const seen = new Recorder();
      const packet = bytes(0x30, 4, field('ab'));
      const fed = feed(new PacketReader(limit, seen), bytes(packet, packet), size);
      const expected = limit < 6 ? inParts(0x30, 0, 2, 0x61, 0x62) : whole(0x30, 0, 2, 0x61, 0x62);
      deepEqual(seen.seen, [expected, expected]);
      equal(fed.memory, 8);
    }
  }
});

test('the beginning holds as much of the packet as the buffer does', () => {
  for (const size of [1, 5, 400]) {
    const seen = new Recorder();
    let beginning = 0;
    seen.onOversize = (_first, _bytes, start, end): boolean => {
      beginning = end - start;
      return false;
    };
    feed(new PacketReader(20, seen), bytes(PUBACK, LARGE), size);
    equal(beginning, 17);
  }
});

test('what the consumer finds wrong with the beginning ends the reading', () => {
  const seen = new Recorder();
  seen.onOversize = () => 'empty topic';
  const fed = feed(new PacketReader(20, seen), LARGE);
  equal(fed.malformed, 'empty topic');
  equal(fed.taken, 20);
});

test('a reset from inside the beginning stops, and no part follows', () => {
  for (const packet of [LARGE, bytes(0x30, 4, field('ab'))]) {
    for (const answer of [false, true]) {
      const seen = new Recorder();
      const reader = new PacketReader(5, seen);
      seen.onOversize = (): boolean => {
        reader.reset();
        return answer;
      };
      feed(reader, packet.slice(0, 8));
      equal(seen.seen[0]!.came, 'unfinished');
      equal(reader.space().length, 8);
      seen.onOversize = (): boolean => answer;
      feed(reader, bytes(LARGE, PINGRESP));
      deepEqual(seen.seen[1], inParts(0x30, ...LARGE_BODY));
    }
  }
});

test('while the consumer is not ready a large packet waits with a full buffer', () => {
  const seen = new Recorder();
  const reader = new PacketReader(20, seen);
  seen.holding = true;
  const large = bytes(0x32, LARGE.slice(1)); // at QoS 1, which has to wait
  equal(feed(reader, bytes(large, PUBACK)).taken, 20);
  deepEqual(seen.seen, []);
  seen.holding = false;
  reader.filled(0);
  equal(seen.seen.length, 1);
  feed(reader, bytes(large, PUBACK).slice(20));
  deepEqual(seen.seen, [inParts(0x32, ...LARGE_BODY), whole(0x40, 0, 7)]);
});

test('a packet of 100 KB passes through 128 bytes of memory', () => {
  for (const keeping of [false, true]) {
    const seen = new Recorder();
    seen.keeping = keeping;
    const large = bytes(0x30, [0xa0, 0x8d, 0x06], field('t'), new Uint8Array(99_997).fill(7));
    const fed = feed(new PacketReader(128, seen), large, 500);
    equal(fed.memory, 128);
    equal(seen.seen.length, 1);
    equal(seen.seen[0]!.came, 'in parts');
    equal(seen.seen[0]!.body.length, 100_000);
  }
});
