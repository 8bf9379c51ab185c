/**
 * Which message goes next. What waits is found on flash, from a place on for each
 * priority: memory holds one message of it, and those that were sent and wait again.
 */

import type { FlashLog } from './flash-log';
import type { OutboxMessage } from './outbox-message';
import { isAlive, type LogRecord, MOVED, NOT_SENT } from './record';

const PRIORITIES = 3;
const PRIORITY_SHIFT = 1;
const PRIORITY = 0x03;

/** The flags of a record that say its priority. */
export function priorityFlags(priority: number): number {
  return priority << PRIORITY_SHIFT;
}

export function priorityOf({ flags }: LogRecord): number {
  return Math.min((flags >> PRIORITY_SHIFT) & PRIORITY, PRIORITIES - 1);
}

export interface LineOwner {
  /** The message of a record; undefined when it is none. */
  messageOf(record: LogRecord): OutboxMessage | undefined;
  /** Whether the message at `position` is under way. */
  isOpen(position: number): boolean;
  /** True when it is worth nothing any more: it has left the line then. */
  isGivenUp(message: OutboxMessage): boolean;
}

export class WaitingLine {
  readonly #log: FlashLog;
  readonly #owner: LineOwner;
  /** How many wait in their place on flash, and where to look for the next of them, by priority. */
  readonly #counts = [0, 0, 0];
  readonly #cursors = [0, 0, 0];
  /** What was sent and waits again, oldest first. */
  readonly #returned: OutboxMessage[] = [];
  #next: OutboxMessage | undefined;

  constructor(log: FlashLog, owner: LineOwner) {
    this.#log = log;
    this.#owner = owner;
  }

  get length(): number {
    return this.#counts[0]! + this.#counts[1]! + this.#counts[2]! + this.#returned.length;
  }

  /** A message has come that waits in its place. */
  add(priority: number): void {
    this.#counts[priority]!++;
    if (this.#next && this.#next.priority < priority) this.#next = undefined;
  }

  /** A message waits again. */
  return(message: OutboxMessage): void {
    let at = this.#returned.length;
    while (at > 0 && this.#returned[at - 1]!.key > message.key) at--;
    this.#returned.splice(at, 0, message);
    this.#next = undefined;
  }

  /** A message that waited waits no more. */
  leave({ key, priority }: OutboxMessage): void {
    if (this.#next?.key === key) this.#next = undefined;
    const at = this.#returned.findIndex((returned) => returned.key === key);
    if (at >= 0) this.#returned.splice(at, 1);
    else this.#counts[priority]!--;
  }

  /** What is known of the next one holds no more. */
  lookAgain(): void {
    this.#next = undefined;
  }

  next(): OutboxMessage | undefined {
    if (this.#next && this.#owner.isGivenUp(this.#next)) this.#next = undefined;
    for (let priority = PRIORITIES - 1; priority >= 0 && !this.#next; priority--) {
      this.#next = this.#returnedOf(priority) ?? this.#find(priority);
    }
    return this.#next;
  }

  #returnedOf(priority: number): OutboxMessage | undefined {
    if (this.#returned.length === 0) return undefined;
    return this.#returned.find((message) => message.priority === priority);
  }

  #find(priority: number): OutboxMessage | undefined {
    const log = this.#log;
    if (this.#counts[priority] === 0) return undefined;
    let record = log.next(this.#cursors[priority]!);
    for (; record; record = log.next(log.behind(record))) {
      const message = this.#isWaiting(record, priority) && this.#owner.messageOf(record);
      if (!message) continue;
      this.#cursors[priority] = record.position;
      if (!this.#owner.isGivenUp(message)) return message;
    }
    this.#counts[priority] = 0; // flash has lost what was there
    return undefined;
  }

  #isWaiting(record: LogRecord, priority: number): boolean {
    const { state, flags, position } = record;
    if (!isAlive(record) || !(state & NOT_SENT) || flags & MOVED) return false;
    return priorityOf(record) === priority && !this.#owner.isOpen(position);
  }
}
