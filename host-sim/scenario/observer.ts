/** Sees what the station tells and what the broker gets, keeps the account, and passes on sightings. */

import type { LoggedEvent } from '../log-lines';
import type { Settings } from '../../firmware/station/settings';
import { topicsOf, type Topics } from '../../firmware/station/topics';
import { recordOf } from '../home-care/alert';
import { History, type Sighting } from './history';
import { type ArrivedReading, Ledger } from './ledger';

export class Observer {
  readonly ledger: Ledger;
  readonly history = new History();
  /** How much the board's time of day is ahead of the true one. */
  clockErrorMs: () => number = () => 0;
  readonly #sees: (sighting: Sighting) => void;
  #settings: Settings | undefined;
  #topics: Topics | undefined;
  /** The true time at which the board's monotonic clock was 0 in the present run of the program. */
  #zeroUnixMs = 0;

  /** `sees` is told of every sighting, behind the history; `strayS` is the {@link Ledger}'s. */
  constructor(sees: (sighting: Sighting) => void, strayS = 0) {
    this.ledger = new Ledger(strayS);
    this.#sees = sees;
  }

  /** The program starts; its monotonic clock was 0 at this true time of day. */
  booted(settings: Settings, zeroUnixMs: number): void {
    this.#settings = settings;
    this.#zeroUnixMs = zeroUnixMs;
    this.ledger.restarted();
  }

  /** `atMs` is the time since the beginning of the story. */
  told(event: LoggedEvent, atMs: number): void {
    if (event.event === 'boot' && this.#settings) {
      const { base, topic } = this.#settings;
      this.#topics = topicsOf(base, event.id, topic);
    }
    if (event.event === 'backlog') this.ledger.dropped(event.dropped);
    if (event.event === 'accepted') {
      const { temperature, humidity, atMs: ticksMs } = event;
      const unixS = Math.floor((this.#zeroUnixMs + ticksMs + this.clockErrorMs()) / 1_000);
      this.ledger.accept({ temperature, humidity, unixS });
    }
    const state = 'state' in event ? String(event.state) : undefined;
    this.#see({ kind: 'event', event: event.event, state }, atMs);
  }

  /** The broker has taken a message in. */
  message(topic: string, payload: Uint8Array, atMs: number): void {
    if (topic === this.#topics?.status) {
      this.#see({ kind: 'status', status: new TextDecoder().decode(payload) }, atMs);
    } else if (topic === this.#topics?.reading) {
      this.ledger.arrive(readingOf(payload));
      this.#see({ kind: 'reading' }, atMs);
    } else this.#care(topic, payload, atMs);
  }

  /** Alerts and calls of home care. */
  #care(topic: string, payload: Uint8Array, atMs: number): void {
    const base = this.#settings?.base ?? '';
    if (!topic.startsWith(`${base}/`)) return;
    const [, what, name, ...more] = topic.slice(base.length + 1).split('/');
    if (name === undefined || more.length > 0 || payload.length === 0) return;
    if (what === 'call') this.#see({ kind: 'care', words: ['call', name] }, atMs);
    if (what !== 'alert') return;
    const state = recordOf(new TextDecoder().decode(payload))?.['state'];
    if (typeof state === 'string') this.#see({ kind: 'care', words: ['alert', name, state] }, atMs);
  }

  #see(sighting: Sighting, atMs: number): void {
    this.history.note(sighting, atMs);
    this.#sees(sighting);
  }
}

/** What cannot be read counts as a stranger. */
function readingOf(payload: Uint8Array): ArrivedReading {
  try {
    const { temperature, humidity, timestamp } = JSON.parse(
      new TextDecoder().decode(payload),
    ) as ArrivedReading;
    return { temperature, humidity, timestamp };
  } catch {
    return { temperature: NaN, humidity: NaN, timestamp: null };
  }
}
