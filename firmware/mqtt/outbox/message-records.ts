/** The records of messages: how many are alive in each block, and the marks that are written into them. */

import type { FlashLog } from './flash-log';
import { KEY_BYTES, keyBytes, type OutboxMessage, stateOf, unmoved } from './outbox-message';
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
      this.#write(message, message.writtenId, message.id, ID_AT);
      message.writtenId = message.id;
    });
  }

  /** Its PUBREC has come. */
  markReceived(message: OutboxMessage): void {
    this.tried(() => {
      this.#write(message, message.writtenTurn, message.turn, TURN_AT);
      message.writtenTurn = message.turn;
    });
  }

  /** The number first: a power cut before the state leaves what was. */
  #write(message: OutboxMessage, written: number, value: number, at: number): void {
    const { position } = message;
    if (written !== UNWRITTEN && written !== value) {
      const record = this.#log.read(position);
      if (record) this.move(message, record);
      return;
    }
    if (written === UNWRITTEN) {
      const bytes = new Uint8Array(2);
      put16(bytes, 0, value);
      this.#log.mark(position, at, bytes);
    }
    this.#log.mark(position, STATE_AT, Uint8Array.of(stateOf(message)));
  }

  /** A copy at the head takes the place of a message, with its marks and its place in the order. */
  move(message: OutboxMessage, record: LogRecord): void {
    const own = unmoved(record);
    const body = new Uint8Array(KEY_BYTES + own.body.length);
    body.set(keyBytes(message.key));
    body.set(own.body, KEY_BYTES);
    const { id, turn, position: before } = message;
    const marks = { id: id === 0 ? UNWRITTEN : id, turn: turn === 0 ? UNWRITTEN : turn };
    const flags = own.flags | MOVED;
    const position = this.#log.append({ ...own, ...marks, body, flags, state: stateOf(message) });
    this.#count(position, 1);
    message.position = position;
    message.writtenId = marks.id;
    message.writtenTurn = marks.turn;
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
