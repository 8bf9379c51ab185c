/** More messages than there are identifiers. */

import type { Conversation } from './conversation';
import { idOfPublish } from './raw-broker';

/** So many answers arrive at once; as many messages may be in flight in a flood. */
export const BATCH = 90; // a store in memory holds 100

/**
 * Delivers `count` messages at QoS 1 and returns the identifiers that they went out
 * with. The broker answers all but what `isSilentFor` says, a batch at a time.
 */
export async function flood(
  conversation: Conversation,
  count: number,
  isSilentFor: (packet: Uint8Array) => boolean,
): Promise<Set<number>> {
  const { broker, session } = conversation;
  const usual = broker.answerTo;
  broker.answerTo = (packet) => (isSilentFor(packet) ? undefined : usual(packet));
  broker.judges = false; // it has no time for so many
  broker.answers = true;
  const ids = new Set<number>();
  for (let sent = 0; sent < count; sent += BATCH) {
    broker.holds = true;
    for (let i = 0; i < BATCH; i++) session.deliver('t', '', { qos: 1 });
    broker.release();
    await conversation.pass();
    for (const packet of broker.takePackets()) ids.add(idOfPublish(packet));
  }
  return ids;
}
