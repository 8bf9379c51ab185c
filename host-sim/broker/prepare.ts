/** Where aedes (1.2) falls short of MQTT, put right. */

import type { Aedes, AedesPublishPacket, Client as AedesClient } from 'aedes';
import { matches } from '../../firmware/mqtt/topic';
import { OrderedPublish } from './ordered-publish';

/** Longer client ids than MQTT 3.1's 23 characters are common. */
export const BROKER_OPTIONS = { maxClientsIdLength: 128 } as const;

export function prepareBroker(aedes: Aedes): OrderedPublish {
  aedes.authorizeForward = (client, packet) => withGrantedQos(client, packet);
  return new OrderedPublish(aedes);
}

/**
 * A message with no more QoS than the client's subscriptions were granted
 * [MQTT-3.8.4-6]; aedes sees to that only where no wildcard is involved.
 */
function withGrantedQos(client: AedesClient, packet: AedesPublishPacket): AedesPublishPacket {
  // aedes keeps the subscriptions by filter, and does not declare them.
  const { subscriptions } = client as unknown as {
    readonly subscriptions: Readonly<Record<string, { readonly qos: number }>>;
  };
  let granted = 0;
  for (const [filter, { qos }] of Object.entries(subscriptions)) {
    if (qos > granted && matches(filter, packet.topic)) granted = qos;
  }
  return packet.qos > granted ? { ...packet, qos: granted as 0 | 1 } : packet;
}
