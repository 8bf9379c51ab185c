/** What the broker has, topic by topic. */

import type { TopicRow } from '../protocol';
import type { Table } from './table';

export interface SeenMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
  readonly from: string;
}

const SHOWN_BYTES = 2_000;
const SHOWN_HEX_BYTES = 200;
const MINUTE_MS = 60_000;
/** A topic's rate is told from so many messages at most. */
const MOST_TIMES = 120;

export class Topics {
  readonly #table: Table<TopicRow>;
  readonly #times = new Map<string, number[]>();
  /** Messages of topics that there was no room for. */
  leftOut = 0;
  /** The board's own topics begin with it: for them there is always room. */
  own = '';

  constructor(table: Table<TopicRow>) {
    this.#table = table;
  }

  take({ topic, payload, qos, retain, from }: SeenMessage, atMs: number): void {
    if (topic.startsWith('$')) return; // the broker's own
    const before = this.#table.get(topic);
    if (!before && this.#table.isFull && !this.#makeRoom(topic)) {
      this.leftOut++;
      return;
    }
    const text = shown(payload);
    const kept = retain ? (payload.length === 0 ? undefined : text) : before?.kept;
    this.#table.put({
      id: topic,
      payload: text,
      ...(before && { previous: before.payload }),
      bytes: payload.length,
      qos,
      ...(kept !== undefined && { kept }),
      count: (before?.count ?? 0) + 1,
      perMinute: this.#rate(topic, atMs),
      atMs,
      from,
    });
  }

  /** The broker has forgotten what it retained. */
  forgetRetained(): void {
    for (const { kept, ...row } of this.#table.all) if (kept !== undefined) this.#table.put(row);
  }

  /** A minute may be over in which something came. */
  passed(nowMs: number): void {
    for (const [topic, times] of this.#times) {
      if (times[0]! > nowMs - MINUTE_MS) continue;
      const left = times.filter((ms) => ms > nowMs - MINUTE_MS);
      if (left.length > 0) this.#times.set(topic, left);
      else this.#times.delete(topic);
      this.#table.patch(topic, { perMinute: left.length });
    }
  }

  /** For one of the board's topics another one goes. */
  #makeRoom(topic: string): boolean {
    const other = this.#isOwn(topic) && this.#table.all.find(({ id }) => !this.#isOwn(id));
    if (!other) return false;
    this.#table.drop(other.id);
    this.#times.delete(other.id);
    return true;
  }

  #isOwn(topic: string): boolean {
    return this.own !== '' && topic.startsWith(this.own);
  }

  #rate(topic: string, atMs: number): number {
    const times = [...(this.#times.get(topic) ?? []), atMs]
      .filter((ms) => ms > atMs - MINUTE_MS)
      .slice(-MOST_TIMES);
    this.#times.set(topic, times);
    return times.length;
  }
}

/** As text, or as bytes where it is none; what is cut off is marked. */
function shown(payload: Uint8Array): string {
  const isCut = payload.length > SHOWN_BYTES;
  try {
    // What is open at the end of a stream is no fault: a cut may go through a character.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return text.decode(payload.subarray(0, SHOWN_BYTES), { stream: isCut }) + (isCut ? '…' : '');
  } catch {
    const hex = Buffer.from(payload).toString('hex', 0, SHOWN_HEX_BYTES);
    return `0x${hex}${payload.length > SHOWN_HEX_BYTES ? '…' : ''}`;
  }
}
