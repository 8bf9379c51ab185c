/**
 * What a station can do without: main hands it in, and a build whose main does not has
 * neither its code nor its memory.
 */

import type { PubSubClient } from '../mqtt/pubsubclient';
import type { Session } from '../mqtt/session/session';
import type { Tell } from './events';
import type { Guard } from './guard';
import type { Instruments } from './instrument';
import type { Settings } from './settings';
import type { StationPorts } from './station-ports';
import type { Topics } from './topics';

export interface Extras {
  /** Tells Home Assistant of the station, when its settings say so. */
  readonly discovery?: DiscoveryModule;
  /** What the build can measure beside DHTs. */
  readonly instruments?: Instruments;
}

export interface DiscoveryModule {
  awake(station: Announced): Announcer;
  /** `announced` is the mark that the last waking's announcer returned, 0 when there was none. */
  asleep(station: Announced, intervalMs: number, announced: number): SleepingAnnouncer;
}

/** The station that is told of. */
export interface Announced {
  readonly ports: Pick<StationPorts, 'clock' | 'random' | 'keyValue' | 'reset'>;
  readonly settings: Settings;
  readonly id: string;
  readonly topics: Topics;
  readonly guard: Guard;
  readonly tell: Tell;
}

/** Of a station that stays connected. */
export interface Announcer {
  /** Where the other side says that it has started; undefined when there is nothing to tell it. */
  readonly birthTopic: string | undefined;
  connected(client: PubSubClient): void;
  /** Something came to the birth topic. */
  heard(payload: Uint8Array): void;
  /** From one reading to the next, from now on. */
  setInterval(intervalMs: number): void;
  stop(): void;
}

/** Of a board that sleeps, and has a new one for each waking. */
export interface SleepingAnnouncer {
  /** Where it tells; undefined when it does not. */
  readonly topic: string | undefined;
  /** Of the largest packet that the client has to send for it; `isWaiting`: messages of earlier wakings may wait. */
  packetBytes(isWaiting: boolean): number;
  /**
   * Hands the session what is new since the last waking. Returns the mark of what the
   * other side knows then, 1 to 65,535, or 0.
   */
  deliver(session: Session): number;
}
