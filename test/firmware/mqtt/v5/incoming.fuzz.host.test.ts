/**
 * Packets of MQTT 5 that are spoilt on their way to a connected client: it goes on,
 * or closes, says why, and tells the server; nothing is thrown, and nothing hangs.
 */

import fc from 'fast-check';
import { topicNameBytes } from '../../../../firmware/mqtt/topic';
import { readProperties } from '../../../../firmware/mqtt/v5/properties';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { chunks, damaged, damages } from '../../../kit/damage';
import { inLong, often } from '../../../kit/long';
import {
  ack5,
  connack5,
  connected5,
  Fixture5,
  four,
  KNOWN5,
  NEW5,
  packet,
  properties,
  publish5,
  two,
  variable,
} from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

/** Identifiers that are likely to be in flight. */
const id = fc.integer({ min: 1, max: 6 });
const word = fc.constantFrom('', 'a', 'home/ü', 'x'.repeat(40));
const said = fc.oneof(
  word.map((text) => bytes(31, field(text))),
  fc.tuple(word, word).map(([name, value]) => bytes(38, field(name), field(value))),
  fc.constant(bytes()),
);
const ofMessage = fc.oneof(
  fc.nat(1).map((value) => bytes(1, value)),
  fc.nat(0xffff).map((value) => bytes(2, four(value))),
  fc.integer({ min: 1, max: 9 }).map((alias) => bytes(35, two(alias))),
  fc.integer({ min: 1, max: 268_435_455 }).map((value) => bytes(11, variable(value))),
  word.map((text) => bytes(3, field(text))),
  word.map((text) => bytes(9, field(text))),
  said,
);
const message = fc
  .record({
    first: fc.constantFrom(0x30, 0x32, 0x34, 0x3c),
    topic: fc.constantFrom('', 'a', 'home/ü', 'x'.repeat(40)),
    id,
    payload: fc.constantFrom('', 'x', 'y'.repeat(150)),
    all: fc.array(ofMessage, { maxLength: 3 }),
  })
  .map(({ first, topic, id: own, payload, all }) => publish5(first, topic, own, payload, ...all));
const ack = fc
  .record({
    first: fc.constantFrom(0x40, 0x50, 0x62, 0x70),
    id,
    reason: fc.constantFrom(0, 0x10, 0x80, 0x92),
    said,
  })
  .map(({ first, id: own, reason, said: more }) =>
    more.length > 0 ? packet(first, two(own), reason, properties(more)) : ack5(first, own, reason),
  );
const answer = fc
  .record({ first: fc.constantFrom(0x90, 0xb0), id, code: fc.constantFrom(0, 1, 0x80, 0x11), said })
  .map(({ first, id: own, code, said: more }) => packet(first, two(own), properties(more), code));
const rest = fc.oneof(
  fc.constantFrom(packet(0xd0), NEW5, KNOWN5, packet(0xe0), packet(0xf0)),
  said.map((more) => packet(0xe0, 0x8b, properties(more))),
  fc.constantFrom(0, 0x18).map((code) => packet(0xf0, code, properties(21, field('M')))),
  fc.uint8Array({ maxLength: 30 }),
);
const any = fc.oneof(
  { weight: 6, arbitrary: message },
  { weight: 3, arbitrary: ack },
  { weight: 2, arbitrary: answer },
  { weight: 1, arbitrary: rest },
);

const RUNS = often(1_500, 60_000);
const streams = fc.array(fc.tuple(any, damages, fc.boolean()), { maxLength: 8 });
const setting = fc.record({
  size: fc.integer({ min: 16, max: 120 }),
  hasStream: fc.boolean(),
  hasSession: fc.boolean(),
  authenticates: fc.boolean(),
  sizes: chunks,
});

/** Why a connection may end here. */
const ENDS: readonly string[] = ['closed by server', 'QoS 2 message', 'authentication failed'];

