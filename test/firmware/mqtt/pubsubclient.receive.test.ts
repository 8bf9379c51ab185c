/** Receiving, as PubSubClient 2.8's own tests check it (tests/src/receive_spec.cpp there), and more. */

import {
  MQTT_CONNECTED,
  MQTT_CONNECT_FAILED,
  MQTT_DISCONNECTED,
} from '../../../firmware/mqtt/constants';
import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { bytes, field, text } from '../../kit/bytes';
import { ClientFixture, connectedFixture } from '../../kit/client';
import { POISON } from '../../kit/scripted-network';
import { settled, test } from '../../kit/test';

/** A PUBLISH of 80 bytes in all: 7 of topic, 71 of payload. */
const EIGHTY = bytes(0x30, 78, field('topic'), 'payload', 'A'.repeat(64));

class RecordingStream {
  readonly received: number[] = [];
  write(piece: Uint8Array): void {
    this.received.push(...piece);
  }
}

test('a message reaches the callback', async () => {
  const fixture = await connectedFixture();
  await fixture.receive(0x30, 14, field('topic'), 'payload');
  deepEqual(fixture.messages, [{ topic: 'topic', payload: bytes('payload'), length: 7 }]);
  equal(fixture.client.loop(), true);
});

test('an empty message reaches the callback, and those behind it do too', async () => {
  const fixture = await connectedFixture();
  await fixture.receive(0x31, 7, field('topic'));
  await fixture.receive(0x30, 9, field('topic'), 'hi');
  deepEqual(
    fixture.messages.map(({ payload }) => text(payload)),
    ['', 'hi'],
  );
});

test('a message reaches the stream and the callback', async () => {
  const stream = new RecordingStream();
  const fixture = await connectedFixture(({ client }) => client.setStream(stream));
  await fixture.receive(0x30, 14, field('topic'), 'payload');
  deepEqual(Uint8Array.from(stream.received), bytes('payload'));
  equal(fixture.messages[0]?.length, 7);
});

test('a message that fills the buffer is received', async () => {
  const fixture = await connectedFixture(({ client }) => client.setBufferSize(80));
  await fixture.receive(EIGHTY);
  equal(fixture.messages[0]?.length, 71);
  deepEqual(fixture.messages[0]?.payload, EIGHTY.slice(9));
});

test('a message one byte larger than the buffer is dropped and counted, and the next is received', async () => {
  const fixture = await connectedFixture(({ client }) => client.setBufferSize(79));
  await fixture.receive(EIGHTY);
  equal(fixture.messages.length, 0);
  equal(fixture.client.droppedMessages(), 1);
  equal(fixture.client.loop(), true);
  fixture.client.setBufferSize(80);
  await fixture.receive(EIGHTY);
  equal(fixture.messages.length, 1);
});

test('a message larger than the buffer is acknowledged all the same', async () => {
  const fixture = await connectedFixture(({ client }) => client.setBufferSize(40));
  await fixture.receive(0x32, 49, field('topic'), [0x12, 0x34], 'A'.repeat(40));
  equal(fixture.client.droppedMessages(), 1);
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0x12, 0x34));
});

test('a topic larger than the buffer passes by, and the message is acknowledged', async () => {
  const fixture = await connectedFixture(({ client }) => client.setBufferSize(40));
  await fixture.receive(0x32, 108, field('t'.repeat(100)), [0x12, 0x34], 'hi', 'er');
  equal(fixture.client.droppedMessages(), 1);
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0x12, 0x34));
  await fixture.receive(0x30, 9, field('topic'), 'hi');
  equal(fixture.messages.length, 1);
});

test('a message larger than the buffer reaches the stream whole and the callback cut short', async () => {
  const stream = new RecordingStream();
  const fixture = await connectedFixture(({ client }) => {
    client.setBufferSize(79);
    client.setStream(stream);
  });
  await fixture.receive(EIGHTY);
  deepEqual(Uint8Array.from(stream.received), EIGHTY.slice(9));
  equal(fixture.messages[0]?.topic, 'topic');
  equal(fixture.messages[0]?.length, 70);
  deepEqual(fixture.messages[0]?.payload, EIGHTY.slice(9, 79));
  equal(fixture.client.droppedMessages(), 0);
});

