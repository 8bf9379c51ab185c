/**
 * The message store on flash: a bounded queue that outlasts restarts and power cuts at
 * any write. A message is one record of the log; how far it is stands in bits of it that
 * are cleared in place. Memory holds what is under way, and where to look for the next.
 */

import type { FlashPartition } from '../../ports/flash';
import { ValueLayout, valueOf } from '../session/message-value';
import type {
  GivenUp,
  MessageStore,
  NewMessage,
  PutFailure,
  StoredMessage,
} from '../session/store';
import { FlashLog } from './flash-log';
import { MessageRecords } from './message-records';
import {
  MOVED_BYTES,
  nameOf,
  OutboxMessage,
  SampleMessage,
  unmoved,
  WholeMessage,
} from './outbox-message';
import { Kept, Policies, type TopicPolicy } from './policies';
import { isAlive, type LogRecord, MOVED, NOT_SENT, UNWRITTEN } from './record';
import {
  packSample,
  packStart,
  runOf,
  type SampleForm,
  type SampleTime,
  SampleTimes,
  unpackStart,
} from './samples';
import { ServiceRecords, START } from './service-records';
import { type LineOwner, priorityFlags, WaitingLine } from './waiting-line';

export interface OutboxOptions {
  /** The kinds of packed messages; what is on flash speaks of them by number, so their order stays. */
  readonly forms?: readonly SampleForm[];
  readonly policies?: readonly TopicPolicy[];
  /** How many bytes of the partition are used at most; all of it when it is not said. */
  readonly maximumBytes?: number;
  /** What happens when there is no room: the oldest give way, a block's worth at a time, or the newest is refused. */
  readonly whenFull?: 'drop oldest' | 'refuse newest';
  /** Unix seconds, or undefined while the clock is not set. */
  readonly nowS?: () => number | undefined;
  /** Told of what could not be written: of a mark, after a power cut the message is then sent again. */
  readonly onFault?: (error: unknown) => void;
}

const WHOLE = 4;
const SAMPLE = 5;

/** Blocks that messages leave free: what must be written whatever waits goes there, also what moves out of a block. */
const SPARE = 3;
/** Of these so many are for what moves. */
const MOVING = 2;
const LEAST_BLOCKS = SPARE + 2;

export class Outbox implements MessageStore, LineOwner {
  onGivenUp: ((message: StoredMessage, why: GivenUp) => void) | undefined;
  /** How many messages were given up: for newer ones, and because their time was over. */
  dropped = 0;
  expired = 0;
  readonly incoming: ServiceRecords;
  readonly #log: FlashLog;
  readonly #options: OutboxOptions;
  readonly #forms: readonly SampleForm[];
  readonly #policies: Policies;
  readonly #kept = new Kept();
  readonly #times = new SampleTimes();
  readonly #mostBlocks: number;
  readonly #records: MessageRecords;
  /** What was sent, or is leaving, by key. */
  readonly #open = new Map<number, OutboxMessage>();
  readonly #line: WaitingLine;
  readonly #expiring: OutboxMessage[] = [];
  readonly #gone: { readonly message: OutboxMessage; readonly why: GivenUp }[] = [];

