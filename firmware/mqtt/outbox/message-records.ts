/** The records of messages: how many are alive in each block, and the marks that are written into them. */

import type { FlashLog } from './flash-log';
import { MOVED_BYTES, movedBytes, type OutboxMessage, stateOf, unmoved } from './outbox-message';
import {
  DEAD,
  ERASED,
  ID_AT,
  type LogRecord,
  MOVED,
  put16,
  STATE_AT,
  TURN_AT,
  UNWRITTEN,
} from './record';

export class MessageRecords {
  readonly #log: FlashLog;
  readonly #onFault: ((error: unknown) => void) | undefined;
  /** Messages that are alive, by block. */
  readonly #alive: Uint16Array;

  constructor(log: FlashLog, onFault: ((error: unknown) => void) | undefined) {
    this.#log = log;
    this.#onFault = onFault;
    this.#alive = new Uint16Array(log.blocks);
  }

  /** A record that is alive. */
  found(position: number): void {
    this.#count(position, 1);
  }

  isEmpty(block: number): boolean {
    return this.#alive[block % this.#log.blocks] === 0;
  }

  /** Nothing in a block counts any more. */
  clear(block: number): void {
    this.#alive[block % this.#log.blocks] = 0;
  }

  /** Appends a message that waits. Throws when flash fails. */
  append(record: Pick<LogRecord, 'kind' | 'flags' | 'detail' | 'body'>): LogRecord {
    const whole = { ...record, state: ERASED, id: UNWRITTEN, turn: UNWRITTEN };
    const position = this.#log.append(whole);
    this.#count(position, 1);
    return { ...whole, position };
  }

  /** It is over with a message. */
  kill(position: number): void {
    this.#count(position, -1);
    this.tried(() => {
      this.#log.mark(position, STATE_AT, Uint8Array.of(DEAD));
    });
  }

  /** Its identifier and QoS are new. */
  markSent(message: OutboxMessage): void {
    this.tried(() => {
      if (this.#write(message, message.writtenId, message.id, ID_AT)) {
        message.writtenId = message.id;
      }
    });
  }

  /** Its PUBREC has come. */
  markReceived(message: OutboxMessage): void {
    this.tried(() => {
      if (this.#write(message, message.writtenTurn, message.turn, TURN_AT)) {
        message.writtenTurn = message.turn;
      }
    });
  }

  /** The number first: a power cut before the state leaves what was. False when the message has moved instead. */
  #write(message: OutboxMessage, written: number, value: number, at: number): boolean {
    const { position } = message;
    if (written !== UNWRITTEN && written !== value) {
      const record = this.#log.read(position);
      if (record) this.move(message, record);
      return false;
    }
    if (written === UNWRITTEN) {
      const bytes = new Uint8Array(2);
      put16(bytes, 0, value);
      this.#log.mark(position, at, bytes);
    }
    this.#log.mark(position, STATE_AT, Uint8Array.of(stateOf(message)));
    return true;
  }

  /** A copy at the head takes the place of a message, with its marks and its place in the order. */
  move(message: OutboxMessage, record: LogRecord): void {
    const own = unmoved(record);
    const body = new Uint8Array(MOVED_BYTES + own.body.length);
    body.set(movedBytes(message));
    body.set(own.body, MOVED_BYTES);
    const { position: before } = message;
    const flags = own.flags | MOVED;
    const fresh = { state: ERASED, id: UNWRITTEN, turn: UNWRITTEN };
    const position = this.#log.append({ ...own, ...fresh, body, flags });
    this.#count(position, 1);
    message.position = position;
    message.writtenId = message.writtenTurn = UNWRITTEN;
    this.kill(before);
  }

  /** Does a write, and says what was wrong to whom it concerns. */
  tried(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      this.#onFault?.(error);
      return false;
    }
  }

  #count(position: number, by: number): void {
    this.#alive[this.#log.blockOf(position) % this.#log.blocks]! += by;
  }
}