test('a large message streams through a small buffer byte by byte', async () => {
  const stream = new RecordingStream();
  const fixture = await connectedFixture(({ client }) => {
    client.setBufferSize(32);
    client.setStream(stream);
  });
  const payload = new Uint8Array(1000).map((_, i) => i * 3);
  const packet = bytes(0x32, [0xf1, 0x07], field('topic'), [0, 5], payload);
  for (const byte of packet) fixture.socket.send([byte]);
  await fixture.pass();
  deepEqual(Uint8Array.from(stream.received), payload);
  deepEqual(fixture.messages[0]?.payload, payload.slice(0, 32 - 12));
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0, 5));
});

test('a QoS 1 message is acknowledged after the callback has run', async () => {
  const fixture = await connectedFixture();
  let writtenBefore: Uint8Array | undefined;
  fixture.client.setCallback(() => {
    writtenBefore = fixture.socket.take();
  });
  await fixture.receive(0x32, 16, field('topic'), [0x12, 0x34], 'payload');
  deepEqual(writtenBefore, bytes());
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0x12, 0x34));
});

test('a QoS 1 message is acknowledged without a callback', async () => {
  const fixture = await connectedFixture();
  fixture.client.setCallback(undefined as never);
  await fixture.receive(0x32, 16, field('topic'), [0x12, 0x34], 'payload');
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0x12, 0x34));
});

test('what cannot be called is no callback', async () => {
  const { client } = await connectedFixture();
  for (const wrong of [5, 'on', {}]) {
    const error = throws(() => client.setCallback(wrong as never), 'setCallback: ');
    equal(error instanceof TypeError, true);
  }
});

test('all packets of a chunk are handled, not one for each loop()', async () => {
  const fixture = await connectedFixture();
  const packet = bytes(0x30, 9, field('topic'), 'hi');
  await fixture.receive(packet, packet, packet, packet.subarray(0, 4));
  equal(fixture.messages.length, 3);
  await fixture.receive(packet.subarray(4));
  equal(fixture.messages.length, 4);
});

test('a payload view kept after its callback is seen to be overwritten', async () => {
  const fixture = await connectedFixture();
  let kept: Uint8Array | undefined;
  let inside = '';
  fixture.client.setCallback((_topic, payload) => {
    kept = payload;
    inside = text(payload);
  });
  await fixture.receive(0x30, 14, field('topic'), 'payload');
  equal(inside, 'payload');
  deepEqual(kept, new Uint8Array(7).fill(POISON));
});

test('an asynchronous callback gets a copy that stays', async () => {
  const fixture = await connectedFixture();
  let later = '';
  fixture.client.setCallback(
    async (_topic, payload) => {
      await settled();
      later = text(payload);
    },
    { asynchronous: true },
  );
  await fixture.receive(0x30, 14, field('topic'), 'payload');
  await fixture.receive(0x30, 14, field('topic'), 'another');
  equal(later, 'another');
});

test('publishing inside the callback does not damage what was received', async () => {
  const fixture = await connectedFixture();
  let after = '';
  fixture.client.setCallback((_topic, payload) => {
    fixture.client.publish('elsewhere', 'x'.repeat(200));
    after = text(payload);
  });
  await fixture.receive(0x32, 16, field('topic'), [0, 7], 'payload');
  equal(after, 'payload');
  const reply = field('elsewhere');
  deepEqual(
    fixture.socket.take(),
    bytes(0x30, [0xd3, 0x01], reply, 'x'.repeat(200), [0x40, 2, 0, 7]),
  );
});

test('disconnecting inside the callback stops there', async () => {
  const fixture = await connectedFixture();
  let calls = 0;
  fixture.client.setCallback(() => {
    calls++;
    void fixture.client.disconnect();
  });
  const packet = bytes(0x32, 11, field('topic'), [0, 7], 'hi');
  await fixture.receive(packet, packet);
  equal(calls, 1);
  deepEqual(fixture.socket.take(), bytes(0xe0, 0)); // nothing after DISCONNECT [MQTT-3.14.4-2]
  equal(fixture.socket.closed, true);
});

