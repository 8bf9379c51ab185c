/**
 * Announces a board that sleeps: once when it was switched on or reset, and when what it
 * tells has changed. Each waking is too short to be waited for in vain, so the message
 * goes with the readings: kept on flash until the broker has it.
 */

import { CRC_BEGIN, crc16 } from '../../mqtt/outbox/crc16';
import type { Session } from '../../mqtt/session/session';
import { toBytes } from '../../mqtt/text';
import type { Announced, SleepingAnnouncer } from '../extras';
import { AnnouncedTopic } from './announced-topic';
import { type ConfigMessage, configMessage, configTopic, type Facts, factsOf } from './message';

/** Around topic and payload: header, lengths, identifier, MQTT 5's properties; and a longer interval's digits. */
const AROUND_BYTES = 32;
/** Before the readings: Home Assistant hears none that came before it knew of them. */
const FACTS = Object.freeze({ qos: 1, retain: true, priority: 2 }, true);
/** The mark of a board that tells nothing, and has nothing to take back. */
const NOTHING_TOLD = 1;

export class AsleepAnnouncer implements SleepingAnnouncer {
  readonly topic: string | undefined;
  readonly #station: Announced;
  readonly #facts: Facts | undefined;
  readonly #mark: number;
  /** Something may have changed since the last waking. */
  readonly #isNews: boolean;
  #message: ConfigMessage | undefined;

  constructor(station: Announced, intervalMs: number, announced: number) {
    const prefix = station.settings.discovery?.prefix;
    const facts = prefix === undefined ? undefined : factsOf(station, prefix, intervalMs);
    const mark = facts ? markOf(facts) : NOTHING_TOLD;
    this.#station = station;
    this.#facts = facts;
    this.#mark = mark;
    this.#isNews = mark !== announced || station.ports.reset.reason !== 'deep sleep';
    this.topic = facts && configTopic(facts.prefix, facts.id);
  }

  packetBytes(isWaiting: boolean): number {
    if (!this.#facts || !(this.#isNews || isWaiting)) return 0;
    const { topic, payload } = this.#messageOf(this.#facts);
    return toBytes(topic).length + payload.length + AROUND_BYTES;
  }

  deliver(session: Session): number {
    if (!this.#isNews) return this.#mark;
    const { ports, tell } = this.#station;
    const known = new AnnouncedTopic(ports.keyValue, tell);
    const stale = known.staleFor(this.topic);
    const isTakenBack = stale === undefined || this.#put(session, stale, new Uint8Array(0));
    if (stale !== undefined && isTakenBack) known.set(undefined);
    if (!this.#facts) return isTakenBack ? this.#mark : 0;
    const { topic, payload } = this.#messageOf(this.#facts);
    if (!this.#put(session, topic, payload)) return 0;
    known.set(topic);
    return this.#mark;
  }

  /** Made once, and only when it is needed. */
  #messageOf(facts: Facts): ConfigMessage {
    this.#message ??= configMessage(facts);
    return this.#message;
  }

  /** False when it can never be sent. */
  #put(session: Session, topic: string, payload: Uint8Array): boolean {
    const { guard, tell } = this.#station;
    const receipt = session.deliver(topic, payload, FACTS);
    if (receipt.state === 'dropped') return false;
    const state = payload.length === 0 ? 'removed' : 'announced';
    guard.watch(
      'discovery',
      receipt.settled.then(() => {
        if (receipt.state !== 'acknowledged') return;
        tell({ level: 'info', event: 'discovery', state, topic });
      }),
    );
    return true;
  }
}

/** 2 to 65,535 */
function markOf(facts: Facts): number {
  const bytes = toBytes(Object.values(facts).join(' '));
  return Math.max(NOTHING_TOLD + 1, crc16(CRC_BEGIN, bytes, 0, bytes.length));
}
