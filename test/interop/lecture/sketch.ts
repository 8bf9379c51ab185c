/** The twin of Arduino's PubSubClient sketch: the same calls, in the same order. */

import type { Client } from '../../../firmware/mqtt/client';
import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';

const INTERVAL_MS = 10_000;

export interface Sketch {
  readonly client: PubSubClient;
  /** Ends it, as pulling the plug does on a board. */
  stop(): Promise<void>;
}

export function sketch(
  network: Client,
  host: string,
  port: number,
  temperatureC: () => number,
  print: (text: string) => void,
): Sketch {
  const client = new PubSubClient(network);

  function callback(topic: string, payload: Uint8Array): void {
    print(`${topic} ${String.fromArrayBuffer(payload.slice().buffer)}`);
  }

  async function reconnect(): Promise<void> {
    if (await client.connect('esp32-lecture', 'esp32/status', 1, true, 'offline')) {
      client.publish('esp32/status', 'online', true);
      client.subscribe('esp32/set');
    } else print(`failed, state ${client.state()}`);
  }

  // setup()
  client.setServer(host, port);
  client.setCallback(callback);

  // loop()
  const loop = (): void => {
    if (!client.connected()) void reconnect();
    else client.publish('esp32/temperature', temperatureC().toFixed(1));
  };
  loop();
  const timer = network.clock.set(loop, INTERVAL_MS, INTERVAL_MS);

  return {
    client,
    stop: () => {
      network.clock.clear(timer);
      return client.disconnect();
    },
  };
}