test('connecting anew inside the callback begins with a clean buffer', async () => {
  const fixture = await connectedFixture();
  fixture.client.setCallback(() => {
    void fixture.client.disconnect();
    void fixture.client.connect('again');
  });
  await fixture.receive(0x30, 9, field('topic'), 'hi', 0x30, 9);
  fixture.socket.send([0x20, 2, 0, 0]);
  await fixture.pass();
  equal(fixture.client.connected(), true);
  equal(fixture.network.sockets.length, 2);
});

test('resizing the buffer inside the callback keeps the packets behind it', async () => {
  const fixture = await connectedFixture();
  const lengths: number[] = [];
  fixture.client.setCallback((_topic, _payload, length) => {
    lengths.push(length);
    ok(fixture.client.setBufferSize(300 - lengths.length));
  });
  await fixture.receive(
    [0x30, 9, ...field('topic'), 1, 2],
    [0x30, 10, ...field('topic'), 1, 2, 3],
    [0x30, 11, ...field('topic'), 1, 2, 3, 4],
  );
  deepEqual(lengths, [2, 3, 4]);
});

test('a message whose callback has begun another is acknowledged after that', async () => {
  const fixture = await connectedFixture();
  fixture.client.setCallback(() => {
    fixture.client.beginPublish('t', 2, false);
  });
  await fixture.receive(0x32, 11, field('topic'), [0, 7], 'hi');
  deepEqual(fixture.socket.take(), bytes(0x30, 5, field('t')));
  fixture.client.write(bytes('ab'));
  deepEqual(fixture.socket.take(), bytes('ab', [0x40, 2, 0, 7]));
});

test('a topic too long for the buffer keeps its payload from the stream', async () => {
  const stream = new RecordingStream();
  const fixture = await connectedFixture(({ client }) => {
    client.setBufferSize(40);
    client.setStream(stream);
  });
  await fixture.receive(0x30, 108, field('t'.repeat(100)), 'secret');
  deepEqual(stream.received, []);
  equal(fixture.client.droppedMessages(), 1);
});

test('an acknowledgement waits for room rather than being left out', async () => {
  const fixture = await connectedFixture(({ network }) => (network.window = 26));
  const { client, socket } = fixture;
  client.publish('topic', 'x'.repeat(200)); // 210 of 256 bytes, and nothing can leave
  for (let id = 1; id <= 40; id++) {
    socket.send(bytes(0x32, 11, field('topic'), [0, id], 'hi'));
  }
  await fixture.pass();
  const handled = fixture.messages.length;
  ok(handled >= 1 && handled < 40);
  for (let i = 0; i < 50; i++) {
    socket.open(50);
    await fixture.pass();
  }
  equal(fixture.messages.length, 40);
  const written = socket.take().subarray(210);
  deepEqual(written, bytes(...Array.from({ length: 40 }, (_, i) => [0x40, 2, 0, i + 1])));
});

test('a ping from the other side is answered', async () => {
  const fixture = await connectedFixture();
  await fixture.receive(0xc0, 0);
  deepEqual(fixture.socket.take(), bytes(0xd0, 0));
});

const MALFORMED: readonly (readonly [string, readonly number[]])[] = [
  ['remaining length', [0x30, 0x92, 0x92, 0x92, 0x92, 0x01, 0, 5]],
  ['QoS 3', [0x36, 9, ...field('topic'), 0, 1]],
  ['DUP at QoS 0', [0x38, 7, ...field('topic')]],
  ['UTF-8', [0x30, 4, 0, 2, 0xc3, 0x28]],
  ['UTF-8', [0x30, 5, 0, 3, 0x61, 0x00, 0x62]],
  ['wildcard in topic', [0x30, 5, ...field('a/#')]],
  ['empty topic', [0x30, 3, 0, 0, 1]],
  ['wrong length', [0x30, 4, 0, 9, 0x61, 0x61]],
  ['wrong length', [0x30, 2, 0, 0]],
  ['packet identifier 0', [0x32, 9, ...field('topic'), 0, 0]],
  ['packet identifier 0', [0x40, 2, 0, 0]],
  ['packet identifier 0', [0xb0, 2, 0, 0]],
  ['reserved flags', [0x41, 2, 0, 1]],
  ['wrong length', [0x40, 3, 0, 1, 0]],
  ['wrong length', [0xd0, 1, 0]],
  ['reserved flags', [0xd1, 0]],
  ['return code', [0x90, 3, 0, 2, 3]],
  ['wrong length', [0x90, 2, 0, 2]],
  ['unknown packet identifier', [0x90, 3, 0, 2, 0]],
  ['unknown packet identifier', [0xb0, 2, 0, 2]],
  ['unexpected packet', [0x20, 2, 0, 0]],
  ['unexpected packet', [0x10, 0]],
  ['unexpected packet', [0x00, 0]],
  ['unexpected packet', [0xf0, 0]],
  ['unexpected packet', [0x62, 2, 0, 1]],
];

