/**
 * A session whose server sends anything at all, and whose connection breaks at any
 * time: it goes on, or closes and says why; what it sends is proper MQTT; its memory
 * stays bounded; and with the next decent server all that it was given is done.
 */

import fc from 'fast-check';
import { arbitraryPacket } from '../../../kit/arbitrary-packets';
import { equal, fail, ok } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { damaged, damages } from '../../../kit/damage';
import { judge } from '../../../kit/judge';
import { inLong, often } from '../../../kit/long';
import { ModelServer, packets } from '../../../kit/model-server';
import { encodePlain } from '../../../kit/plain-packets';
import { KNOWN, NEW, publish, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

type Step =
  | { readonly kind: 'receive'; readonly stream: Uint8Array }
  | { readonly kind: 'deliver'; readonly qos: number }
  | { readonly kind: 'subscribe'; readonly filter: string }
  | { readonly kind: 'unsubscribe'; readonly filter: string }
  | { readonly kind: 'break'; readonly known: boolean }
  | { readonly kind: 'pass'; readonly ms: number };

/** Identifiers that the session is likely to have in flight. */
const id = fc.integer({ min: 0, max: 8 });
const filter = fc.constantFrom('a', 'b/#', 'c/+');

/** What answers something, perhaps, or brings a message. */
const answer: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.tuple(fc.constantFrom(0x40, 0x50, 0x62, 0x70, 0xb0), id).map(([first, of]) => {
    return bytes(first, 2, [0, of]);
  }),
  fc.tuple(id, fc.constantFrom(0, 1, 2, 0x80)).map(([of, code]) => bytes(0x90, 3, [0, of], code)),
  fc.tuple(fc.constantFrom(0x30, 0x32, 0x34, 0x3c), id).map(([first, of]) => {
    return publish(first, 'a', of, 'x');
  }),
);
const spoilt = fc
  .tuple(fc.oneof(answer, arbitraryPacket().map(encodePlain)), damages)
  .map(([stream, all]) => damaged(stream, all));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('receive' as const), stream: answer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('receive' as const), stream: spoilt }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver' as const), qos: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('subscribe' as const), filter }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unsubscribe' as const), filter }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('break' as const), known: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(12_000) }),
  },
);

/** A handler that finishes at once, later, never, or not well. */
function moody(fixture: SessionFixture): () => void | Promise<void> {
  let calls = 0;
  return () => {
    calls++;
    if (calls % 7 === 0) throw new Error('the handler has failed');
    if (calls % 5 === 0) return Promise.reject(new Error('the handler has failed later'));
    if (calls % 11 === 0) return new Promise(() => undefined);
    if (calls % 3 !== 0) return undefined;
    return new Promise((resolve) => {
      fixture.clock.set(resolve, 700);
    });
  };
}

async function take(fixture: SessionFixture, now: Step): Promise<void> {
  const { session, client } = fixture;
  switch (now.kind) {
    case 'receive':
      if (!fixture.socket.closed) await fixture.receive(now.stream);
      break;
    case 'deliver':
      session.deliver('t', 'payload', { qos: now.qos });
      break;
    case 'subscribe':
      void session.subscribe(now.filter, 1);
      break;
    case 'unsubscribe':
      session.unsubscribe(now.filter);
      break;
    case 'pass':
      await fixture.pass(now.ms);
      break;
    default:
      if (client.connected()) await fixture.lose();
      await fixture.reconnect(now.known ? KNOWN : NEW);
  }
  check(fixture);
}

function check(fixture: SessionFixture): void {
  const { client, socket, session } = fixture;
  equal(socket.closed, !client.connected(), 'the socket is open while connected, and only then');
  if (!client.connected()) ok(client.failure(), 'a connection that has ended says why');
  ok(session.pending <= 100, 'more is kept than the store holds');
  for (const { kind, ...fields } of proper(socket.take())) {
    ok(!('id' in fields) || fields.id !== 0 || kind === 'publish', `${kind} with identifier 0`);
  }
}

/** What is sent must be proper MQTT for mqtt-packet. */
function proper(stream: Uint8Array): ReturnType<typeof judge>['packets'] {
  const { packets: all, refused } = judge(stream);
  return refused === undefined ? all : fail(`mqtt-packet refuses what was sent: ${refused}`);
}

/** Everything given is done with a server that does as the standard says. */
async function settle(fixture: SessionFixture): Promise<void> {
  if (fixture.client.connected()) await fixture.lose();
  await fixture.reconnect(NEW);
  const server = new ModelServer();
  for (let i = 0; i < 400 && fixture.session.pending > 0; i++) {
    for (const packet of packets(fixture.socket.take())) server.take(packet);
    await fixture.receive(...server.answers.splice(0));
  }
  equal(fixture.session.pending, 0, 'messages that are never done');
}

const RUNS = often(400, 30_000);
const steps = fc.array(step, { minLength: 1, maxLength: 40 });

test(`${inLong(RUNS)} sessions whose server sends anything: sound all the time, and done in the end`, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const fixture = new SessionFixture({ maximumInFlight: 3 });
      fixture.session.setHandler(moody(fixture), { asynchronous: true });
      await fixture.open();
      for (const now of all) await take(fixture, now);
      await settle(fixture);
    }),
    RUNS,
  );
});
