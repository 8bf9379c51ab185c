/** The messages of a store that holds them in memory: which there are, and which of them goes next. */

import type { Mark, StoredMessage } from './store';

/** A message as its store sees it, which changes its marks. */
export interface LinedUp extends StoredMessage {
  id: number;
  sentQos: number;
  mark: Mark;
  turn: number;
}

export class Lineup<M extends LinedUp> {
  /** By key, oldest first. */
  readonly #messages = new Map<number, M>();
  /** Those that wait, the next one first. */
  readonly #waiting: M[] = [];

  get size(): number {
    return this.#messages.size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes a message that is newer than all others. */
  add(message: M): void {
    this.#messages.set(message.key, message);
    if (message.mark === 'waiting') this.#wait(message);
  }

  get(key: number): M | undefined {
    return this.#messages.get(key);
  }

  next(): M | undefined {
    return this.#waiting[0];
  }

  /** It waits no more. */
  leave(message: M): void {
    const waiting = this.#waiting;
    const at = waiting.indexOf(message);
    if (at === 0)
      waiting.shift(); // which makes no array of what it takes out
    else if (at > 0) waiting.splice(at, 1);
  }

  /** It has gone out with this identifier and QoS, or waits again with identifier 0; false when it was so before. */
  markSent(message: M, id: number, qos: number): boolean {
    const mark = id === 0 ? 'waiting' : 'sent';
    this.leave(message);
    const isSame = message.mark === mark && message.id === id && message.sentQos === qos;
    message.mark = mark;
    message.id = id;
    message.sentQos = qos;
    if (mark === 'waiting') this.#wait(message);
    return !isSame;
  }

  remove(message: M): void {
    if (message.mark === 'waiting') this.leave(message);
    this.#messages.delete(message.key);
  }

  all(): M[] {
    return Array.from(this.#messages.values());
  }

  /** From behind, where new ones belong. */
  #wait(message: M): void {
    let at = this.#waiting.length;
    while (at > 0 && goesBefore(message, this.#waiting[at - 1]!)) at--;
    if (at === this.#waiting.length) this.#waiting.push(message);
    else this.#waiting.splice(at, 0, message);
  }
}

function goesBefore(one: StoredMessage, other: StoredMessage): boolean {
  const difference = (one.priority ?? 0) - (other.priority ?? 0);
  return difference === 0 ? one.key < other.key : difference > 0;
}
