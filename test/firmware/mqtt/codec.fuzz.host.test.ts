/**
 * Damaged packets: our decoder never throws, never reads outside a packet and
 * never gets stuck; and where it and mqtt-packet disagree, it is on purpose.
 */

import fc from 'fast-check';
import { PacketReader } from '../../../firmware/mqtt/framing';
import type { ServerMalformed } from '../../../firmware/mqtt/server';
import { topicNameBytes } from '../../../firmware/mqtt/topic';
import { arbitraryPacket } from '../../kit/arbitrary-packets';
import { deepEqual, equal, fail, ok } from '../../kit/assert';
import { bytes, field, type Part } from '../../kit/bytes';
import { connectedFixture } from '../../kit/client';
import { chunks, damaged, damages } from '../../kit/damage';
import { judge } from '../../kit/judge';
import { inLong, often } from '../../kit/long';
import { feed, Recorder } from '../../kit/packets';
import {
  checkAnyHeader,
  decodePlain,
  encodePlain,
  kindOf,
  type PlainPacket,
} from '../../kit/plain-packets';
import { test } from '../../kit/test';

interface Reading {
  readonly packets: readonly PlainPacket[];
  readonly refused: ServerMalformed | undefined;
  /** The kind of packet that was refused. */
  readonly kind: string;
}

/** Reads until something is wrong; each body is decoded where it lies and by itself. */
function read(stream: Uint8Array, chunks: readonly number[], limit = 4096): Reading {
  const packets: PlainPacket[] = [];
  let refused: ServerMalformed | undefined;
  let kind = '';
  const refuse = (first: number, what: ServerMalformed): 'return code' => {
    refused = what;
    kind = kindOf(first);
    return 'return code'; // any will do to stop the reader
  };
  const seen = new Recorder();
  seen.onHeader = (first, remaining) => {
    const malformed = checkAnyHeader(first, remaining);
    return malformed && refuse(first, malformed);
  };
  seen.onPacket = (first, body, start, end) => {
    const decoded = decodePlain(first, body, start, end);
    deepEqual(decodePlain(first, body.slice(start, end)), decoded, 'read outside the packet');
    if (typeof decoded === 'string') return refuse(first, decoded);
    packets.push(decoded);
    return undefined;
  };
  const fed = feed(new PacketReader(limit, seen), stream, chunks);
  if (!fed.malformed) equal(fed.taken, stream.length, 'the reader is stuck');
  return { packets, refused: refused ?? fed.malformed, kind };
}

/** A short CONNECT. */
function connect(level: number, flags: number, ...rest: Part[]): Uint8Array {
  const body = bytes(field('MQTT'), level, flags, [0, 0], ...rest);
  return bytes(0x10, body.length, body);
}

const ID = field('a');

