/** The Node board, as the contract tests see it. */

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Ports } from '../../../firmware/ports/ports';
import { Board, macOf } from '../../../host-sim/board/board';
import { SimulatedDht } from '../../../host-sim/board/dht-device';
import { Level, type SerialDevice } from '../../../host-sim/board/pins';
import { SeededRandom } from '../../../host-sim/board/random';
import { realWorld } from '../../../host-sim/world/world';
import { bytes } from '../../kit/bytes';
import type { Harness, Peer, PeerServer } from '../../firmware/ports/harness';
import { until } from '../../kit/until';

const SENSOR_PIN = 4;
const INPUT_PIN = 5;
const SERIAL_PIN = 16;
const ANSWER_MS = 5;
const ACCESS_POINT = { SSID: 'contract', password: 'correct horse' };

/** Says twice what it hears. */
const ECHO: SerialDevice = {
  hear: (bytes) => ({ answer: Uint8Array.from([...bytes, ...bytes]), afterMs: ANSWER_MS }),
};

export function makeNodeHarness(): Harness {
  const world = realWorld();
  const level = new Level(0);
  const servers: Server[] = [];
  const sensor = new SimulatedDht({
    model: 'DHT22',
    climate: () => ({ temperatureC: 21.5, humidityPercent: 48.2 }),
    poweredOnMs: world.clock.now() - 10_000, // long since settled
    random: new SeededRandom(1, 'sensor').next,
  });
  const board = new Board({
    world,
    seed: 1,
    radio: {
      mac: macOf(1),
      accessPoints: [
        {
          ssid: ACCESS_POINT.SSID,
          password: ACCESS_POINT.password,
          bssid: '02:00:00:00:00:01',
          channel: 6,
          rssi: -50,
          present: true,
        },
      ],
      associationMs: 5,
      dhcpMs: 5,
      address: '192.168.4.2',
    },
    pins: {
      devices: new Map([[SENSOR_PIN, sensor]]),
      levels: new Map([[INPUT_PIN, level]]),
      serial: new Map([[SERIAL_PIN, ECHO]]),
    },
    log: { write: () => {} },
    timeServer: { delayMs: 5, reachable: true },
  });
  let ports: Ports | undefined;
  board.powerOn((given) => (ports = given));
  return {
    ports: ports!,
    accessPoint: ACCESS_POINT,
    sensorPin: SENSOR_PIN,
    sensorSettleMs: 0,
    emptyPin: 6,
    inputPin: INPUT_PIN,
    serialPin: SERIAL_PIN,
    setInput: (value) => {
      level.set(value);
    },
    listen: () => listen(servers),
    closedPort: async () => {
      const server = await listen([]);
      server.close();
      return server.port;
    },
    until,
    close: () => {
      board.powerOff();
      for (const server of servers) server.close();
    },
  };
}

class NodePeer implements Peer {
  readonly received: number[] = [];
  ended = false;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.received.push(...bytes(chunk)));
    socket.on('end', () => (this.ended = true));
    socket.on('close', () => (this.ended = true));
    socket.on('error', () => {});
  }
  send(chunk: Uint8Array): void {
    this.#socket.write(chunk);
  }
  end(): void {
    this.#socket.end();
  }
  reset(): void {
    this.#socket.resetAndDestroy();
  }
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }
}

async function listen(servers: Server[]): Promise<PeerServer> {
  let peer: NodePeer | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    peer = new NodePeer(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    peer: () => peer,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
