/** MQTT over WebSocket on real sockets: the ws package at the other end, with aedes behind it. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { webSocket } from '../../firmware/mqtt/websocket/websocket';
import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { join } from '../firmware/ports/contract';
import type { Harness, Peer, PeerServer } from '../firmware/ports/harness';
import { socketContract } from '../firmware/ports/socket.contract';
import { makeNodeHarness } from '../host-sim/board/node-harness';
import { deepEqual, equal } from '../kit/assert';
import { append } from '../kit/bytes';
import '../kit/test'; // gives this realm the chip's text conversions
import { Witness } from '../kit/witness';

class WebSocketPeer implements Peer {
  readonly received: number[] = [];
  ended = false;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      append(this.received, data);
    });
    socket.on('close', () => (this.ended = true));
    socket.on('error', () => {});
  }
  send(chunk: Uint8Array): void {
    this.#socket.send(chunk);
  }
  end(): void {
    this.#socket.close();
  }
  reset(): void {
    this.#socket.terminate();
  }
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }
}

/** A server that agrees to the protocol mqtt and tells of its connections. */
async function serve(
  onConnection: (socket: WebSocket) => void,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, handleProtocols: () => 'mqtt' });
  server.on('connection', onConnection);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    port: (http.address() as AddressInfo).port,
    close: () => {
      for (const socket of server.clients) socket.terminate();
      http.close();
    },
  };
}

function makeWebSocketHarness(): Harness {
  const harness = makeNodeHarness();
  const servers: { readonly close: () => void }[] = [];
  const { ports } = harness;
  return {
    ...harness,
    ports: { ...ports, TCP: webSocket(ports.TCP, ports) },
    listen: async (): Promise<PeerServer> => {
      let peer: WebSocketPeer | undefined;
      const server = await serve((socket) => (peer = new WebSocketPeer(socket)));
      servers.push(server);
      return { address: '127.0.0.1', port: server.port, peer: () => peer, close: server.close };
    },
    close: () => {
      harness.close();
      for (const server of servers) server.close();
    },
  };
}

socketContract('WebSocket', makeWebSocketHarness);

test('the client publishes, subscribes and receives through a WebSocket', async () => {
  const broker = await startBroker(0);
  const server = await serve((socket) => {
    broker.aedes.handle(createWebSocketStream(socket));
  });
  const harness = makeNodeHarness();
  const witness = await Witness.at(broker.port);
  const { TCP, clock, random } = harness.ports;
  await join(harness);
  const heard: string[] = [];
  const client = new PubSubClient(
    '127.0.0.1',
    server.port,
    (topic, payload) => heard.push(`${topic} ${Buffer.from(payload).toString()}`),
    { io: webSocket(TCP, { clock, random }), clock },
  );
  try {
    equal(await client.connect('through-a-websocket'), true);
    client.publish('far', 'and wide');
    deepEqual(await witness.wait('far'), ['and wide']);
    let subscribed = false;
    broker.aedes.on('subscribe', (_, by) => (subscribed ||= by.id === 'through-a-websocket'));
    client.subscribe('near', 1);
    await harness.until('the subscription is known', () => subscribed);
    await witness.client.publishAsync('near', 'by', { qos: 1 });
    await harness.until('the message has come', () => heard.length > 0);
    deepEqual(heard, ['near by']);
  } finally {
    await client.disconnect();
    await witness.close();
    harness.close();
    server.close();
    await broker.close();
  }
});
