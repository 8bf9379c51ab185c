/** The client above what carries it: TCP in any pieces, and WebSocket. */

import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { webSocket } from '../../../firmware/mqtt/websocket/websocket';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import { SERVER } from '../../kit/client';
import { ScriptedNetwork } from '../../kit/scripted-network';
import { pass, VirtualClock } from '../../kit/virtual-clock';
import { answer, frame, masked, MASK } from '../../kit/websocket';
import { begun, Conversation } from '../kit/conversation';
import { endOfPacket } from '../kit/layout';
import { DISCONNECT, QOS0, QOS1, QOS2, show, type Version } from '../kit/version';

/** First bytes of frames: FIN and opcode, RFC 6455 clause 5.2. */
const BINARY = 0x82;
const TEXT = 0x81;
const BINARY_WITH_MORE = 0x02;
const LAST_CONTINUATION = 0x80;

export function transport(version: Version): void {
  for (const pieces of [1, 2, 3, 7]) {
    show(
      version,
      `over TCP that delivers and takes ${pieces} bytes at a time, every packet comes and goes whole`,
      { '3.1.1': '[MQTT-7.1.2-1]', '5.0': '[MQTT-4.2-1]' },
      async () => {
        const conversation = new Conversation(version);
        conversation.network.window = pieces;
        conversation.network.onSocket = undefined;
        const written = writtenIn(conversation, pieces);
        const connecting = conversation.client.connect('id');
        await conversation.pass(1_000);
        await inPieces(conversation, version.connack(false), pieces);
        equal(await connecting, true);
        conversation.session.deliver('t', 'a'.repeat(100), { qos: 2 });
        await conversation.pass(1_000);
        const stream = bytes(
          version.pubrec(2),
          version.publish(QOS1, 't', 5, 'x'.repeat(150)),
          version.pubcomp(2),
        );
        await inPieces(conversation, stream, pieces);
        await conversation.pass(1_000);
        const [, ...rest] = packetsOf(written);
        deepEqual(
          bytes(...rest),
          bytes(
            version.publish(QOS2, 't', 2, 'a'.repeat(100)),
            version.pubrel(2),
            version.puback(5),
          ),
        );
        equal(conversation.session.pending, 0);
        deepEqual(conversation.received, ['x'.repeat(150)]);
      },
    );
  }

  show(
    version,
    'a whole conversation consists of packets that the referee would have written, and needs nothing else',
    { '3.1.1': '[MQTT-7.0.0-2]' },
    async () => {
      const conversation = await begun(version);
      conversation.broker.answers = true;
      const granted = conversation.session.subscribe('t/#', 2);
      const receipts = [1, 2].map((qos) => conversation.session.deliver('t', 'a', { qos }));
      await conversation.receive(version.publish(QOS2, 't/b', 9, 'b'));
      await conversation.pass(60_000);
      await conversation.client.disconnect();
      equal(await granted, 2);
      for (const { state } of receipts) equal(state, 'acknowledged');
      deepEqual(conversation.received, ['b']);
      const packets = conversation.broker.takePackets(); // fails for what the referee minds
      deepEqual(packets.at(-1), bytes(DISCONNECT));
    },
  );

  show(
    version,
    'over WebSocket the client offers the protocol mqtt',
    { '3.1.1': '[MQTT-6.0.0-3]', '5.0': '[MQTT-6.0.0-3]' },
    async () => {
      const { network, clock } = overWebSocket(version);
      await pass(clock, 0);
      const lines = text(network.socket.take()).split('\r\n');
      ok(lines.includes('Sec-WebSocket-Protocol: mqtt'));
    },
  );

  show(
    version,
    'over WebSocket every packet goes in a binary frame',
    { '3.1.1': '[MQTT-6.0.0-1]', '5.0': '[MQTT-6.0.0-1]' },
    async () => {
      const { client, network, shake } = overWebSocket(version);
      await shake();
      network.socket.take();
      client.publish('t', 'a');
      deepEqual(network.socket.take(), masked(BINARY, version.publish(QOS0, 't', 0, 'a')));
    },
  );

  show(
    version,
    'over WebSocket packets may share a frame, and be cut anywhere by several',
    { '3.1.1': '[MQTT-6.0.0-2]', '5.0': '[MQTT-6.0.0-2]' },
    async () => {
      const stream = bytes(
        version.publish(QOS0, 't', 0, 'one'),
        version.publish(QOS0, 't', 0, 'two'),
      );
      for (let cut = 0; cut <= stream.length; cut++) {
        const { received, network, clock, shake } = overWebSocket(version);
        await shake();
        const [head, tail] = [stream.slice(0, cut), stream.slice(cut)];
        for (const frames of [
          bytes(frame(BINARY, head), frame(BINARY, tail)),
          bytes(frame(BINARY_WITH_MORE, head), frame(LAST_CONTINUATION, tail)),
        ]) {
          network.socket.send(frames);
          await pass(clock, 0);
        }
        deepEqual(received, ['one', 'two', 'one', 'two']);
      }
    },
  );

  show(
    version,
    'over WebSocket a text frame closes, whatever it holds',
    { '3.1.1': '[MQTT-6.0.0-1]', '5.0': '[MQTT-6.0.0-1]' },
    async () => {
      const { client, received, network, clock, shake } = overWebSocket(version);
      await shake();
      network.socket.send(frame(TEXT, version.publish(QOS0, 't', 0, 'one')));
      await pass(clock, 0);
      equal(client.connected(), false);
      equal(network.socket.closed, true);
      deepEqual(received, []);
    },
  );

  show(
    version,
    'over WebSocket a server that chooses another protocol is not taken',
    { '3.1.1': '[MQTT-6.0.0-4]', '5.0': '[MQTT-6.0.0-4]' },
    async () => {
      const { client, network, clock, problems } = overWebSocket(version);
      await pass(clock, 0);
      network.socket.send(answer((lines) => lines.replace('Protocol: mqtt', 'Protocol: chat')));
      await pass(clock, 0);
      equal(client.connected(), false);
      equal(network.socket.closed, true);
      includes(problems.join(), 'mqtt');
    },
  );
}

