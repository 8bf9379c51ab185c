/** A message of the outbox. Memory holds where it is; its bytes are read when they are needed. */

import type { ValueLayout } from '../session/message-value';
import type { Mark, StoredMessage } from '../session/store';
import { toText } from '../text';
import type { FlashLog } from './flash-log';
import {
  ERASED,
  get16,
  get32,
  isAlive,
  type LogRecord,
  MOVED,
  NOT_QOS_1,
  NOT_QOS_2,
  NOT_RECEIVED,
  NOT_SENT,
  put16,
  put32,
  UNWRITTEN,
} from './record';
import { packedOf, type SampleForm, type SampleTimes } from './samples';

/**
 * Before the body of a message that was moved: the key of its first place, and how far it
 * was, which the check sum covers there: state, identifier, turn.
 */
export const MOVED_BYTES = 16;
const MOVED_STATE_AT = 8;
const MOVED_ID_AT = 10;
const MOVED_TURN_AT = 12;

export function keyOf({ position, flags, body }: LogRecord): number {
  if (!(flags & MOVED)) return position;
  return get32(body, 0) * 0x1_0000_0000 + get32(body, 4);
}

/** What goes before the body of a message that is moved. */
export function movedBytes(message: OutboxMessage): Uint8Array {
  const { key, id, turn } = message;
  const bytes = new Uint8Array(MOVED_BYTES);
  put32(bytes, 0, Math.floor(key / 0x1_0000_0000));
  put32(bytes, 4, key % 0x1_0000_0000);
  bytes[MOVED_STATE_AT] = stateOf(message);
  put16(bytes, MOVED_ID_AT, id);
  put16(bytes, MOVED_TURN_AT, turn);
  return bytes;
}

/** How far a message is: by the marks in its record, and by those it had before it was moved. */
function marksOf(record: LogRecord): Pick<LogRecord, 'state' | 'id' | 'turn'> {
  const { flags, state, id, turn, body } = record;
  if (!(flags & MOVED)) return record;
  return {
    state: state & body[MOVED_STATE_AT]!,
    id: id === UNWRITTEN ? get16(body, MOVED_ID_AT) : id,
    turn: turn === UNWRITTEN ? get16(body, MOVED_TURN_AT) : turn,
  };
}

/** The record without the key that moving it has put before its body. */
export function unmoved(record: LogRecord): LogRecord {
  return record.flags & MOVED ? { ...record, body: record.body.subarray(MOVED_BYTES) } : record;
}

export abstract class OutboxMessage implements StoredMessage {
  readonly key: number;
  /** Where it is now. */
  position: number;
  id = 0;
  sentQos = 0;
  mark: Mark = 'waiting';
  turn = 0;
  /** What its record has as identifier and turn: they can be written once. */
  writtenId: number;
  writtenTurn: number;
  abstract readonly topic: Uint8Array;
  abstract readonly payload: Uint8Array;
  abstract readonly qos: number;
  abstract readonly retain: boolean;
  abstract readonly priority: number;
  abstract readonly expiryS: number | undefined;

  constructor(record: LogRecord) {
    this.key = keyOf(record);
    this.position = record.position;
    this.writtenId = record.id;
    this.writtenTurn = record.turn;
    const { state, id, turn } = marksOf(record);
    if (!isAlive(record) || state & NOT_SENT) return;
    this.id = id;
    this.sentQos = state & NOT_QOS_1 ? (state & NOT_QOS_2 ? 0 : 2) : 1;
    this.mark = state & NOT_RECEIVED ? 'sent' : 'received';
    if (this.mark === 'received') this.turn = turn;
  }
}

/** The state of a record for a message that is so far. */
export function stateOf({ mark, sentQos }: OutboxMessage): number {
  if (mark === 'waiting') return ERASED;
  const sent = ERASED & ~NOT_SENT & ~(sentQos === 2 ? NOT_QOS_2 : NOT_QOS_1);
  return mark === 'received' ? sent & ~NOT_RECEIVED : sent;
}

/** What it is kept under where only some are kept: its form's number, or its topic. */
export function nameOf(message: OutboxMessage): number | string {
  if (message instanceof SampleMessage) return message.detail;
  return toText(message.topic, 0, message.topic.length);
}

/** A message that was put in whole. */
export class WholeMessage extends OutboxMessage {
  readonly #log: FlashLog;
  readonly #layout: ValueLayout;

  constructor(record: LogRecord, log: FlashLog, layout: ValueLayout) {
    super(record);
    this.#log = log;
    this.#layout = layout;
  }

  get qos(): number {
    return this.#layout.qos;
  }

  get retain(): boolean {
    return this.#layout.retain;
  }

  get priority(): number {
    return this.#layout.priority;
  }

  get expiryS(): number | undefined {
    return this.#layout.expiryS;
  }

  get #value(): Uint8Array {
    const record = this.#log.read(this.position);
    return record ? unmoved(record).body : new Uint8Array(this.#layout.payloadStart);
  }

  get topic(): Uint8Array {
    return this.#layout.topicOf(this.#value);
  }

  get properties(): Uint8Array | undefined {
    return this.#layout.propertiesOf(this.#value);
  }

  get payload(): Uint8Array {
    return this.#layout.payloadOf(this.#value);
  }
}

/** A message that is packed; there are few at a time, so each keeps its record, whose body is its own. */
export class SampleMessage extends OutboxMessage {
  readonly form: SampleForm;
  /** Its number. */
  readonly detail: number;
  readonly #record: LogRecord;
  readonly #times: SampleTimes;
  readonly #nowS: () => number | undefined;
  #payload: Uint8Array | undefined;

  constructor(
    record: LogRecord,
    form: SampleForm,
    times: SampleTimes,
    nowS: () => number | undefined,
  ) {
    super(record);
    this.form = form;
    this.detail = record.detail;
    this.#record = unmoved(record);
    this.#times = times;
    this.#nowS = nowS;
  }

  get topic(): Uint8Array {
    return this.form.topic;
  }

  get qos(): number {
    return this.form.qos;
  }

  get retain(): boolean {
    return this.form.retain ?? false;
  }

  get priority(): number {
    return this.form.priority ?? 0;
  }

  /** What is left of its time: MQTT 5 tells the server. */
  get expiryS(): number | undefined {
    const { expiryS } = this.form;
    if (expiryS === undefined) return undefined;
    return Math.max(1, expiryS - (this.#ageS ?? 0));
  }

  get isExpired(): boolean {
    const { expiryS } = this.form;
    return expiryS !== undefined && (this.#ageS ?? 0) >= expiryS;
  }

  /** Undefined when it cannot be known. */
  get #ageS(): number | undefined {
    const timeS = this.#times.timeS(this.#record);
    const nowS = this.#nowS();
    return timeS === null || nowS === undefined ? undefined : nowS - timeS;
  }

  /** Made when it is asked for, and the same for as long as the message is under way. */
  get payload(): Uint8Array {
    return (this.#payload ??= this.form.render(
      packedOf(this.#record),
      this.#times.timeS(this.#record),
    ));
  }
}
