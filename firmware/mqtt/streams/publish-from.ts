/**
 * Publishes a message of any size from where its payload comes from, in fixed memory:
 *
 *     const file = openSomething();
 *     await publishFrom(client, 'camera/picture', file.length, (into) => file.read(into));
 *
 * The source is asked for more when the network has taken what was there. At QoS 0:
 * what was sent is not kept, and so cannot be sent again.
 */

import { whole } from '../arguments';
import type { PubSubClient } from '../pubsubclient';
import type { Topic } from '../topic';

/** Fills the beginning of `into`, and returns how many bytes that were; at least one, while there are any left. */
export type PullSource = (into: Uint8Array) => number | Promise<number>;

export interface PublishFromOptions {
  readonly retained?: boolean;
  /** Bytes that are asked for at a time; 64 when it is not said. */
  readonly chunkBytes?: number;
}

/**
 * Resolves true when all of it is queued; false when the connection does not take it or
 * ends on the way, and `failure()` says why. A source that throws, or has less than
 * `length` bytes, ends the connection: a message cannot be taken back half-sent.
 */
export async function publishFrom(
  client: PubSubClient,
  topic: string | Topic,
  length: number,
  source: PullSource,
  { retained = false, chunkBytes = 64 }: PublishFromOptions = {},
): Promise<boolean> {
  whole(chunkBytes, 'publishFrom: chunkBytes', 0xffff, 1);
  if (!client.beginPublish(topic, length, retained)) return false;
  const chunk = new Uint8Array(Math.min(chunkBytes, length));
  for (let left = length; left > 0;) {
    const count = await pull(client, source, chunk.subarray(0, Math.min(chunk.length, left)));
    if (!(await writeAll(client, chunk.subarray(0, count)))) return false;
    left -= count;
  }
  return client.endPublish() === 1;
}

async function pull(client: PubSubClient, source: PullSource, into: Uint8Array): Promise<number> {
  try {
    const count = await source(into);
    return whole(count, 'publishFrom: bytes from the source', into.length, 1);
  } catch (error) {
    await client.disconnect(); // the message is open: it ends without DISCONNECT
    throw error;
  }
}

async function writeAll(client: PubSubClient, bytes: Uint8Array): Promise<boolean> {
  for (let sent = 0; ;) {
    sent += client.write(bytes.subarray(sent));
    if (sent === bytes.length) return true;
    if (!(await client.writable())) return false;
  }
}
