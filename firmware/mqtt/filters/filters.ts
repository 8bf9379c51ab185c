/**
 * A handler for each topic filter, with names for its wildcards:
 *
 *     const filters = new Filters();
 *     client.setCallback(filters.callback);
 *     filters.on('home/+room/temperature', asNumber, ({ value, levels }) => {
 *       show(levels.room, value);
 *     });
 *     client.subscribe('home/+/temperature');
 *
 * A message goes to every handler whose filter matches, in the order in which they
 * were set, and then to `everything`, which is what `setCallback` would have got.
 */

import type { MessageCallback } from '../inbox';
import { type Levels, Pattern } from './pattern';
import type { PayloadReader } from './payloads';

export interface FilteredMessage<T, F extends string> {
  readonly topic: string;
  /** What the named levels of the filter are in this topic. */
  readonly levels: Levels<F>;
  readonly value: T;
  /** A view, valid until the handler returns. */
  readonly payload: Uint8Array;
}

type Handler<T, F extends string> = (message: FilteredMessage<T, F>) => void;

/** Told of a payload that is not what a handler wants. */
export type MismatchCallback = (topic: string, filter: string, payload: Uint8Array) => void;

interface Entry {
  readonly pattern: Pattern;
  readonly read: PayloadReader<unknown>;
  readonly handler: Handler<unknown, string>;
}

export class Filters {
  /** Gets every message, after the handlers. */
  everything: MessageCallback | undefined;
  /** Told when a payload is not what a handler's reader takes; the handler is not called then. */
  onMismatch: MismatchCallback | undefined;
  readonly #entries: Entry[] = [];

  /**
   * Calls `handler` with each message that `filter` matches and whose payload `read`
   * takes; returns what takes that back. A filter that is none throws a TypeError.
   * Subscribing is the client's: `filterOf(filter)` is what to subscribe to.
   */
  on<T, const F extends string>(
    filter: F,
    read: PayloadReader<T>,
    handler: Handler<T, F>,
  ): () => void {
    const entry: Entry = {
      pattern: new Pattern(filter),
      read,
      handler: handler as unknown as Handler<unknown, string>,
    };
    this.#entries.push(entry);
    return () => {
      const at = this.#entries.indexOf(entry);
      if (at >= 0) this.#entries.splice(at, 1);
    };
  }

  /** For `setCallback`. A handler that throws keeps no other from its message; the first error then leaves. */
  readonly callback: MessageCallback = (topic, payload, length) => {
    const levels = topic.split('/');
    const faults: unknown[] = [];
    // A copy: handlers may come and go while a message is handed round.
    for (const entry of this.#entries.slice()) {
      if (!entry.pattern.matches(topic, levels)) continue;
      try {
        this.#handOn(entry, topic, levels, payload);
      } catch (error) {
        faults.push(error);
      }
    }
    this.everything?.(topic, payload, length);
    if (faults.length > 0) throw faults[0];
  };

  #handOn(
    { pattern, read, handler }: Entry,
    topic: string,
    levels: readonly string[],
    payload: Uint8Array,
  ): void {
    const value = read(payload);
    if (value === undefined) this.onMismatch?.(topic, pattern.filter, payload);
    else handler({ topic, levels: pattern.capture(levels), value, payload });
  }
}

/** The filter as MQTT has it, without the names, to subscribe with. */
export function filterOf(filter: string): string {
  return new Pattern(filter).filter;
}
