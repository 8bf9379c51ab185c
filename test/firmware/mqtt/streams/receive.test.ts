import { Session } from '../../../../firmware/mqtt/session/session';
import { receive, type StreamHandler } from '../../../../firmware/mqtt/streams/receive';
import { deepEqual, equal, fail } from '../../../kit/assert';
import { bytes, field, text } from '../../../kit/bytes';
import { type ClientFixture, connectedFixture } from '../../../kit/client';
import { KNOWN, pubrec, pubrel, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

/** A PUBLISH of `length` payload bytes, from 0 on and around. */
function publish(qos: number, length: number): Uint8Array {
  const body = bytes(
    field('t'),
    qos > 0 ? [0, 7] : [],
    Uint8Array.from({ length }, (_, i) => i & 0xff),
  );
  const size = body.length;
  return bytes(
    0x30 | (qos << 1), // PUBLISH
    size < 128 ? size : [(size & 0x7f) | 0x80, size >> 7], // Remaining Length
    body,
  );
}

interface Received {
  readonly topic: string;
  readonly length: number;
  readonly pieces: Uint8Array[];
  isComplete: boolean;
}

interface World {
  readonly fixture: ClientFixture;
  readonly received: Received[];
  readonly faults: unknown[];
  /** Lets the handler go on behind a piece; it waits for that when it is set. */
  go: (() => void) | undefined;
  waits: boolean;
}

/** A client whose stream notes what comes, and waits behind each piece when it is told to. */
async function opened(also?: StreamHandler): Promise<World> {
  const world = {
    received: [] as Received[],
    faults: [] as unknown[],
    go: undefined as (() => void) | undefined,
    waits: false,
  };
  const handler: StreamHandler = async (message) => {
    const { topic, length, chunks } = message;
    const received: Received = { topic, length, pieces: [], isComplete: false };
    world.received.push(received);
    for await (const piece of chunks) {
      received.pieces.push(piece);
      if (world.waits) await new Promise<void>((go) => (world.go = go));
      await also?.(message);
    }
    received.isComplete = chunks.isComplete;
  };
  const fixture = await connectedFixture(({ client, network }) => {
    client.setClient({ ...network.client, onFault: (error) => world.faults.push(error) });
    client.setStream(receive(handler));
  });
  return Object.assign(world, { fixture });
}

function payloadOf({ pieces }: Received): number[] {
  return pieces.flatMap((piece) => Array.from(piece));
}

const counted = (length: number): number[] => Array.from({ length }, (_, i) => i & 0xff);

for (const length of [1, 100, 250, 251, 1_000, 2_000]) {
  test(`a message of ${length} bytes comes piece by piece, all of it and in order`, async () => {
    const { fixture, received } = await opened();
    await fixture.receive(publish(0, length));
    await fixture.pass();
    const [message] = received;
    if (!message) fail('nothing came');
    deepEqual([message.topic, message.length, message.isComplete], ['t', length, true]);
    deepEqual(payloadOf(message), counted(length));
  });
}

test('while a piece is being worked on nothing more is read from the network', async () => {
  const world = await opened();
  world.waits = true;
  const { fixture, received } = world;
  await fixture.receive(publish(0, 1_000));
  const unread = fixture.socket.unread;
  equal(unread > 700, true);
  await fixture.pass(1_000);
  equal(fixture.socket.unread, unread);
  equal(received[0]?.pieces.length, 1);
  for (let i = 0; i < 100 && received[0]?.isComplete !== true; i++) {
    world.go?.();
    await fixture.pass();
  }
  deepEqual(payloadOf(received[0]!), counted(1_000));
});

test('a message is acknowledged once its handler has finished, and what comes behind it waits', async () => {
  const world = await opened();
  world.waits = true;
  const { fixture, received } = world;
  await fixture.receive(publish(1, 300), publish(0, 3));
  for (let i = 0; i < 100 && received.length < 2; i++) {
    deepEqual(fixture.socket.take(), bytes());
    world.go?.();
    await fixture.pass();
  }
  equal(received[0]?.isComplete, true);
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0, 7)); // PUBACK
});

test('the connection is not given up while a piece is being worked on', async () => {
  const world = await opened();
  world.waits = true;
  const { fixture, received } = world;
  await fixture.receive(publish(0, 1_000));
  await fixture.pass(60_000); // four keep-alive intervals
  equal(fixture.client.connected(), true);
  world.waits = false;
  world.go?.();
  await fixture.pass();
  equal(received[0]?.isComplete, true);
});

