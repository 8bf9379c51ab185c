/** What the client does with packets that are larger than its buffer, and wrong or ill-timed. */

import { deepEqual, equal, includes } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { connectedFixture } from '../../kit/client';
import { test } from '../../kit/test';

/** Remaining Length of all packets here, larger than the buffer of 256. */
const REMAINING = [0xac, 0x02]; // 300

test('a SUBACK larger than the buffer is never taken for a message [MQTT-3.9.3-2]', async () => {
  const written: number[] = [];
  const fixture = await connectedFixture(({ client }) =>
    client.setStream({ write: (part) => void written.push(part.length) }),
  );
  await fixture.receive(
    0x90, // SUBACK
    REMAINING,
    [0, 2], // Packet Identifier; a PUBLISH would have its topic's length here
    new Uint8Array(298).fill(0x41), // no return codes
  );
  deepEqual(fixture.messages, []);
  deepEqual(written, []);
  equal(fixture.client.connected(), false);
  includes(String(fixture.client.failure()), 'malformed: ');
});

for (const streaming of [false, true]) {
  const how = streaming ? 'with a stream' : 'without a stream';

  test(`a large PUBLISH whose topic runs past its end closes the connection, ${how}`, async () => {
    const fixture = await connectedFixture(({ client }) => {
      if (streaming) client.setStream({ write: () => undefined });
    });
    await fixture.receive(0x30, REMAINING, [0xff, 0xff], new Uint8Array(298).fill(0x41));
    equal(fixture.client.failure(), 'malformed: wrong length');
  });

  test(`half an identifier at the end of a large PUBLISH is not acknowledged, ${how}`, async () => {
    const fixture = await connectedFixture(({ client }) => {
      if (streaming) client.setStream({ write: () => undefined });
    });
    await fixture.receive(0x32, REMAINING, field('t'.repeat(297)), 0x41);
    deepEqual(fixture.socket.take(), bytes());
    equal(fixture.client.failure(), 'malformed: wrong length');
  });

  test(`identifier 0 behind a topic larger than the buffer closes, ${how} [MQTT-2.3.1-1]`, async () => {
    const fixture = await connectedFixture(({ client }) => {
      if (streaming) client.setStream({ write: () => undefined });
    });
    await fixture.receive(0x32, REMAINING, field('t'.repeat(290)), [0, 0], '123456');
    equal(fixture.client.failure(), 'malformed: packet identifier 0');
  });

  test(`a message that ends while another is being sent is acknowledged after that, ${how} [MQTT-4.3.2-2]`, async () => {
    const fixture = await connectedFixture(({ client }) => {
      if (streaming) client.setStream({ write: () => undefined });
    });
    const { client, socket } = fixture;
    await fixture.receive(
      0x32, // PUBLISH, QoS 1
      REMAINING,
      field('abcd'), // Topic Name
      [0, 9], // Packet Identifier
      new Uint8Array(270), // most of its payload
    );
    client.beginPublish('t', 2, false);
    await fixture.receive(new Uint8Array(22)); // the rest of it
    client.write(bytes('hi'));
    await fixture.pass();
    deepEqual(
      socket.take(),
      bytes(
        0x30, // PUBLISH, QoS 0
        5, // Remaining Length
        field('t'), // Topic Name
        'hi', // payload
        0x40, // PUBACK
        2, // Remaining Length
        [0, 9], // Packet Identifier
      ),
    );
  });
}

test('a message larger than the buffer is acknowledged with no stream to take it', async () => {
  const fixture = await connectedFixture();
  await fixture.receive(0x32, REMAINING, field('abcd'), [0, 9], new Uint8Array(292));
  deepEqual(fixture.socket.take(), bytes(0x40, 2, [0, 9]));
  equal(fixture.client.droppedMessages(), 1);
});

test('a topic larger than the buffer does not keep its message from being acknowledged', async () => {
  const fixture = await connectedFixture();
  await fixture.receive(0x32, REMAINING, field('t'.repeat(290)), [0x12, 0x34], '123456');
  deepEqual(fixture.socket.take(), bytes(0x40, 2, [0x12, 0x34]));
});

for (const [what, topic, malformed] of [
  ['a wildcard', 'a/#', 'wildcard in topic'],
  ['U+0000', 'a\0', 'UTF-8'],
  ['no character', '', 'empty topic'],
] as const) {
  test(`${what} in the topic of a large PUBLISH closes the connection`, async () => {
    const fixture = await connectedFixture();
    await fixture.receive(0x30, REMAINING, field(topic), new Uint8Array(298 - topic.length));
    equal(fixture.client.failure(), `malformed: ${malformed}`);
  });
}
