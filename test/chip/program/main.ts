/** The program of firmware/mqtt/README.md for a Moddable project of one's own. */

import { network } from 'moddable/network';
import { PubSubClient } from 'mqtt/pubsubclient';

export default async function main(): Promise<void> {
  const client = new PubSubClient('127.0.0.1', 1883, network());
  client.setCallback((topic, payload) => {
    client.publish('mine/heard', `${topic} ${String.fromArrayBuffer(payload.slice().buffer)}`);
  });
  if (await client.connect('mine', 'mine/status', 1, true, 'offline')) {
    client.subscribe('mine/set');
    client.publish('mine/status', 'online', true);
  }
}
