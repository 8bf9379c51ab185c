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
const MINUTE_MS = 60_000;
/** A topic's rate is told from so many messages at most. */
const MOST_TIMES = 120;
const MOST_TOPICS = 300;

export class Topics {
  readonly #table: Table<TopicRow>;
  readonly #times = new Map<string, number[]>();

  constructor(table: Table<TopicRow>) {
    this.#table = table;
  }

  take({ topic, payload, qos, retain, from }: SeenMessage, atMs: number): void {
    if (topic.startsWith('$')) return; // the broker's own
    const before = this.#table.get(topic);
    const clears = retain && payload.length === 0;
    this.#table.put({
      id: topic,
      payload: shown(payload),
      ...(before && { previous: before.payload }),
      bytes: payload.length,
      qos,
      retained: clears ? false : retain || (before?.retained ?? false),
      count: (before?.count ?? 0) + 1,
      perMinute: this.#rate(topic, atMs),
      atMs,
      from,
    });
  }

  /** The broker has forgotten what it retained. */
  forgetRetained(): void {
    for (const { id, retained } of this.#table.all) {
      if (retained) this.#table.patch(id, { retained: false });
    }
  }

  #rate(topic: string, atMs: number): number {
    const times = [...(this.#times.get(topic) ?? []), atMs]
      .filter((ms) => ms > atMs - MINUTE_MS)
      .slice(-MOST_TIMES);
    this.#times.delete(topic);
    this.#times.set(topic, times);
    const [oldest] = this.#times.keys();
    if (this.#times.size > MOST_TOPICS) this.#times.delete(oldest!);
    return times.length;
  }
}

function shown(payload: Uint8Array): string {
  const text = Buffer.from(payload.subarray(0, SHOWN_BYTES)).toString();
  return text.includes('\ufffd') ? `0x${Buffer.from(payload).toString('hex', 0, 200)}` : text;
}
