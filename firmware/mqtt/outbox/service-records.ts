/**
 * What the outbox keeps beside messages: whether there is a session, and the identifiers
 * of incoming QoS 2 messages. They are carried along when the tail passes them.
 */

import type { IncomingIds } from '../session/store';
import type { FlashLog } from './flash-log';
import { DEAD, ERASED, get16, isAlive, type LogRecord, put16, STATE_AT, UNWRITTEN } from './record';

export const SESSION = 1;
export const INCOMING = 2;
export const START = 3;

export interface ServiceOwner {
  /** Does a write, and says what was wrong to whom it concerns. */
  tried(write: () => void): boolean;
  /** Sees to it that a record with such a body can be appended. */
  makeRoom(bodyBytes: number): void;
}

export class ServiceRecords implements IncomingIds {
  readonly #log: FlashLog;
  readonly #owner: ServiceOwner;
  #sessionAt: number | undefined;
  readonly #incoming = new Map<number, number>();

  constructor(log: FlashLog, owner: ServiceOwner) {
    this.#log = log;
    this.#owner = owner;
  }

  /** Takes over a record from before; an older one of the same is left over from a power cut. */
  found(record: LogRecord): void {
    if (!isAlive(record)) return;
    const { kind, position, body } = record;
    if (kind === SESSION) {
      if (this.#sessionAt !== undefined) this.#kill(this.#sessionAt);
      this.#sessionAt = position;
    } else if (kind === INCOMING && body.length === 2) {
      const id = get16(body, 0);
      const older = this.#incoming.get(id);
      if (older !== undefined) this.#kill(older);
      this.#incoming.set(id, position);
    }
  }

  /** Block `number` is about to be given up: what is still needed of it goes into the head. */
  carry(number: number): void {
    const isThere = (position: number): boolean => this.#log.blockOf(position) === number;
    const sessionAt = this.#sessionAt;
    if (sessionAt !== undefined && isThere(sessionAt)) {
      this.#sessionAt = this.#append(SESSION, new Uint8Array(0));
      this.#kill(sessionAt);
    }
    for (const [id, position] of Array.from(this.#incoming)) {
      if (!isThere(position)) continue;
      this.#incoming.set(id, this.#append(INCOMING, idBytes(id)));
      this.#kill(position); // or it would come back where the copy is deleted soon
    }
  }

  get hasSession(): boolean {
    return this.#sessionAt !== undefined;
  }

  set hasSession(has: boolean) {
    if (has === this.hasSession) return;
    this.#owner.tried(() => {
      if (has) this.#sessionAt = this.#write(SESSION, new Uint8Array(0));
      else this.#forgetSession();
    });
  }

  #forgetSession(): void {
    const position = this.#sessionAt!;
    this.#sessionAt = undefined;
    this.#log.mark(position, STATE_AT, Uint8Array.of(DEAD));
  }

  // ---- identifiers of incoming QoS 2 messages

  has(id: number): boolean {
    return this.#incoming.has(id);
  }

  add(id: number): void {
    if (this.#incoming.has(id)) return;
    // Kept in memory whatever flash says: better than to hand the message on twice.
    this.#incoming.set(id, NOWHERE);
    this.#owner.tried(() => this.#incoming.set(id, this.#write(INCOMING, idBytes(id))));
  }

  delete(id: number): void {
    const position = this.#incoming.get(id);
    if (position === undefined) return;
    this.#incoming.delete(id);
    if (position !== NOWHERE) this.#kill(position);
  }

  clear(): void {
    for (const id of Array.from(this.#incoming.keys())) this.delete(id);
  }

  /** The start of a run whose samples have no date. */
  writeStart(body: Uint8Array): void {
    this.#owner.tried(() => this.#write(START, body));
  }

  #kill(position: number): void {
    this.#owner.tried(() => {
      this.#log.mark(position, STATE_AT, Uint8Array.of(DEAD));
    });
  }

  #write(kind: number, body: Uint8Array): number {
    this.#owner.makeRoom(body.length);
    return this.#append(kind, body);
  }

  #append(kind: number, body: Uint8Array): number {
    const state = ERASED;
    return this.#log.append({
      ...{ kind, state, flags: 0, detail: 0, id: UNWRITTEN, turn: UNWRITTEN },
      body,
    });
  }
}

/** The place of a record that could not be written. */
const NOWHERE = -1;

function idBytes(id: number): Uint8Array {
  const bytes = new Uint8Array(2);
  put16(bytes, 0, id);
  return bytes;
}
