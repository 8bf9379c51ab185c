import { publishFrom, type PullSource } from '../../../../firmware/mqtt/streams/publish-from';
import { deepEqual, equal, includes } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { connectedFixture } from '../../../kit/client';
import { test } from '../../../kit/test';

/** Bytes 0, 1, 2 …, as many as are asked for. */
function counting(): PullSource {
  let next = 0;
  return (into) => {
    for (let i = 0; i < into.length; i++) into[i] = next++ & 0xff;
    return into.length;
  };
}

const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i & 0xff);

test('a payload larger than the buffer goes out as one message', async () => {
  const fixture = await connectedFixture();
  fixture.socket.onWrite = (chunk) => fixture.socket.open(chunk.length); // the network takes all
  const published = publishFrom(fixture.client, 't', 1_000, counting(), { retained: true });
  await fixture.pass();
  equal(await published, true);
  deepEqual(
    fixture.socket.take(),
    bytes(
      0x31, // PUBLISH, RETAIN
      [0xeb, 0x07], // Remaining Length 1003
      field('t'), // Topic Name
      counted(1_000), // payload
    ),
  );
});

test('the source is asked for no more than the network has room for', async () => {
  const fixture = await connectedFixture();
  let asked = 0;
  const source = counting();
  const published = publishFrom(fixture.client, 't', 10_000, (into) => {
    asked += into.length;
    return source(into);
  });
  await fixture.pass();
  // The window, the out-buffer, and one piece that waits.
  equal(asked <= 1_536 + 256 + 64, true);
  fixture.socket.end();
  await fixture.pass();
  equal(await published, false);
});

test('a source that brings its bytes later, and a few at a time, is waited for', async () => {
  const fixture = await connectedFixture();
  let next = 0;
  const source: PullSource = async (into) => {
    await Promise.resolve();
    into[0] = next++;
    return 1;
  };
  const published = publishFrom(fixture.client, 't', 3, source);
  await fixture.pass();
  equal(await published, true);
  deepEqual(fixture.socket.take(), bytes(0x30, 6, field('t'), [0, 1, 2]));
});

test('a message without payload needs no source', async () => {
  const fixture = await connectedFixture();
  equal(await publishFrom(fixture.client, 't', 0, () => 0), true);
  deepEqual(fixture.socket.take(), bytes(0x30, 3, field('t')));
});

test('a source that throws, or has too little, ends the connection: half a message cannot be taken back', async () => {
  const sources: readonly (readonly [PullSource, string])[] = [
    [() => 0, 'bytes from the source 0'],
    [() => 65, 'bytes from the source 65'],
    [
      () => {
        throw new Error('disk');
      },
      'disk',
    ],
  ];
  for (const [source, part] of sources) {
    const fixture = await connectedFixture();
    const error = await publishFrom(fixture.client, 't', 100, source).then(
      () => 'nothing went wrong',
      String,
    );
    includes(error, part);
    equal(fixture.client.connected(), false);
  }
});

test('without a connection nothing is asked of the source', async () => {
  const fixture = await connectedFixture();
  await fixture.client.disconnect();
  let asked = false;
  equal(
    await publishFrom(fixture.client, 't', 3, () => {
      asked = true;
      return 1;
    }),
    false,
  );
  equal(asked, false);
  equal(fixture.client.failure(), 'not connected');
});