for (const [what, packet] of MALFORMED) {
  const shown = packet.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  test(`${shown} closes the connection: ${what}`, async () => {
    const fixture = await connectedFixture();
    const told: unknown[] = [];
    fixture.client.setCloseCallback((state, failure) => told.push(state, failure));
    await fixture.receive(packet);
    equal(fixture.client.failure(), `malformed: ${what}`);
    equal(fixture.client.state(), MQTT_DISCONNECTED);
    deepEqual(told, [MQTT_DISCONNECTED, `malformed: ${what}`]);
    equal(fixture.messages.length, 0);
    equal(fixture.socket.closed, true);
    equal(fixture.clock.timers, 0);
  });
}

const NO_CONNACK: readonly (readonly [string, readonly number[]])[] = [
  ['not a CONNACK', [0x30, 9, ...field('topic'), 0, 0]],
  ['not a CONNACK', [0x48, 0x54, 0x54, 0x50]], // "HTTP"
  ['not a CONNACK', [0xd0, 0]],
  ['wrong length', [0x20, 3, 0, 0, 0]],
  ['reserved flags', [0x21, 2, 0, 0]],
  ['reserved flags', [0x20, 2, 2, 0]],
];

for (const [what, packet] of NO_CONNACK) {
  const shown = packet.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  test(`${shown} in place of a CONNACK ends the attempt: ${what}`, async () => {
    const fixture = new ClientFixture();
    equal(await fixture.connect(packet), false);
    equal(fixture.client.state(), MQTT_CONNECT_FAILED);
    equal(fixture.client.failure(), `malformed: ${what}`);
    equal(fixture.socket.closed, true);
  });
}

test('a QoS 2 message, which this client cannot honour, ends the connection with a reason', async () => {
  const fixture = await connectedFixture();
  await fixture.receive(0x34, 11, field('topic'), [0, 7], 'hi');
  equal(fixture.client.failure(), 'QoS 2 message');
  equal(fixture.messages.length, 0);
  equal(fixture.client.state(), MQTT_DISCONNECTED);
});

test('answers to requests are taken without a word', async () => {
  const fixture = await connectedFixture();
  fixture.client.subscribe('topic', 1);
  fixture.client.unsubscribe('topic');
  fixture.socket.take();
  await fixture.receive([0x90, 3, 0, 2, 1], [0xb0, 2, 0, 3], [0x40, 2, 0, 4]);
  equal(fixture.client.state(), MQTT_CONNECTED);
  deepEqual(fixture.socket.take(), bytes());
});

test('an answer to what nobody has asked closes the connection', async () => {
  for (const packet of [
    [0x90, 3, 0, 1, 0],
    [0x90, 3, 0, 4, 0],
    [0xb0, 2, 1, 2],
  ]) {
    const fixture = await connectedFixture();
    fixture.client.subscribe('topic');
    fixture.client.unsubscribe('topic');
    await fixture.receive(packet);
    equal(fixture.client.failure(), 'malformed: unknown packet identifier');
  }
});

test('a SUBACK with more return codes than filters closes the connection [MQTT-3.8.4-5]', async () => {
  const fixture = await connectedFixture();
  fixture.client.subscribe('topic');
  await fixture.receive(0x90, 4, [0, 2], 0, 0);
  equal(fixture.client.failure(), 'malformed: wrong length');
});
