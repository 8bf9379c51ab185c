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
import { type ConfigMessage, configMessage, configTopic } from './message';

/** Around topic and payload: header, lengths, identifier, MQTT 5's properties; and a longer interval's digits. */
const AROUND_BYTES = 32;
/** Before the readings: Home Assistant hears none that came before it knew of them. */
const FACTS = Object.freeze({ qos: 1, retain: true, priority: 2 }, true);

export class AsleepAnnouncer implements SleepingAnnouncer {
  readonly topic: string | undefined;
  readonly packetBytes: number;
  readonly #station: Announced;
  readonly #prefix: string | undefined;

  constructor(station: Announced) {
    const { settings, id } = station;
    const prefix = settings.discovery?.prefix;
    this.#station = station;
    this.#prefix = prefix;
    this.topic = prefix === undefined ? undefined : configTopic(prefix, id);
    const { intervalMs } = settings.sensors[0]!;
    this.packetBytes =
      prefix === undefined ? 0 : lengthOf(configMessage(station, prefix, intervalMs));
  }

  deliver(session: Session, intervalMs: number, announced: number): number {
    const { ports, tell } = this.#station;
    const known = new AnnouncedTopic(ports.keyValue, tell);
    const stale = known.staleFor(this.topic);
    if (stale !== undefined && this.#put(session, stale, new Uint8Array(0))) known.set(undefined);
    if (this.#prefix === undefined) return 0;
    const { topic, payload } = configMessage(this.#station, this.#prefix, intervalMs);
    const mark = markOf(topic, payload);
    if (mark === announced && ports.reset.reason === 'deep sleep') return mark;
    if (!this.#put(session, topic, payload)) return 0;
    known.set(topic);
    return mark;
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

function lengthOf({ topic, payload }: ConfigMessage): number {
  return toBytes(topic).length + payload.length + AROUND_BYTES;
}

/** 1 to 65,535 */
function markOf(topic: string, payload: Uint8Array): number {
  const name = toBytes(topic);
  const crc = crc16(crc16(CRC_BEGIN, name, 0, name.length), payload, 0, payload.length);
  return crc === 0 ? 1 : crc;
}