/** Everything that is written to a network that takes so many bytes at a time. */
function writtenIn({ network }: Conversation, pieces: number): number[] {
  const written: number[] = [];
  network.onSocket = (socket) => {
    socket.onWrite = (chunk) => {
      ok(chunk.length <= pieces);
      written.push(...chunk);
      socket.open(chunk.length);
    };
  };
  return written;
}

async function inPieces(conversation: Conversation, stream: Uint8Array, size: number) {
  for (let at = 0; at < stream.length; at += size) {
    conversation.socket.send(stream.slice(at, at + size));
    await conversation.pass();
  }
}

function packetsOf(stream: readonly number[]): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let at = 0;
  for (let end = endOfPacket(stream, at); end !== undefined; end = endOfPacket(stream, at)) {
    packets.push(Uint8Array.from(stream.slice(at, end)));
    at = end;
  }
  equal(at, stream.length, 'the stream ends with a packet');
  return packets;
}

/** A client above a WebSocket; `shake` brings it to be connected. */
function overWebSocket(version: Version) {
  const clock = new VirtualClock();
  const network = new ScriptedNetwork(clock);
  const problems: string[] = [];
  const random = {
    fill: (into: Uint8Array): void => into.set(Array.from(into, (_, at) => MASK[at & 3]!)),
  };
  const io = webSocket(network.client.io, {
    clock,
    random,
    onProblem: (problem) => problems.push(problem),
  });
  const client = new PubSubClient(SERVER, 80, { ...network.client, io });
  version.plugIn(client);
  const received: string[] = [];
  client.setCallback((_topic, payload) => {
    received.push(text(payload));
  });
  const connecting = client.connect('id');
  const shake = async (): Promise<void> => {
    await pass(clock, 0);
    network.socket.send(answer());
    await pass(clock, 0);
    network.socket.send(frame(BINARY, version.connack(false)));
    await pass(clock, 0);
    equal(await connecting, true);
  };
  return { client, clock, network, received, problems, shake };
}
