/** mqtt.js as its users use it. */

import mqtt, { type MqttClient } from 'mqtt';
import { serve } from './driver';
import { type PeerClient, TOPIC } from './peer';

class MqttJs implements PeerClient {
  onMessage: (payload: Uint8Array) => void = () => {};
  #client: MqttClient | undefined;

  async connect(port: number, id: string, keepsSession: boolean): Promise<void> {
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      clientId: id,
      clean: !keepsSession,
      reconnectPeriod: 0,
    });
    this.#client = client;
    client.on('message', (_topic, payload) => {
      this.onMessage(payload);
    });
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => {
        resolve();
      });
      client.once('error', reject);
    });
  }

  publish(payload: Uint8Array, qos: 0 | 1 | 2, done: () => void): void {
    this.#client!.publish(TOPIC, payload as Buffer, { qos }, done);
  }

  async disconnect(): Promise<void> {
    await this.#client!.endAsync();
  }
}

serve(() => new MqttJs());
