/** A board on real sockets with a client and a session; what it has heard. For Node. */

import { PubSubClient } from '../../firmware/mqtt/pubsubclient';
import type { IncomingMessage } from '../../firmware/mqtt/session/incoming';
import { Session, type SessionOptions } from '../../firmware/mqtt/session/session';
import { Mqtt5 } from '../../firmware/mqtt/v5/mqtt5';
import type { Mqtt5Options } from '../../firmware/mqtt/v5/options';
import { type ReceivedProperties, readProperties } from '../../firmware/mqtt/v5/properties';
import { join } from '../firmware/ports/contract';
import { makeNodeHarness } from '../host-sim/board/node-harness';
import { text } from './bytes';

export interface DeviceOptions extends SessionOptions {
  readonly clean?: boolean;
  /** MQTT 5 with these options. */
  readonly mqtt5?: Mqtt5Options;
}

export interface HeardMessage extends Omit<IncomingMessage, 'payload' | 'properties'> {
  readonly payload: string;
  readonly properties: ReceivedProperties;
}

export class Device {
  readonly harness = makeNodeHarness();
  readonly session: Session;
  readonly mqtt5: Mqtt5;
  readonly client: PubSubClient;
  /** Payloads behind their QoS, above QoS 0. */
  readonly heard: string[] = [];
  /** The same with all that came with them. */
  readonly messages: HeardMessage[] = [];
  readonly #id: string;
  readonly #clean: boolean;

  constructor(port: number, id: string, options: DeviceOptions = {}) {
    this.#id = id;
    this.#clean = options.clean ?? false;
    const { TCP, Resolver, clock } = this.harness.ports;
    this.session = new Session(options);
    this.session.setHandler((message) => {
      this.heard.push(`${message.qos} ${text(message.payload)}`);
      this.messages.push({
        ...message,
        payload: text(message.payload),
        properties: readProperties(message.properties),
      });
    });
    this.client = new PubSubClient('127.0.0.1', port, {
      io: TCP,
      dns: { io: Resolver },
      clock,
    });
    this.mqtt5 = new Mqtt5(options.mqtt5);
    if (options.mqtt5) this.client.use(this.mqtt5);
    this.client.use(this.session);
  }

  async connect(): Promise<void> {
    await join(this.harness);
    const { client, harness } = this;
    let connected = false;
    // The broker may be on its way up.
    while (!connected) {
      connected = await client.connect({ id: this.#id, cleanSession: this.#clean });
      if (!connected) await harness.until('a moment passes', () => true);
    }
  }

  /** The Wi-Fi goes, and comes back: nobody says goodbye. */
  async loseWiFi(): Promise<void> {
    new this.harness.ports.WiFi({}).disconnect();
    await this.harness.until('the connection is lost', () => !this.client.connected());
  }

  async end(): Promise<void> {
    await this.client.disconnect();
    this.harness.close();
  }
}
