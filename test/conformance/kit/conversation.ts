/** A client and a raw broker, with a virtual clock between them. */

import type { ConnectOptions } from '../../../firmware/mqtt/connect-options';
import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { Session, type SessionOptions } from '../../../firmware/mqtt/session/session';
import { equal } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import { SERVER } from '../../kit/client';
import { ScriptedNetwork, type ScriptedSocket } from '../../kit/scripted-network';
import { pass, VirtualClock } from '../../kit/virtual-clock';
import { RawBroker } from './raw-broker';
import type { Version } from './version';

/** The client in all conversations. */
const ID = 'conformance';

export class Conversation {
  readonly version: Version;
  readonly clock = new VirtualClock();
  readonly network = new ScriptedNetwork(this.clock);
  readonly broker: RawBroker;
  readonly client: PubSubClient;
  readonly session: Session;
  /** Payloads that the client's callback has got, in their order. */
  readonly received: string[] = [];

  constructor(version: Version, options?: SessionOptions) {
    this.version = version;
    this.broker = new RawBroker(this.network, version);
    this.client = new PubSubClient(SERVER, 1883, this.network.client);
    this.session = new Session(options);
    this.client.use(this.session);
    version.plugIn(this.client);
    this.client.setCallback((_topic, payload) => {
      this.received.push(text(payload));
    });
  }

  get socket(): ScriptedSocket {
    return this.network.socket;
  }

  /** Lets `ms` go by. */
  pass(ms = 0): Promise<void> {
    return pass(this.clock, ms);
  }

  /** Logs in to a server that has the session, or has not; `options` replace the usual ones. */
  async login(isKnown = false, options: Partial<ConnectOptions> = {}): Promise<boolean> {
    this.broker.connack &&= this.version.connack(isKnown);
    const connecting = this.client.connect({ id: ID, cleanSession: false, ...options });
    await this.pass();
    return connecting;
  }

  /** The server sends, and it is handled. */
  async receive(...packets: ArrayLike<number>[]): Promise<void> {
    this.broker.send(...packets);
    await this.pass();
  }

  /** The connection breaks. */
  async lose(): Promise<void> {
    this.broker.hangUp();
    await this.pass();
    equal(this.client.connected(), false);
  }

  /** Breaks the connection and logs in again; returns what the client says behind the CONNECT. */
  async breakAndReturn(isKnown = true): Promise<Uint8Array> {
    await this.lose();
    this.broker.takePackets();
    equal(await this.login(isKnown), true, 'logged in again');
    const [, ...rest] = this.broker.takePackets();
    return bytes(...rest);
  }
}

/** A conversation that has begun, the CONNECT forgotten. */
export async function begun(version: Version, options?: SessionOptions): Promise<Conversation> {
  const conversation = new Conversation(version, options);
  equal(await conversation.login(), true, 'logged in');
  conversation.broker.takePackets();
  return conversation;
}