test(`${inLong(RUNS)} connections with spoilt packets go on, or end with a reason that the server is told`, async () => {
  await fc.assert(
    fc.asyncProperty(streams, setting, async (all, { size, hasStream, hasSession, ...more }) => {
      const fixture = await client(size, hasStream, hasSession, more.authenticates);
      const { client: own, socket, session, messages, faults, closes } = fixture;
      session.deliver('t', 'x', { qos: 2, expiryS: 5 });
      session.deliver('t', 'y');
      if (hasSession) void session.subscribe('a', { qos: 1, identifier: 3 });
      for (const [stream, damage, isIntact] of all) {
        const sent = isIntact ? stream : damaged(stream, damage);
        let at = 0;
        for (let i = 0; at < sent.length && !socket.closed; i++) {
          const length = more.sizes[i % more.sizes.length]! * 8;
          await fixture.receive(sent.slice(at, at + length));
          at += length;
        }
      }
      const why = own.failure() ?? '';
      equal(socket.closed, !own.connected());
      equal(own.connected(), why === '', why);
      deepEqual(faults, []);
      for (const { topic } of messages) ok(topicNameBytes(topic), `topic "${topic}"`);
      if (why === '') return;
      ok(why.startsWith('malformed: ') || ENDS.includes(why), why);
      equal(closes.length, 1);
      const last = socket.take().slice(-3);
      if (!why.startsWith('malformed: ')) return;
      deepEqual(last.slice(0, 2), bytes(0xe0, 1), 'DISCONNECT');
      ok([0x81, 0x82, 0x93, 0x94].includes(last[2]!), `reason ${last[2]}`);
    }),
    RUNS,
  );
});

async function client(
  size: number,
  hasStream: boolean,
  hasSession: boolean,
  authenticates: boolean,
): Promise<Fixture5> {
  const authentication = { method: 'M', respond: () => bytes(1) };
  const accepted = authenticates ? connack5(0, 0, 21, field('M')) : NEW5;
  const fixture = await connected5(
    {
      mqtt5: authenticates ? { authentication } : {},
      ...(hasSession && { session: { acknowledgementTimeoutMs: 0 } }),
    },
    accepted,
  );
  const { client: own, mqtt5, session } = fixture;
  own.setBufferSize(size);
  if (hasStream) own.setStream({ write: (part) => ok(part.length <= 200) });
  session.setHandler(({ topic, payload, properties: all }) => {
    readProperties(all);
    fixture.messages.push({ topic, payload: payload.slice(), length: payload.length });
  });
  own.setCallback((topic, payload, length) => {
    ok(mqtt5.properties);
    fixture.messages.push({ topic, payload: payload.slice(), length });
  });
  return fixture;
}

const CONNACKS = often(1_000, 40_000);
const ofConnack = fc.oneof(
  fc.nat(0xffff).map((value) => bytes(33, two(value))),
  fc.nat(1).map((value) => bytes(36, value)),
  fc.nat(0xffff_ffff).map((value) => bytes(39, four(value))),
  fc.nat(0xffff).map((value) => bytes(19, two(value))),
  word.map((text) => bytes(18, field(text))),
  said,
);
const connack = fc
  .record({
    flags: fc.nat(1),
    reason: fc.constantFrom(0, 0, 0, 1, 0x84, 0x87),
    all: fc.array(ofConnack, { maxLength: 3 }),
  })
  .map(({ flags, reason, all }) => connack5(flags, reason, ...all));

test(`${inLong(CONNACKS)} spoilt CONNACKs: connected, or not and with a reason, and never asked for ever`, async () => {
  const tries = fc.tuple(connack, damages, fc.boolean());
  await fc.assert(
    fc.asyncProperty(tries, fc.boolean(), async ([stream, damage, isIntact], hasSession) => {
      const fixture = new Fixture5(hasSession ? { session: {} } : {});
      const sent = isIntact ? stream : damaged(stream, damage);
      fixture.network.onSocket = (socket) => {
        socket.onWrite = () => {
          socket.send(sent);
          socket.onWrite = undefined;
        };
      };
      const connecting = fixture.client.connect({ id: 'a', cleanSession: false });
      await fixture.pass(60_000);
      const connected = await connecting;
      ok(fixture.network.sockets.length <= 3, `${fixture.network.sockets.length} connections`);
      deepEqual(fixture.faults, []);
      const why = fixture.client.failure();
      ok(connected || why !== undefined, 'no reason');
    }),
    CONNACKS,
  );
});
