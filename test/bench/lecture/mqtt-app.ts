/** MQTT over TLS: our client as on a board, and a broker that answers at once. */

import { createServer } from 'node:tls';
import type { Duplex } from 'node:stream';
import { generate, type Packet, parser } from 'mqtt-packet';
import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { Session } from '../../../firmware/mqtt/session/session';
import type { SocketConstructor } from '../../../firmware/ports/socket';
import { Mqtt5 } from '../../../firmware/mqtt/v5/mqtt5';
import { ESP32_TCP, type SocketPlace, tcpOf } from '../../../host-sim/board/tcp';
import { tlsOf } from '../../../host-sim/board/tls';
import type { WallClock } from '../../../firmware/ports/wall-clock';
import { type Credentials, type Place, SERVER_ADDRESS } from './place';

const TOPIC = 'lecture/messages';
const RETRY_MS = 5_000;
/** Mosquitto's default. */
const BROKER_IN_FLIGHT = 20;

/** A broker with one client, whose session outlasts its connections. */
class Broker {
  /** Messages that came, each once. */
  received = 0;
  #socket: Duplex | undefined;
  #hasSession = false;
  /** Messages for the client that are not sent, and identifiers of those that are not acknowledged. */
  #waiting: number;
  #open: number[] = [];
  #id = 0;
  /** Spoken by the client. */
  readonly #version: 4 | 5;

  constructor(waiting: number, version: 4 | 5) {
    this.#waiting = waiting;
    this.#version = version;
  }

  #write(socket: Duplex | undefined, packet: Packet): void {
    socket?.write(generate(packet, { protocolVersion: this.#version }));
  }

  put(): void {
    this.#waiting++;
    this.#push();
  }

  serve(socket: Duplex): void {
    this.#socket = socket;
    const packets = parser({ protocolVersion: this.#version });
    packets.on('packet', (packet: Packet) => {
      this.#answer(socket, packet);
    });
    socket.on('data', (chunk: Buffer) => packets.parse(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
  }

  #answer(socket: Duplex, packet: Packet): void {
    switch (packet.cmd) {
      case 'connect':
        this.#write(socket, {
          cmd: 'connack',
          returnCode: 0,
          reasonCode: 0,
          sessionPresent: this.#hasSession,
          ...(this.#version === 5 && { properties: { topicAliasMaximum: 10 } }),
        });
        for (const id of this.#open) this.#publish(id, true);
        if (this.#hasSession) this.#push();
        return;
      case 'subscribe':
        this.#hasSession = true;
        this.#write(socket, { cmd: 'suback', messageId: packet.messageId!, granted: [1] });
        this.#push();
        return;
      case 'publish':
        this.received++;
        if (packet.qos > 0) this.#write(socket, { cmd: 'puback', messageId: packet.messageId! });
        return;
      case 'puback':
        this.#open = this.#open.filter((id) => id !== packet.messageId);
        this.#push();
        return;
      case 'pingreq':
        this.#write(socket, { cmd: 'pingresp' });
        return;
      default:
    }
  }

  #push(): void {
    while (this.#socket && this.#waiting > 0 && this.#open.length < BROKER_IN_FLIGHT) {
      this.#waiting--;
      this.#id = (this.#id % 0xffff) + 1;
      this.#open.push(this.#id);
      this.#publish(this.#id, false);
    }
  }

  #publish(messageId: number, dup: boolean): void {
    const message = { topic: TOPIC, payload: 'x', retain: false };
    this.#write(this.#socket, { cmd: 'publish', qos: 1, messageId, dup, ...message });
  }
}

export interface MqttOptions {
  /** Messages that wait for the client at the start. */
  readonly waiting?: number;
  readonly isPlain?: boolean;
  readonly version?: 4 | 5;
}

export interface SendOptions {
  /** So many are not acknowledged at most. */
  readonly window?: number;
  readonly topic?: string;
  readonly payload?: string;
  readonly qos?: 0 | 1;
  /** Behind each message. */
  readonly pauseMs?: number;
}

export class MqttApp {
  readonly broker: Broker;
  readonly #place: Place;
  readonly #client: PubSubClient;
  readonly #session = new Session();
  #isOver = false;

  constructor(place: Place, credentials: Credentials, options: MqttOptions = {}) {
    const { waiting = 0, isPlain = false, version = 4 } = options;
    this.#place = place;
    this.broker = new Broker(waiting, version);
    const server = createServer(credentials.server, (socket) => {
      this.broker.serve(socket);
    });
    place.accept = (end) => {
      if (isPlain) this.broker.serve(end);
      else server.emit('connection', end);
    };
    const { clock } = place;
    const at = socketPlace(place);
    const io = isPlain ? tcpOf(at) : (tlsOf(at, wallClock) as SocketConstructor);
    const secure = { certificate: credentials.caBytes };
    this.#client = new PubSubClient(SERVER_ADDRESS, 8883, { io, clock, secure });
    if (version === 5) this.#client.use(new Mqtt5());
    this.#client.use(this.#session);
    this.#client.setCloseCallback(() => {
      void this.#connect();
    });
  }

  async #connect(): Promise<void> {
    while (!this.#isOver) {
      if (await this.#client.connect({ id: 'board', cleanSession: false })) return;
      await this.#place.wait(RETRY_MS);
    }
  }

  /** Connects, sends, and has all of them acknowledged. */
  async send(count: number, options: SendOptions = {}): Promise<void> {
    const { window = 1, topic = TOPIC, payload = 'x', qos = 1, pauseMs = 0 } = options;
    await this.#connect();
    let sent = 0;
    let settled = 0;
    await new Promise<void>((resolve) => {
      const onSettled = (): void => {
        settled++;
        if (settled === count) resolve();
        else pump();
      };
      const pump = (): void => {
        while (sent < count && sent - settled < window) {
          sent++;
          this.#session.deliver(topic, payload, { qos }).whenSettled(({ state }) => {
            if (state === 'dropped') throw new Error('a message was dropped');
            if (pauseMs === 0) onSettled();
            else this.#place.clock.set(onSettled, pauseMs);
          });
        }
      };
      pump();
    });
  }

  /** Connects, subscribes and takes what comes; `onMessage` says when it is enough. */
  async receive(onMessage: () => boolean): Promise<void> {
    const all = new Promise<void>((resolve) => {
      this.#session.setHandler(() => {
        if (onMessage()) resolve();
      });
    });
    await this.#connect();
    void this.#session.subscribe(TOPIC, 1);
    await all;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#client.disconnect();
  }
}

const wallClock = { unixMs: () => Date.now() } as WallClock;

function socketPlace({ clock, dial }: Place): SocketPlace {
  const nothing = (): void => {};
  return {
    link: { ready: true, carry: () => nothing },
    life: { alive: true, onEnd: () => nothing } as unknown as SocketPlace['life'],
    limits: ESP32_TCP,
    world: { clock, dial } as unknown as SocketPlace['world'],
  };
}
