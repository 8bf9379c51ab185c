/** A PubSubClient on a scripted network with a virtual clock. */

import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import { equal } from './assert';
import { bytes, field, type Part } from './bytes';
import { ScriptedNetwork, type ScriptedSocket } from './scripted-network';
import { pass, VirtualClock } from './virtual-clock';

/** The server's address in every test, as PubSubClient's own tests have it. */
export const SERVER: readonly number[] = [172, 16, 0, 2];

/** CONNACK, accepted, no session present. */
export const CONNACK = bytes(0x20, 2, 0, 0);

/** A CONNECT with these flags, keep-alive 15 and this payload. */
export function connectPacket(flags: number, ...payload: Part[]): Uint8Array {
  const rest = bytes(...payload);
  return bytes(
    0x10, // CONNECT
    10 + rest.length, // Remaining Length
    field('MQTT'), // Protocol Name
    4, // Protocol Level
    flags, // Connect Flags
    [0, 15], // Keep Alive
    rest,
  );
}

/** The Client Identifier in every test, as it lies in CONNECT. */
export const ID = field('client_test1');

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly length: number;
}

export class ClientFixture {
  readonly clock = new VirtualClock();
  readonly network = new ScriptedNetwork(this.clock);
  readonly client: PubSubClient;
  /** What the callback received, payloads copied. */
  readonly messages: Message[] = [];

  constructor() {
    this.client = new PubSubClient(SERVER, 1883, this.network.client);
    this.client.setCallback((topic, payload, length) => {
      this.messages.push({ topic, payload: payload.slice(), length });
    });
  }

  get socket(): ScriptedSocket {
    return this.network.socket;
  }

  /** Lets `ms` go by. */
  pass(ms = 0): Promise<void> {
    return pass(this.clock, ms);
  }

  /**
   * Connects, answers with `connack`, and takes the CONNECT off the record. The
   * session is kept when the answer says that there is one.
   */
  async connect(connack: ArrayLike<number> = CONNACK): Promise<boolean> {
    const cleanSession = connack[2] !== 1;
    const connecting = this.client.connect({ id: 'client_test1', cleanSession });
    await this.pass();
    this.socket.send(connack);
    await this.pass();
    this.socket.take();
    return connecting;
  }

  /** The server sends `packet`, and it is handled. */
  async receive(...packet: Part[]): Promise<void> {
    this.socket.send(bytes(...packet));
    await this.pass();
  }
}

/** A fixture that is connected. */
export async function connectedFixture(
  setUp?: (fixture: ClientFixture) => void,
): Promise<ClientFixture> {
  const fixture = new ClientFixture();
  setUp?.(fixture);
  equal(await fixture.connect(), true);
  return fixture;
}