test('a message that breaks off with the connection is told to be incomplete', async () => {
  const { fixture, received } = await opened();
  await fixture.receive(publish(0, 1_000).subarray(0, 600));
  fixture.socket.end();
  await fixture.pass();
  const [message] = received;
  if (!message) fail('nothing came');
  equal(message.isComplete, false);
  equal(payloadOf(message).length < 1_000, true);
  equal(fixture.client.connected(), false);
});

test('what a handler throws is reported, and the next message comes', async () => {
  let calls = 0;
  const { fixture, received, faults } = await opened(() => {
    if (++calls === 1) throw new Error('full');
    return Promise.resolve();
  });
  await fixture.receive(publish(1, 1_000), publish(0, 3));
  await fixture.pass();
  deepEqual(faults.map(String), ['Error: full']);
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0, 7)); // PUBACK: nobody will take it later
  equal(received.length, 2);
  deepEqual(
    received.map(({ isComplete }) => isComplete),
    [false, true],
  );
});

test('a handler that leaves its loop is not bothered with the rest', async () => {
  const world = await opened();
  const seen: string[] = [];
  world.fixture.client.setStream(
    receive(async ({ chunks }) => {
      for await (const piece of chunks) {
        seen.push(text(piece.subarray(0, 1)));
        break;
      }
    }),
  );
  await world.fixture.receive(publish(0, 1_000), publish(0, 3));
  await world.fixture.pass();
  equal(seen.length, 2);
});

for (const withSession of [false, true]) {
  const how = withSession ? 'with' : 'without';

  test(`a message that fits the buffer is acknowledged once its handler has finished, ${how} a session`, async () => {
    const world = await opened();
    if (withSession) world.fixture.client.use(new Session());
    world.waits = true;
    const { fixture, received } = world;
    await fixture.receive(publish(1, 5));
    await fixture.pass(100);
    equal(received.length, 1);
    deepEqual(fixture.socket.take(), bytes());
    world.go?.();
    await fixture.pass();
    deepEqual(fixture.socket.take(), bytes(0x40, 2, 0, 7)); // PUBACK
  });
}

for (const length of [5, 600]) {
  test(`a QoS 2 message of ${length} bytes that comes again before its PUBREL is streamed once [MQTT-4.3.3-2]`, async () => {
    const fixture = new SessionFixture();
    const seen: number[] = [];
    const stream = receive(async (message) => {
      seen.push(message.length);
      for await (const piece of message.chunks) equal(piece.length > 0, true);
    });
    fixture.client.setStream(stream);
    await fixture.open();
    await fixture.receive(publish(2, length));
    await fixture.pass();
    deepEqual(fixture.socket.take(), pubrec(7));
    await fixture.lose();
    await fixture.reconnect(KNOWN);
    await fixture.receive(publish(2, length));
    await fixture.pass();
    deepEqual(fixture.socket.take(), pubrec(7));
    deepEqual(seen, [length]);
    await fixture.receive(pubrel(7), publish(2, length));
    await fixture.pass();
    deepEqual(seen, [length, length]);
  });
}

for (const [what, length, stuckAt] of [
  ['behind a piece', 600, 1],
  ['behind the last piece', 600, 99],
  ['before it has asked for anything', 600, 0],
] as const) {
  test(`a handler that is stuck ${what} is given up after its time, and what comes next is received`, async () => {
    const faults: unknown[] = [];
    const begun: number[] = [];
    const fixture = await connectedFixture(({ client, network, clock }) => {
      client.setClient({ ...network.client, onFault: (error) => faults.push(error) });
      const stuck = new Promise<void>(() => undefined);
      const handler: StreamHandler = async (message) => {
        begun.push(message.length);
        let pieces = 0;
        if (begun.length > 1) return;
        if (stuckAt === 0) await stuck;
        for await (const { length: bytesCount } of message.chunks) {
          pieces += Math.sign(bytesCount);
          if (pieces === stuckAt) await stuck;
        }
        await stuck;
      };
      client.setStream(receive(handler, { clock, timeoutMs: 3_000 }));
    });
    await fixture.receive(publish(1, length), publish(0, 20));
    await fixture.pass(2_999);
    equal(begun.length, 1);
    await fixture.pass(1);
    deepEqual(begun, [length, 20]);
    equal((faults[0] as Error).message, "the stream's handler was stuck for 3000 ms");
  });
}
