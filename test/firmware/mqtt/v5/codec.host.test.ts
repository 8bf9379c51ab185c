/** MQTT 5 as mqtt-packet, an independent codec, judges it, both ways. */

import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet';
import { Dialect5 } from '../../../../firmware/mqtt/v5/dialect';
import { ServerLimits } from '../../../../firmware/mqtt/v5/limits';
import type { Mqtt5Options } from '../../../../firmware/mqtt/v5/options';
import {
  type MessageProperties,
  publishProperties,
  readProperties,
} from '../../../../firmware/mqtt/v5/properties';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { inLong, often } from '../../../kit/long';
import { connected5 } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

/** What the judge reads; it throws for what it does not accept. */
function judged(stream: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  const parse = parser({ protocolVersion: 5 });
  parse.on('packet', (packet: Packet) => packets.push(packet));
  parse.on('error', (error: Error) => {
    throw error;
  });
  parse.parse(Buffer.from(stream));
  return packets;
}

const anyText = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.split('\0').join(''));
const topic = anyText.map((text) => text.split('+').join('').split('#').join('') || 'topic/ä');
const data = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 100, maxLength: 200 }) },
);
const id = fc.integer({ min: 1, max: 0xffff });
const long = fc.integer({ min: 1, max: 0xffff_ffff });
const two = fc.integer({ min: 1, max: 0xffff });
const qos = fc.constantFrom<(0 | 1 | 2)[]>(0, 1, 2);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
/** Its names are objects' members at the judge's: those of Object itself would get lost there. */
const name = fc.constantFrom('a', 'unit', 'ü', '');
// It also forgets a value that is empty when another follows.
const userProperties = fc.array(
  fc.tuple(
    name,
    anyText.map((text) => text || 'x'),
  ),
  { maxLength: 4 },
);

const properties = fc
  .record({
    isText: maybe(fc.boolean()),
    contentType: maybe(anyText),
    responseTopic: maybe(topic),
    correlationData: maybe(data),
    userProperties,
  })
  .map((all) => defined(all) as MessageProperties);

