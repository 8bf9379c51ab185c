import fc from 'fast-check';
import { webSocket } from '../../../../firmware/mqtt/websocket/websocket';
import { deepEqual, equal, includes, ok, throws } from '../../../kit/assert';
import { bytes, text } from '../../../kit/bytes';
import { test } from '../../../kit/test';
import { ACCEPT, answer, frame, KEY, masked, MASK, WebSocketFixture } from '../../../kit/websocket';

/** First bytes of frames: FIN and the opcode, RFC 6455 clause 5.2. */
const BINARY = 0x82;
const CONTINUATION = 0x80;
const BINARY_WITH_MORE = 0x02;
const CONTINUATION_WITH_MORE = 0x00;
const TEXT = 0x81;
const CLOSE = 0x88;
const PING = 0x89;
const PONG = 0x8a;

test('the handshake asks for the path, the version and the protocol mqtt', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  deepEqual(text(fixture.below.take()).split('\r\n'), [
    'GET /mqtt HTTP/1.1',
    'Host: 10.0.0.9:8080',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${KEY}`,
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: mqtt',
    '',
    '',
  ]);
  deepEqual(fixture.events, []);
});

test('the server’s name goes into the Host field', async () => {
  const fixture = new WebSocketFixture({ host: 'broker.local' });
  await fixture.pass();
  includes(text(fixture.below.take()), '\r\nHost: broker.local:8080\r\n');
});

test('the socket is writable once the server has agreed, with room left for a frame’s header', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  const requestLength = fixture.below.take().length;
  await fixture.receive(answer());
  deepEqual(fixture.events, [`writable ${1536 - requestLength - 8}`]);
});

test('the names of fields and the word websocket may be in any case', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  await fixture.receive(
    answer((lines) =>
      lines.replace('Upgrade: websocket', 'UPGRADE:WebSocket').replace('Connection', 'connection'),
    ),
  );
  equal(fixture.events.length, 1);
});

test('an answer that comes byte by byte, frames right behind it, is understood', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  for (const byte of bytes(answer(), frame(BINARY, 'hello'))) await fixture.receive(byte);
  equal(fixture.text, 'hello');
});

test('frames that come in one piece with the answer are read', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  await fixture.receive(answer(), frame(BINARY, 'hello'));
  equal(fixture.text, 'hello');
});

const REFUSALS: readonly (readonly [string, (lines: string) => string, string])[] = [
  ['another status', (lines) => lines.replace('101 Switching Protocols', '404 Not Found'), '404'],
  ['no upgrade', (lines) => lines.replace('Upgrade: websocket\r\n', ''), 'no upgrade to WebSocket'],
  ['no connection field', (lines) => lines.replace('Connection: Upgrade\r\n', ''), 'no upgrade'],
  ['the answer to another key', (lines) => lines.replace(ACCEPT, KEY), 'its key is wrong'],
  ['another protocol', (lines) => lines.replace('mqtt', 'chat'), 'it does not speak mqtt'],
  ['no protocol', (lines) => lines.replace('Sec-WebSocket-Protocol: mqtt\r\n', ''), 'mqtt'],
  ['something else than HTTP', () => '220 mail.local ESMTP\r\n\r\n', 'its answer is not HTTP'],
  ['an endless answer', (lines) => lines.replace('\r\n\r\n', '\r\n'.padEnd(3000, 'x')), 'not end'],
];

for (const [what, change, problem] of REFUSALS) {
  test(`${what} ends the connection with the reason`, async () => {
    const fixture = new WebSocketFixture();
    await fixture.pass();
    await fixture.receive(answer(change));
    deepEqual(fixture.events, ['error']);
    ok(fixture.below.closed);
    equal(fixture.problems.length, 1);
    includes(fixture.problems[0]!, problem);
  });
}

test('a server that ends the connection in the handshake is told by name', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  fixture.below.end();
  await fixture.pass();
  deepEqual(fixture.events, ['error']);
  deepEqual(fixture.problems, ['WebSocket: it ended the connection']);
});

test('what is written becomes one masked binary frame in one write', async () => {
  const fixture = new WebSocketFixture();
  await fixture.open();
  const before = fixture.below.writes;
  const payload = bytes('hello');
  fixture.socket.write(payload);
  equal(fixture.below.writes, before + 1);
  deepEqual(
    fixture.below.take(),
    bytes(
      BINARY, // FIN, binary
      0x80 | 5, // MASK, length
      MASK,
      0x68 ^ 0x11, // h
      0x65 ^ 0x22, // e
      0x6c ^ 0x33, // l
      0x6c ^ 0x44, // l
      0x6f ^ 0x11, // o
    ),
  );
  deepEqual(payload, bytes('hello'));
});

for (const length of [0, 1, 125, 126, 127, 1000]) {
  test(`a write of ${length} bytes has the shortest length field that says it`, async () => {
    const fixture = new WebSocketFixture();
    await fixture.open();
    const payload = Uint8Array.from({ length }, (_, i) => i);
    fixture.socket.write(payload);
    deepEqual(fixture.below.take(), length === 0 ? bytes() : masked(BINARY, payload));
  });
}

test('more than the window throws and sends nothing', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  const left = 1536 - fixture.below.take().length - 8;
  await fixture.receive(answer());
  throws(() => fixture.socket.write(new Uint8Array(left + 1)), 'would block');
  equal(fixture.below.take().length, 0);
  equal(fixture.socket.write(new Uint8Array(left)), 0);
});

test('writing before the server has agreed throws', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  throws(() => fixture.socket.write(bytes('x')), 'not ready');
});

test('a message of several frames reads as one stream, control frames between them', async () => {
  const fixture = new WebSocketFixture();
  await fixture.open();
  await fixture.receive(
    frame(BINARY_WITH_MORE, 'he'),
    frame(PING, 'are you there'),
    frame(CONTINUATION_WITH_MORE, 'll'),
    frame(CONTINUATION, 'o'),
    frame(BINARY, ' world'),
  );
  equal(fixture.text, 'hello world');
  deepEqual(fixture.below.take(), masked(PONG, 'are you there'));
});

test('a pong that nobody asked for, and empty frames, change nothing', async () => {
  const fixture = new WebSocketFixture();
  await fixture.open();
  await fixture.receive(frame(PONG, 'x'), frame(BINARY), frame(BINARY, 'a'));
  equal(fixture.text, 'a');
  equal(fixture.below.take().length, 0);
});

test('lengths of two and of eight bytes are read', async () => {
  const fixture = new WebSocketFixture();
  await fixture.open();
  const payload = Uint8Array.from({ length: 300 }, (_, i) => i);
  await fixture.receive(frame(BINARY, payload), BINARY, 127, [0, 0, 0, 0, 0, 0, 0, 2], 'ok');
  deepEqual(Uint8Array.from(fixture.received), bytes(payload, 'ok'));
});

test('input that is announced is not announced again, and what is behind it is told later', async () => {
  const fixture = new WebSocketFixture();
  fixture.pieces = 0;
  await fixture.open();
  await fixture.receive(frame(BINARY, 'abc'), frame(BINARY, 'de'));
  deepEqual(fixture.events, ['readable 3']);
  const into = new Uint8Array(3);
  equal(fixture.socket.read(into), 3);
  await fixture.pass();
  deepEqual(fixture.events, ['readable 3', 'readable 2']);
  equal(fixture.socket.read(into), 2);
  equal(fixture.socket.read(into), 0);
});

test('payload that is not read stays below, where it holds the server back', async () => {
  const fixture = new WebSocketFixture();
  fixture.pieces = 0;
  await fixture.open();
  await fixture.receive(frame(BINARY, new Uint8Array(1000)));
  equal(fixture.below.unread, 1000);
});

test('a close frame is answered with its code, and the end is told once', async () => {
  const fixture = new WebSocketFixture();
  await fixture.open();
  await fixture.receive(frame(BINARY, 'last'), frame(CLOSE, 0x03, 0xe8, 'bye'));
  equal(fixture.text, 'last');
  deepEqual(fixture.below.take(), masked(CLOSE, 0x03, 0xe8));
  deepEqual(fixture.events, ['readable 4', 'error']);
  ok(fixture.below.closed);
});

test('between a close frame and the end nothing is read or written', async () => {
  const fixture = new WebSocketFixture();
  fixture.pieces = 0;
  await fixture.open();
  fixture.below.send(bytes(frame(CLOSE)));
  fixture.clock.runNext(fixture.clock.now());
  equal(fixture.socket.write(bytes('x')), 0);
  equal(fixture.socket.read(new Uint8Array(4)), 0);
});

test('closing says goodbye with a close frame, and calls nobody', async () => {
  const fixture = new WebSocketFixture();
  await fixture.open();
  fixture.socket.close();
  fixture.socket.close();
  deepEqual(fixture.below.take(), masked(CLOSE, 0x03, 0xe8)); // 1000: normal closure
  ok(fixture.below.closed);
  await fixture.pass();
  deepEqual(fixture.events, []);
  throws(() => fixture.socket.write(bytes('x')));
  throws(() => fixture.socket.read(new Uint8Array(1)));
});

const FAULTS: readonly (readonly [string, Uint8Array, number, string])[] = [
  ['a text frame', frame(TEXT, 'hi'), 1003, 'not binary'],
  ['a masked frame', bytes(BINARY, 0x82, 1, 2, 3, 4, 5, 6), 1002, 'does not mask'],
  ['reserved bits', frame(BINARY | 0x40, 'x'), 1002, 'reserved bits'],
  ['an unknown opcode', frame(0x83, 'x'), 1003, 'not binary'],
  ['a fragmented control frame', frame(0x09, 'x'), 1002, 'control frame'],
  ['a control frame of 126 bytes', frame(PING, new Uint8Array(126)), 1002, 'control frame'],
  ['a continuation of nothing', frame(CONTINUATION, 'x'), 1002, 'out of order'],
  [
    'a new message inside another',
    bytes(frame(BINARY_WITH_MORE, ''), frame(BINARY, 'y')),
    1002,
    'out of order',
  ],
];

for (const [what, input, code, problem] of FAULTS) {
  test(`${what} ends the connection with code ${code}`, async () => {
    const fixture = new WebSocketFixture();
    await fixture.open();
    await fixture.receive(input);
    deepEqual(fixture.below.take(), masked(CLOSE, code >> 8, code & 0xff));
    deepEqual(fixture.events, ['error']);
    ok(fixture.below.closed);
    includes(fixture.problems[0]!, problem);
  });
}

test('a ping is left unanswered while there is no room for the pong', async () => {
  const fixture = new WebSocketFixture();
  await fixture.pass();
  const left = 1536 - fixture.below.take().length - 8;
  await fixture.receive(answer());
  fixture.socket.write(new Uint8Array(left));
  fixture.below.take();
  await fixture.receive(frame(PING, 'x'), frame(BINARY, 'y'));
  equal(fixture.below.take().length, 0);
  equal(fixture.text, 'y');
});

test('a path that cannot stand in a request is refused', () => {
  const fixture = new WebSocketFixture();
  const { clock, network } = fixture;
  const random = { fill: () => {} };
  for (const path of ['mqtt', '/a b', '/ü', '/\r\nHost: evil']) {
    throws(() => webSocket(network.client.io, { clock, random, path }), 'must begin with /');
  }
});

test('any fragmentation, in any pieces, read in any pieces, gives the same bytes', async () => {
  const cut = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
  const seed = 20_261;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 8 }),
      cut,
      fc.integer({ min: 1, max: 50 }),
      async (messages, cuts, pieces) => {
        const fixture = new WebSocketFixture();
        fixture.pieces = pieces;
        await fixture.open();
        const last = messages.length - 1;
        const wire = bytes(
          ...messages.map((message, i) => {
            const first = (i === 0 ? 0x02 : 0x00) | (i === last ? 0x80 : 0);
            return bytes(frame(first, message), frame(PONG, 'z'));
          }),
        );
        for (let at = 0, i = 0; at < wire.length; i++) {
          const length = cuts[i % cuts.length]!;
          await fixture.receive(wire.slice(at, at + length));
          at += length;
        }
        deepEqual(Uint8Array.from(fixture.received), bytes(...messages));
      },
    ),
    { seed, numRuns: 60 },
  );
});

test('hostile bytes never throw, never hang, and end at most once', async () => {
  const seed = 20_262;
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.boolean(), async (noise, early) => {
      const fixture = new WebSocketFixture();
      if (early) await fixture.pass();
      else await fixture.open();
      await fixture.receive(noise);
      fixture.below.end();
      await fixture.pass();
      ok(fixture.events.filter((event) => event === 'error').length <= 1);
    }),
    { seed, numRuns: 200 },
  );
});
