/** Messages that the simulator itself publishes at its broker. */

import type { Aedes, AedesPublishPacket } from 'aedes';

export interface HandMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** What is wrong with a topic to publish to, if anything is (MQTT 3.1.1 clause 4.7). */
export function topicProblem(topic: string): string | undefined {
  if (topic === '') return 'a topic has at least one character';
  if (/[#+\0]/.test(topic)) return 'a topic has neither # nor +';
  return Buffer.byteLength(topic) > 0xffff ? 'a topic has at most 65,535 bytes' : undefined;
}

export function publishByHand(aedes: Aedes, { payload, ...message }: HandMessage): void {
  const packet = { cmd: 'publish', payload: Buffer.from(payload), dup: false, ...message };
  aedes.publish(packet as AedesPublishPacket, () => {});
}