/** The object without its members that are undefined. */
function defined(all: object): object {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** User properties as the judge has them: by name, with one value or a list. */
function byName(pairs: readonly (readonly [string, string])[]): object | undefined {
  const names: Record<string, string | string[]> = {};
  for (const [key, value] of pairs) {
    const before = names[key];
    if (before === undefined) names[key] = value;
    else names[key] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return pairs.length > 0 ? names : undefined;
}

/** A message's properties as the judge has them. */
function asJudged(all: MessageProperties): object {
  const { isText, correlationData, userProperties: pairs = [], ...texts } = all;
  return defined({
    ...texts,
    payloadFormatIndicator: isText,
    correlationData: correlationData && Buffer.from(correlationData as Uint8Array),
    userProperties: byName(pairs),
  });
}

/** What the judge read, its buffers as bytes and its prototypes plain, to be compared. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function equalAsJudged(actual: object | undefined, expected: object): void {
  deepEqual(plain(actual ?? {}), plain(expected));
}

const RUNS = often(1_000, 50_000);

const message = fc.record({
  topic,
  payload: data,
  qos,
  retain: fc.boolean(),
  dup: fc.boolean(),
  id,
  properties,
  expiryS: maybe(long),
});

test(`${inLong(RUNS)} messages that we write, in full and by alias, the judge reads with the same fields`, () => {
  fc.assert(
    fc.property(message, fc.boolean(), (one, hasAliases) => {
      const dialect = new Dialect5({});
      const takes = Object.assign(new ServerLimits(), { topicAliasMaximum: hasAliases ? 3 : 0 });
      dialect.accepted(takes);
      const out = new Uint8Array(2_048);
      const dup = one.dup && one.qos > 0;
      const first = 0x30 | (dup ? 8 : 0) | (one.qos << 1) | (one.retain ? 1 : 0);
      const name = bytes(one.topic);
      const extras = { properties: publishProperties(one.properties), expiryS: one.expiryS };
      const topicAlias = hasAliases && name.length > 3 ? 1 : undefined;
      for (const shown of [one.topic, topicAlias === undefined ? one.topic : '']) {
        const end = dialect.publish(out, 0, out.length, first, name, one.id, one.payload, extras);
        const [packet] = judged(out.slice(0, end)) as [IPublishPacket];
        equal(packet.topic, shown);
        deepEqual(plain(packet.payload), Array.from(one.payload));
        deepEqual(
          [packet.qos, packet.retain, packet.dup, packet.messageId],
          [one.qos, one.retain, dup, one.qos > 0 ? one.id : undefined],
        );
        equalAsJudged(
          packet.properties,
          defined({
            ...asJudged(one.properties),
            messageExpiryInterval: one.expiryS,
            topicAlias,
          }),
        );
      }
    }),
    RUNS,
  );
});

const login = fc.record({
  id: anyText,
  cleanSession: fc.boolean(),
  keepAliveS: fc.nat(0xffff),
  user: maybe(anyText),
  password: maybe(data),
});
const options = fc
  .record({
    sessionExpiryS: fc.integer({ min: 1, max: 0xffff_ffff }),
    receiveMaximum: two,
    maximumPacketSize: maybe(long),
    topicAliasMaximum: two,
    requestResponseInformation: fc.boolean(),
    requestProblemInformation: fc.boolean(),
    userProperties,
  })
  .map((all) => defined(all) as Mqtt5Options);
const will = maybe(
  fc.record({
    topic,
    payload: data,
    qos,
    retain: fc.boolean(),
    properties,
    delayS: maybe(long),
    expiryS: maybe(long),
  }),
);

test(`${inLong(RUNS)} CONNECTs that we write the judge reads with the same fields`, () => {
  fc.assert(
    fc.property(login, options, will, ({ user, password, ...rest }, mqtt5, last) => {
      const connect = {
        ...rest,
        ...(user !== undefined && { user }),
        ...(password && { password }),
        ...(last && { will: last }),
      };
      const willProperties = last && { ...last.properties, ...defined(last) };
      const dialect = new Dialect5({ ...mqtt5, ...(last && { will: willProperties as object }) });
      const out = new Uint8Array(4_096);
      const [packet] = judged(out.slice(0, dialect.connect(out, 0, out.length, connect, 15)));
      if (packet?.cmd !== 'connect') throw new Error('no CONNECT');
      deepEqual(
        [packet.protocolVersion, packet.clientId, packet.clean, packet.keepalive, packet.username],
        [5, rest.id, rest.cleanSession, rest.keepAliveS, user],
      );
      deepEqual(plain(packet.password), plain(password));
      equalAsJudged(
        packet.properties,
        defined({
          sessionExpiryInterval: mqtt5.sessionExpiryS,
          receiveMaximum: mqtt5.receiveMaximum,
          maximumPacketSize: mqtt5.maximumPacketSize,
          topicAliasMaximum: mqtt5.topicAliasMaximum,
          requestResponseInformation: mqtt5.requestResponseInformation === true ? true : undefined,
          requestProblemInformation: mqtt5.requestProblemInformation === false ? false : undefined,
          userProperties: byName(mqtt5.userProperties ?? []),
        }),
      );
      equal(packet.will?.topic, last?.topic);
      if (!last) return;
      deepEqual(
        [packet.will?.qos, packet.will?.retain, plain(packet.will?.payload)],
        [last.qos, last.retain, Array.from(last.payload)],
      );
      equalAsJudged(
        packet.will?.properties,
        defined({
          ...asJudged(last.properties),
          willDelayInterval: last.delayS,
          messageExpiryInterval: last.expiryS,
        }),
      );
    }),
    RUNS,
  );
});

test('requests, acknowledgements and goodbyes that we write the judge reads', () => {
  const dialect = new Dialect5({});
  const out = new Uint8Array(100);
  const judge = (end: number): Packet => judged(out.slice(0, end))[0]!;
  const request = judge(dialect.subscribe(out, 0, 100, 7, bytes('a/+'), 0b0010_1110, 300));
  ok(request.cmd === 'subscribe');
  deepEqual(plain(request.subscriptions), [{ topic: 'a/+', qos: 2, nl: true, rap: true, rh: 2 }]);
  deepEqual(plain(request.properties), { subscriptionIdentifier: 300 });
  const leave = judge(dialect.unsubscribe(out, 0, 100, 7, bytes('a/+')));
  ok(leave.cmd === 'unsubscribe');
  deepEqual([leave.messageId, leave.unsubscriptions], [7, ['a/+']]);
  for (const [cmd, first] of [
    ['puback', 0x40],
    ['pubrec', 0x50],
    ['pubrel', 0x62],
    ['pubcomp', 0x70],
  ] as const) {
    for (const reason of [0, first < 0x60 ? 0x87 : 0x92]) {
      const answer = judge(dialect.ack(out, 0, 100, first, 7, reason));
      ok(answer.cmd === cmd);
      deepEqual([answer.messageId, answer.reasonCode], [7, reason]);
    }
  }
  dialect.goodbyeExpiryS = 60;
  const goodbye = judge(dialect.disconnect(out, 0, 100, 4));
  ok(goodbye.cmd === 'disconnect');
  deepEqual([goodbye.reasonCode, plain(goodbye.properties)], [4, { sessionExpiryInterval: 60 }]);
});

const incoming = fc.record({
  topic,
  payload: data,
  qos,
  retain: fc.boolean(),
  id,
  properties,
  expiryS: maybe(long),
  identifiers: fc.array(fc.integer({ min: 1, max: 268_435_455 }), { maxLength: 3 }),
});

const DELIVERIES = often(300, 10_000);

test(`${inLong(DELIVERIES)} messages that the judge writes are handed on with topic, payload and properties`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(incoming, { minLength: 1, maxLength: 5 }), async (all) => {
      const fixture = await connected5({ session: {}, mqtt5: { receiveMaximum: 9 } });
      fixture.client.setBufferSize(2_048);
      const seen: unknown[] = [];
      fixture.client.setCallback((name, payload) => {
        seen.push([name, Array.from(payload), plain(fixture.mqtt5.properties)]);
      });
      fixture.session.setHandler(({ topic: name, payload, properties: raw }) => {
        seen.push([name, Array.from(payload), plain(readProperties(raw))]);
      });
      const ids = new Set(all.map(({ id: own }) => own));
      if (ids.size < all.length) return; // each identifier is used once
      for (const one of all) {
        const stream = generate(
          {
            cmd: 'publish',
            topic: one.topic,
            payload: Buffer.from(one.payload),
            qos: one.qos,
            retain: one.retain,
            dup: false,
            ...(one.qos > 0 && { messageId: one.id }),
            properties: defined({
              ...asJudged(one.properties),
              messageExpiryInterval: one.expiryS,
              subscriptionIdentifier: one.identifiers.length > 0 ? one.identifiers : undefined,
            }),
          },
          { protocolVersion: 5 },
        );
        await fixture.receive(stream);
      }
      equal(fixture.client.failure(), undefined);
      deepEqual(
        seen,
        all.map(({ topic: name, payload, properties: sent, expiryS, identifiers }) => [
          name,
          Array.from(payload),
          plain(
            defined({
              ...sent,
              // The judge keeps values of one name together.
              userProperties: grouped(sent.userProperties ?? []),
              expiryS,
              subscriptionIdentifiers: identifiers,
            }),
          ),
        ]),
      );
    }),
    DELIVERIES,
  );
});

function grouped(pairs: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const names = Array.from(new Set(pairs.map(([key]) => key)));
  return names.flatMap((key) => pairs.filter(([own]) => own === key));
}
