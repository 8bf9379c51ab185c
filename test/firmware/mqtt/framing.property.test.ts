/** Random packets through random buffers in random chunks: nothing is lost, doubled or swapped. */

import fc from 'fast-check';
import { writeHeader } from '../../../firmware/mqtt/encode';
import { PacketReader } from '../../../firmware/mqtt/framing';
import { deepEqual, equal } from '../../kit/assert';
import { feed, inParts, Recorder, type Seen, whole } from '../../kit/packets';
import { test, tries } from '../../kit/test';

interface Packet {
  readonly first: number;
  readonly body: Uint8Array;
}

/** Sizes around the buffers below, and a few that need two length bytes. */
const packet = fc.record({
  first: fc.nat(255),
  body: fc.oneof(
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: 20 }) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 90 }) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 120, maxLength: 300 }) },
  ),
});
const packets = fc.array(packet, { minLength: 1, maxLength: 12 });
const limit = fc.oneof(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 33, max: 200 }));
const chunks = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

/** The packet's bytes, with its length in as few bytes as possible. */
function encoded({ first, body }: Packet): number[] {
  const header = new Uint8Array(5);
  const end = writeHeader(header, 0, first, body.length);
  return [...header.subarray(0, end), ...body];
}

/** The limit is for messages; all else may use the whole buffer, which has 8 bytes at least. */
function expected(sent: readonly Packet[], largest: number): Seen[] {
  return sent.map((one) =>
    encoded(one).length <= ((one.first & 0xf0) === 0x30 ? largest : Math.max(largest, 8))
      ? whole(one.first, ...one.body)
      : inParts(one.first, ...one.body),
  );
}

test('every packet up to the limit comes whole, every larger one in parts, all in order', () => {
  fc.assert(
    fc.property(packets, limit, chunks, fc.boolean(), (sent, size, sizes, keeping) => {
      const seen = new Recorder();
      seen.keeping = keeping;
      const stream = sent.flatMap(encoded);
      const fed = feed(new PacketReader(size, seen), stream, sizes);
      deepEqual(fed.malformed, undefined);
      equal(fed.taken, stream.length);
      equal(fed.memory <= Math.max(size, keeping ? 64 : 8), true, `${fed.memory} bytes of memory`);
      deepEqual(seen.seen, expected(sent, size));
    }),
    { numRuns: tries(400) },
  );
});

test('a consumer that is ready only now and then gets the same packets', () => {
  const pauses = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(packets, limit, chunks, pauses, (sent, size, sizes, holds) => {
      const seen = new Recorder();
      const reader = new PacketReader(size, seen);
      let packetCount = 0;
      seen.onPacket = (): undefined => void (seen.holding = holds[packetCount++ % holds.length]!);
      const stream = sent.flatMap(encoded);
      let taken = 0;
      while (taken < stream.length || seen.holding) {
        taken += feed(reader, stream.slice(taken), sizes).taken;
        if (seen.holding) {
          seen.holding = false;
          reader.filled(0);
        }
      }
      deepEqual(seen.seen, expected(sent, size));
    }),
    { numRuns: tries(300) },
  );
});

test('a buffer that changes its size between chunks loses nothing', () => {
  const sizes = fc.array(limit, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(packets, sizes, chunks, (sent, limits, cuts) => {
      const seen = new Recorder();
      const reader = new PacketReader(limits[0]!, seen);
      const stream = sent.flatMap(encoded);
      let taken = 0;
      for (let turn = 0; taken < stream.length; turn++) {
        reader.resize(limits[turn % limits.length]!);
        const count = cuts[turn % cuts.length]!;
        const fed = feed(reader, stream.slice(taken, taken + count));
        equal(fed.malformed, undefined);
        equal(fed.taken > 0, true, 'the reader is stuck');
        taken += fed.taken;
      }
      deepEqual(
        seen.seen.map(({ first, body }) => ({ first, body })),
        sent.map(({ first, body }) => ({ first, body: Array.from(body) })),
      );
      equal(
        seen.seen.some(({ came }) => came === 'unfinished'),
        false,
      );
    }),
    { numRuns: tries(300) },
  );
});