/** What we refuse and mqtt-packet accepts: what it is, the packet, and why we do. */
const STRICTER: readonly (readonly [string, Uint8Array, ServerMalformed])[] = [
  ['DUP at QoS 0 [MQTT-3.3.1-2]', bytes(0x38, 3, field('a')), 'DUP at QoS 0'],
  ['an empty topic [MQTT-4.7.3-1]', bytes(0x30, 3, field(''), 'x'), 'empty topic'],
  ['a PUBLISH of an empty topic alone', bytes(0x30, 2, field('')), 'wrong length'],
  ['a wildcard in a topic [MQTT-3.3.2-2]', bytes(0x30, 3, field('#')), 'wildcard in topic'],
  ['U+0000 in a topic [MQTT-1.5.3-2]', bytes(0x30, 3, field('\0')), 'UTF-8'],
  ['bad UTF-8 in a topic [MQTT-1.5.3-1]', bytes(0x30, 3, field(0xff)), 'UTF-8'],
  ['PUBLISH 0 [MQTT-2.3.1-1]', bytes(0x32, 5, field('a'), [0, 0]), 'packet identifier 0'],
  ['PUBACK of identifier 0', bytes(0x40, 2, [0, 0]), 'packet identifier 0'],
  ['PUBREC of identifier 0', bytes(0x50, 2, [0, 0]), 'packet identifier 0'],
  ['PUBREL of identifier 0', bytes(0x62, 2, [0, 0]), 'packet identifier 0'],
  ['PUBCOMP of identifier 0', bytes(0x70, 2, [0, 0]), 'packet identifier 0'],
  ['SUBSCRIBE 0', bytes(0x82, 6, [0, 0], field('a'), 0), 'packet identifier 0'],
  ['SUBACK of identifier 0', bytes(0x90, 3, [0, 0], 0), 'packet identifier 0'],
  ['UNSUBSCRIBE 0', bytes(0xa2, 5, [0, 0], field('a')), 'packet identifier 0'],
  ['UNSUBACK of identifier 0', bytes(0xb0, 2, [0, 0]), 'packet identifier 0'],
  ['a PUBACK too long', bytes(0x40, 3, [0, 1], 0), 'wrong length'],
  ['a PUBREC too short', bytes(0x50, 1, 1), 'wrong length'],
  ['a PUBREL too long', bytes(0x62, 3, [0, 1], 0), 'wrong length'],
  ['a PUBCOMP too long', bytes(0x70, 3, [0, 1], 0), 'wrong length'],
  ['a CONNACK too long', bytes(0x20, 3, 0, 0, 0), 'wrong length'],
  ['a SUBACK without a code [MQTT-3.8.4-5]', bytes(0x90, 2, [0, 1]), 'wrong length'],
  ['a PINGREQ with a body', bytes(0xc0, 1, 0), 'wrong length'],
  ['a PINGRESP with a body', bytes(0xd0, 1, 0), 'wrong length'],
  ['a DISCONNECT with a body', bytes(0xe0, 1, 0), 'wrong length'],
  ['a SUBSCRIBE without a filter [MQTT-3.8.3-3]', bytes(0x82, 2, [0, 1]), 'wrong length'],
  ['an UNSUBSCRIBE without a filter [MQTT-3.10.3-2]', bytes(0xa2, 2, [0, 1]), 'wrong length'],
  ['an empty filter', bytes(0x82, 5, [0, 1], field(''), 0), 'bad filter'],
  ['a misplaced wildcard', bytes(0x82, 7, [0, 1], field('a#'), 0), 'bad filter'],
  ['an empty filter to leave', bytes(0xa2, 4, [0, 1], field('')), 'wrong length'],
  ['a misplaced wildcard to leave', bytes(0xa2, 6, [0, 1], field('a#')), 'bad filter'],
  ['bytes behind the fields of CONNECT', connect(4, 0x02, field(''), 0), 'wrong length'],
  ['MQTT 5, which would be another codec', connect(5, 0x02, 0, field('')), 'protocol level'],
  ['the bridge bit of some brokers', connect(0x84, 0x02, field('')), 'protocol level'],
  ['the name of 3.1.1 with the level of 3.1', connect(3, 0x02, field('a')), 'protocol level'],
  ['will QoS 3 [MQTT-3.1.2-14]', connect(4, 0x1e, ID, field('w'), field('')), 'connect flags'],
  ['a password without a user [MQTT-3.1.2-22]', connect(4, 0x42, ID, field('')), 'connect flags'],
  ['bad UTF-8 in the id [MQTT-3.1.3-4]', connect(4, 0x02, field(0xff)), 'UTF-8'],
  ['a wildcard in a will topic', connect(4, 0x06, ID, field('+'), field('')), 'wildcard in topic'],
  ['an empty will topic [MQTT-4.7.3-1]', connect(4, 0x06, ID, field(''), field('')), 'empty topic'],
];

