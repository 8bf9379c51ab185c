/**
 * Announces a station that stays connected: with each connection, when its interval
 * changes, and when Home Assistant says that it has started.
 */

import type { Failure } from '../../mqtt/failures';
import type { PubSubClient } from '../../mqtt/pubsubclient';
import { toText } from '../../mqtt/text';
import type { Timer } from '../../ports/clock';
import type { Announced, Announcer } from '../extras';
import { AnnouncedTopic } from './announced-topic';
import { configMessage, configTopic, factsOf } from './message';

/** Within so long of its start all stations answer: they must not do it at once. */
const SPREAD_MS = 5_000;

/** What the device has beside its readings: Home Assistant's components by their keys. */
export type MoreComponents = (station: Announced) => object;

export class AwakeAnnouncer implements Announcer {
  readonly birthTopic: string | undefined;
  readonly #station: Announced;
  readonly #prefix: string | undefined;
  readonly #more: MoreComponents | undefined;
  readonly #announced: AnnouncedTopic;
  #intervalMs: number;
  #client: PubSubClient | undefined;
  #answer: Timer | undefined;
  #isSending = false;
  /** What is on its way does not hold any more. */
  #isStale = false;
  /** Who has just started wants to hear that the station is there, too. */
  #owesStatus = false;

  constructor(station: Announced, more?: MoreComponents) {
    const { ports, settings, tell } = station;
    this.#station = station;
    this.#more = more;
    this.#prefix = settings.discovery?.prefix;
    this.birthTopic = settings.discovery?.birthTopic;
    this.#announced = new AnnouncedTopic(ports.keyValue, tell);
    this.#intervalMs = settings.sensors[0]!.intervalMs;
  }

  connected(client: PubSubClient): void {
    this.#client = client;
    this.#takeBack(client);
    this.#announce();
  }

  heard(payload: Uint8Array): void {
    if (this.#answer || toText(payload, 0, payload.length) !== 'online') return;
    const { clock, random } = this.#station.ports;
    const bytes = new Uint8Array(2);
    random.fill(bytes);
    const fraction = ((bytes[0]! << 8) | bytes[1]!) / 0x1_0000;
    this.#answer = clock.set(
      () => {
        this.#answer = undefined;
        this.#owesStatus = true;
        this.#announce();
      },
      Math.floor(fraction * SPREAD_MS),
    );
  }

  setInterval(intervalMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    this.#announce();
  }

  stop(): void {
    this.#station.ports.clock.clear(this.#answer);
    this.#client = undefined;
  }

  /** What was told on a topic that is not used any more. */
  #takeBack(client: PubSubClient): void {
    const prefix = this.#prefix;
    const wanted = prefix === undefined ? undefined : configTopic(prefix, this.#station.id);
    const topic = this.#announced.staleFor(wanted);
    // Without room for it the next connection does it.
    if (topic === undefined || !client.publish(topic, null, true)) return;
    this.#announced.set(undefined);
    this.#station.tell({ level: 'info', event: 'discovery', state: 'removed', topic });
  }

  #announce(): void {
    const client = this.#client;
    const prefix = this.#prefix;
    if (!client?.connected() || prefix === undefined) return;
    if (this.#isSending) {
      this.#isStale = true;
      return;
    }
    this.#isSending = true;
    this.#isStale = false;
    this.#station.guard.watch('discovery', this.#send(client, prefix));
  }

  async #send(client: PubSubClient, prefix: string): Promise<void> {
    const facts = factsOf(this.#station, prefix, this.#intervalMs);
    const { topic, payload } = configMessage(facts, this.#more?.(this.#station));
    try {
      if (!(await published(client, topic, payload))) return;
      if (this.#owesStatus) client.publish(this.#station.topics.status, 'online', true);
      this.#owesStatus = false;
    } finally {
      this.#isSending = false;
    }
    this.#announced.set(topic);
    this.#station.tell({ level: 'info', event: 'discovery', state: 'announced', topic });
    if (this.#isStale) this.#announce();
  }
}

/** What passes by itself. */
const PASSING: readonly (Failure | undefined)[] = Object.freeze(['no room', 'message open']);

/** It may be larger than the client's buffer. False when the connection is lost: the next one announces anew. */
async function published(
  client: PubSubClient,
  topic: string,
  payload: Uint8Array,
): Promise<boolean> {
  for (;;) {
    if (await client.publish_P(topic, payload, true)) return true;
    if (!PASSING.includes(client.failure())) return false;
    if (!(await client.writable(client.getBufferSize()))) return false;
  }
}
