/** The codec as mqtt-packet, an independent one, judges it: what we write, it reads, and back. */

import fc from 'fast-check';
import { PacketReader } from '../../../firmware/mqtt/framing';
import { arbitraryPacket } from '../../kit/arbitrary-packets';
import { deepEqual, equal } from '../../kit/assert';
import { judge, judgedBytes } from '../../kit/judge';
import { feed, Recorder } from '../../kit/packets';
import {
  checkAnyHeader,
  decodePlain,
  encodePlain,
  type PlainPacket,
} from '../../kit/plain-packets';
import { test } from '../../kit/test';

/** Reads a stream as the client does, in chunks of these sizes. */
function read(stream: Uint8Array, chunks: readonly number[]): unknown[] {
  const packets: unknown[] = [];
  const seen = new Recorder();
  seen.onHeader = (first, remaining): undefined => {
    equal(checkAnyHeader(first, remaining), undefined);
  };
  seen.onPacket = (first, bytes, start, end): undefined => {
    packets.push(decodePlain(first, bytes, start, end));
  };
  equal(feed(new PacketReader(600, seen), stream, chunks).malformed, undefined);
  return packets;
}

test('what our encoders write, mqtt-packet reads with the same fields', () => {
  fc.assert(
    fc.property(arbitraryPacket(), (packet) => {
      deepEqual(judge(encodePlain(packet)), { packets: [packet], refused: undefined });
    }),
    { numRuns: 1500 },
  );
});

test('what our encoders write is byte for byte what mqtt-packet writes', () => {
  fc.assert(
    fc.property(arbitraryPacket(), (packet) => {
      deepEqual(encodePlain(packet), judgedBytes(packet));
    }),
    { numRuns: 1500 },
  );
});

test('what mqtt-packet writes we read with the same fields, cut in two anywhere', () => {
  fc.assert(
    fc.property(arbitraryPacket(4), (packet) => {
      const stream = judgedBytes(packet);
      deepEqual(read(stream, [1]), [packet], 'byte by byte');
      for (let cut = 1; cut <= stream.length; cut++) {
        deepEqual(read(stream, [cut, stream.length]), [packet], `cut at ${cut}`);
      }
    }),
    { numRuns: 150 },
  );
});

const SMALL: readonly PlainPacket[] = [
  { kind: 'connack', sessionPresent: true, returnCode: 0 },
  { kind: 'puback', id: 0x0102 },
  { kind: 'pubrel', id: 0xffff },
  { kind: 'suback', id: 3, returnCodes: [0, 0x80] },
  {
    kind: 'publish',
    dup: true,
    qos: 1,
    retain: true,
    topic: 'a/b',
    id: 9,
    payload: Uint8Array.of(0),
  },
  { kind: 'subscribe', id: 1, filters: [{ filter: '+', qos: 2 }] },
  { kind: 'pingresp' },
];

for (const packet of SMALL) {
  test(`a small ${packet.kind} is read the same however it is cut into pieces`, () => {
    const stream = judgedBytes(packet);
    const gaps = stream.length - 1;
    for (let cuts = 0; cuts < 1 << gaps; cuts++) {
      const sizes = [1];
      for (let gap = 0; gap < gaps; gap++) {
        if (cuts & (1 << gap)) sizes.push(1);
        else sizes[sizes.length - 1]!++;
      }
      deepEqual(read(stream, sizes), [packet]);
    }
  });
}

test('a stream of a hundred packets is read the same in whatever chunks', () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 });
  const hundred = fc.array(arbitraryPacket(3), { minLength: 100, maxLength: 100 });
  fc.assert(
    fc.property(hundred, chunks, (packets, sizes) => {
      const stream = packets.flatMap((packet) => Array.from(judgedBytes(packet)));
      deepEqual(read(Uint8Array.from(stream), sizes), packets);
    }),
    { numRuns: 25 },
  );
});
