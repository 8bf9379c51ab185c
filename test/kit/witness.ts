/** mqtt.js as a witness: subscribes to everything and remembers what comes. */

import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { until } from './until';

export interface Witnessed {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly qos: number;
}

export class Witness {
  readonly messages: Witnessed[] = [];
  readonly client: MqttClient;

  private constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload, { retain, qos }) => {
      this.messages.push({ topic, payload: payload.toString(), retain, qos });
    });
  }

  /** Connects to a broker on this machine and subscribes. */
  static async at(
    port: number,
    filter = '#',
    login?: { username: string; password: string },
  ): Promise<Witness> {
    return Witness.with({ host: '127.0.0.1', port, ...login }, filter);
  }

  /** The same with options of mqtt.js, for TLS and durable sessions. */
  static async with(options: IClientOptions, filter = '#'): Promise<Witness> {
    const client = await mqtt.connectAsync({ reconnectPeriod: 0, ...options });
    const witness = new Witness(client);
    await client.subscribeAsync(filter, { qos: 1 });
    return witness;
  }

  /** Payloads that came to `topic`. */
  heard(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);
  }

  /** Waits until `topic` has had `count` messages, and returns them. */
  async wait(topic: string, count = 1): Promise<string[]> {
    await until(`${count} messages have come to ${topic}`, () => this.heard(topic).length >= count);
    return this.heard(topic);
  }

  async close(): Promise<void> {
    await this.client.endAsync();
  }
}