  constructor(partition: FlashPartition, options: OutboxOptions = {}) {
    const { forms = [], policies = [], maximumBytes = partition.byteLength } = options;
    this.#options = options;
    this.#forms = forms;
    this.#policies = new Policies(policies);
    this.#log = new FlashLog(partition);
    const { blocks, blockBytes } = this.#log;
    this.#mostBlocks = Math.min(blocks, Math.floor(maximumBytes / blockBytes));
    if (this.#mostBlocks < LEAST_BLOCKS) {
      throw new RangeError(
        `an outbox needs ${LEAST_BLOCKS} blocks of ${blockBytes} bytes at least`,
      );
    }
    this.#records = new MessageRecords(this.#log, options.onFault);
    this.#line = new WaitingLine(this.#log, this);
    this.incoming = new ServiceRecords(this.#log, {
      tried: (write) => this.#records.tried(write),
      makeRoom: (bodyBytes) => {
        this.#makeRoom(bodyBytes, true);
      },
    });
    this.#log.scan((record) => {
      this.#found(record);
    });
  }

  // ---- what is there from before

  #found(record: LogRecord): void {
    const { kind, id, body } = record;
    if (kind === START) {
      const { run, unixMs } = unpackStart(body);
      this.#times.saw(run, unixMs);
    } else if (kind !== WHOLE && kind !== SAMPLE) this.incoming.found(record);
    else {
      if (id !== UNWRITTEN && isAhead(id, this.#log.lastId)) this.#log.lastId = id;
      if (isAlive(record)) this.#foundMessage(record);
    }
  }

  #foundMessage(record: LogRecord): void {
    const isMoved = (record.flags & MOVED) !== 0;
    const run = record.kind === SAMPLE ? runOf(unmoved(record)) : undefined;
    if (run !== undefined) this.#times.saw(run);
    const form = record.kind === SAMPLE ? this.#forms[record.detail] : undefined;
    if (form && !isMoved && record.state & NOT_SENT) {
      this.#records.found(record.position);
      this.#wait(form.priority ?? 0, record.position, record.detail, form.keep);
      return;
    }
    const message = this.messageOf({ ...record, body: record.body.slice() });
    if (!message) return;
    if (isMoved) this.#replaceMoved(message.key);
    this.#records.found(record.position);
    if (message.mark !== 'waiting') this.#open.set(message.key, message);
    else if (isMoved) this.#line.return(message);
    else this.#waitWhole(message);
    if (message.mark === 'waiting' && message.expiryS !== undefined) this.#expiring.push(message);
  }

  /** A power cut may have come between the copy and the end of the original. */
  #replaceMoved(key: number): void {
    const open = this.#open.get(key);
    if (open) {
      this.#records.kill(open.position);
      return;
    }
    const record = this.#log.blockOf(key) >= this.#log.tail ? this.#log.read(key) : undefined;
    const original = record && isAlive(record) ? this.messageOf(record) : undefined;
    if (!original) return;
    this.#leave(original);
    this.#records.kill(original.position);
  }

  messageOf(record: LogRecord): OutboxMessage | undefined {
    if (record.kind === SAMPLE) {
      const form = this.#forms[record.detail];
      const { nowS = () => undefined } = this.#options;
      return form && new SampleMessage(record, form, this.#times, nowS);
    }
    const layout = record.kind === WHOLE ? ValueLayout.of(unmoved(record).body) : undefined;
    return layout && new WholeMessage(record, this.#log, layout);
  }

  // ---- putting in

  put(message: NewMessage): StoredMessage | PutFailure {
    const policy = this.#policies.of(message.topic);
    const priority = message.priority || policy?.priority || 0;
    const expiryS = message.expiryS ?? policy?.expiryS;
    const value = valueOf({ ...message, expiryS, priority });
    const flags = priorityFlags(priority);
    const record = this.#write({ kind: WHOLE, flags, detail: 0, body: value });
    if (typeof record === 'string') return record;
    const put = this.messageOf(record)!;
    this.#waitWhole(put, policy);
    this.#tellGone();
    return put;
  }

  /** Keeps what was measured, by the form of this number; a failure says why it is not kept. */
  addSample(form: number, time: SampleTime, packed: Uint8Array): PutFailure | undefined {
    const { keep, priority = 0 } = this.#forms[form]!;
    const { flags, body } = packSample(time, this.#times.run, packed);
    const more = priorityFlags(priority);
    const record = this.#write({ kind: SAMPLE, flags: flags | more, detail: form, body });
    if (typeof record === 'string') return record;
    if (runOf(record) !== undefined) this.#times.isWanted = true;
    this.#wait(priority, record.position, form, keep);
    this.#tellGone();
    return undefined;
  }

  /** The clock is set now, and this run began at `startUnixMs`: samples without a date get theirs. */
  clockSet(startUnixMs: number): void {
    if (this.#times.isKnown) return;
    const { run, isWanted } = this.#times;
    this.#times.began(startUnixMs);
    this.#line.lookAgain(); // the next may have been made without a date
    if (isWanted) this.incoming.writeStart(packStart(run, startUnixMs));
  }

  #write(record: Pick<LogRecord, 'kind' | 'flags' | 'detail' | 'body'>): LogRecord | PutFailure {
    if (record.body.length > this.#log.mostBytes - MOVED_BYTES) return 'store full';
    try {
      if (!this.#makeRoom(record.body.length)) return 'store full';
      return this.#records.append(record);
    } catch (error) {
      this.#options.onFault?.(error);
      return 'store failed';
    }
  }

  #waitWhole(message: OutboxMessage, policy = this.#policies.of(message.topic)): void {
    const name = policy?.keep === undefined ? '' : nameOf(message);
    this.#wait(message.priority, message.position, name, policy?.keep);
  }

  /** It waits; what is too much of its kind is given up. */
  #wait(priority: number, at: number, name: number | string, keep: number | undefined): void {
    this.#line.add(priority);
    if (keep === undefined) return;
    this.#kept.add(name, at);
    let position = this.#kept.excess(name, Math.max(1, keep));
    while (position !== undefined) {
      const record = this.#log.read(position);
      const excess = record && this.messageOf(record);
      if (excess) this.#giveUp(excess, 'made room');
      this.#kept.remove(name, position);
      position = this.#kept.excess(name, Math.max(1, keep));
    }
  }

  // ---- room

  /** Sees to it that a record can be appended; false when it may not. What must be written is never refused. */
  #makeRoom(bodyBytes: number, must = false): boolean {
    this.#advance();
    if (this.#log.fits(bodyBytes)) return true;
    const spare = must ? MOVING : SPARE;
    while (this.#mostBlocks - this.#log.used <= spare) {
      if (!must && this.#options.whenFull === 'refuse newest') return false;
      this.#giveUpTail();
      this.#advance();
    }
    return true;
  }

  /** Blocks at the tail in which no message is alive are given up. */
  #advance(): void {
    const log = this.#log;
    while (log.tail < log.head && this.#records.isEmpty(log.tail)) {
      this.incoming.carry(log.tail);
      log.tail++;
    }
  }

  /** The messages of the oldest block: what waits gives way, what is under way moves on. */
  #giveUpTail(): void {
    const log = this.#log;
    const number = log.tail;
    for (
      let record = log.next(0);
      record && log.blockOf(record.position) === number;
      record = log.next(log.behind(record))
    ) {
      const message = isAlive(record) ? this.messageOf(record) : undefined;
      if (!message) continue;
      const open = this.#open.get(message.key);
      if (open) this.#records.move(open, record);
      else this.#giveUp(message, 'made room');
    }
    this.#records.clear(number); // what cannot be read any more
  }

  #giveUp(message: OutboxMessage, why: GivenUp): void {
    this.#leave(message);
    this.#records.kill(message.position);
    if (why === 'expired') this.expired++;
    else this.dropped++;
    this.#gone.push({ message, why });
  }

  /** Only once all is in order again: who is told may put the next in at once. */
  #tellGone(): void {
    for (let gone = this.#gone.shift(); gone; gone = this.#gone.shift()) {
      this.onGivenUp?.(gone.message, gone.why);
    }
  }

  // ---- what goes next

  get waiting(): number {
    return this.#line.length;
  }

  next(): StoredMessage | undefined {
    const next = this.#line.next();
    this.#tellGone();
    return next;
  }

  isOpen(position: number): boolean {
    return this.#open.has(position);
  }

  isGivenUp(message: OutboxMessage): boolean {
    const isExpired = message instanceof SampleMessage && message.isExpired;
    if (isExpired) this.#giveUp(message, 'expired');
    return isExpired;
  }

  // ---- how far it is

  markLeaving(stored: StoredMessage): void {
    this.#opened(ownOf(stored));
  }

  markSent(stored: StoredMessage, id: number, qos: number): void {
    const message = ownOf(stored);
    if (id === 0) {
      this.#open.delete(message.key);
      message.mark = 'waiting';
      message.id = message.sentQos = 0;
      this.#line.return(message);
      return;
    }
    this.#opened(message);
    message.mark = 'sent';
    message.id = this.#log.lastId = id;
    message.sentQos = qos;
    this.#records.markSent(message);
  }

  markReceived(stored: StoredMessage, turn: number): void {
    const message = ownOf(stored);
    if (message.mark === 'received') return;
    message.mark = 'received';
    message.turn = turn;
    this.#records.markReceived(message);
  }

  remove(stored: StoredMessage): void {
    const message = ownOf(stored);
    this.#leave(message);
    this.#open.delete(message.key);
    this.#records.kill(message.position);
  }

  #opened(message: OutboxMessage): void {
    this.#leave(message);
    this.#open.set(message.key, message);
  }

  /** It waits no more, if it did. */
  #leave(message: OutboxMessage): void {
    if (this.#open.has(message.key)) return;
    this.#line.leave(message);
    if (!this.#kept.isEmpty) this.#kept.remove(nameOf(message), message.position);
  }

  /** All messages, oldest first: for those who want to look, for it reads all of the flash. */
  iterate(): Iterable<StoredMessage> {
    const messages: OutboxMessage[] = [];
    for (let at = this.#log.next(0); at; at = this.#log.next(this.#log.behind(at))) {
      const message = isAlive(at) ? this.messageOf(at) : undefined;
      if (message) messages.push(this.#open.get(message.key) ?? message);
    }
    return messages.sort((a, b) => a.key - b.key);
  }

  known(): Iterable<StoredMessage> {
    const open = Array.from(this.#open.values()).sort((a, b) => a.key - b.key);
    return open.concat(this.#expiring.splice(0));
  }

  get lastId(): number | undefined {
    return this.#log.lastId || undefined;
  }

  get hasSession(): boolean {
    return this.incoming.hasSession;
  }

  set hasSession(has: boolean) {
    this.incoming.hasSession = has;
  }
}

function ownOf(message: StoredMessage): OutboxMessage {
  if (message instanceof OutboxMessage) return message;
  throw new TypeError('the message is of another store');
}

/** Whether `id` was given out behind `last`: they count in a ring. */
function isAhead(id: number, last: number): boolean {
  return ((id - last) & 0xffff) < 0x8000;
}