for (const [what, packet, reason] of STRICTER) {
  test(`stricter than mqtt-packet: ${what}`, () => {
    const { packets, refused } = judge(packet);
    equal(refused, undefined);
    equal(packets.length, 1);
    deepEqual(read(packet, [1]), { packets: [], refused: reason, kind: kindOf(packet[0]!) });
  });
}

const PACKETS = often(20_000, 700_000);

test(`${inLong(PACKETS)} damaged packets: no disagreement with mqtt-packet but those of the table`, () => {
  const allowed = new Set(STRICTER.map(([, packet, reason]) => `${kindOf(packet[0]!)}: ${reason}`));
  const met = { both: 0, stricter: 0, refused: 0 };
  fc.assert(
    fc.property(arbitraryPacket(), damages, chunks, (packet, all, sizes) => {
      const stream = damaged(encodePlain(packet), all);
      const ours = read(stream, sizes);
      const theirs = judge(stream);
      deepEqual(theirs.packets.slice(0, ours.packets.length), ours.packets);

      if (ours.refused === undefined) {
        equal(theirs.packets.length, ours.packets.length, 'packets');
        met.both++;
        // It looks at the flags with the first byte, we do with the length.
        const more = theirs.refused === undefined || read(bytes(stream, 0), sizes).refused;
        ok(more, `we accept what mqtt-packet refuses: ${theirs.refused}`);
      } else if (theirs.packets.length > ours.packets.length) {
        const difference = `${ours.kind}: ${ours.refused}`;
        if (!allowed.has(difference)) fail(`not in the table: ${difference}`);
        met.stricter++;
      } else met.refused++; // both do, or we do by the header and it waits for the body
    }),
    PACKETS,
  );
  ok(met.both > 1000 && met.stricter > 1000 && met.refused > 1000, 'too few of a kind');
});

const STREAMS = often(10_000, 300_000);

test(`${inLong(STREAMS)} streams of random bytes through buffers of all sizes end as they should`, () => {
  const anything = fc.uint8Array({ maxLength: 120 });
  const plausible = fc
    .tuple(fc.constantFrom(0x30, 0x32, 0x34, 0x3d, 0x90, 0x82, 0x10), fc.nat(127), anything)
    .map(([first, remaining, rest]) => bytes(first, remaining, rest));
  const limit = fc.integer({ min: 1, max: 140 });
  fc.assert(
    fc.property(fc.oneof(anything, plausible), chunks, limit, (stream, sizes, size) => {
      const { packets } = read(stream, sizes, size);
      const single = read(stream, [1], size);
      deepEqual(single.packets, packets, 'byte by byte');
    }),
    STREAMS,
  );
});

test('whatever a server sends, the client stays sound: it goes on, or closes and says why', async () => {
  const packets = fc.array(fc.tuple(arbitraryPacket(), damages, fc.boolean()), { maxLength: 6 });
  const buffer = fc.integer({ min: 8, max: 80 });
  await fc.assert(
    fc.asyncProperty(packets, buffer, fc.boolean(), async (sent, size, streaming) => {
      const fixture = await connectedFixture(({ client }) => {
        if (streaming) client.setStream({ write: (part) => ok(part.length <= 200) });
      });
      const { client, socket, messages } = fixture;
      client.setBufferSize(size);
      for (const [packet, all, intact] of sent) {
        const stream = encodePlain(packet);
        if (!socket.closed) await fixture.receive(intact ? stream : damaged(stream, all));
      }
      const why = client.failure() ?? '';
      equal(socket.closed, !client.connected());
      equal(client.connected(), why === '');
      if (why) ok(why.startsWith('malformed: ') || why === 'QoS 2 message', why);
      for (const { topic } of messages) ok(topicNameBytes(topic), `topic ${topic}`);
      for (const { kind, ...fields } of judge(socket.take()).packets) {
        ok(kind === 'puback' || kind === 'pingresp', kind);
        ok(!('id' in fields) || fields.id !== 0, 'identifier 0 was acknowledged');
      }
    }),
    often(1500, 30_000),
  );
});
