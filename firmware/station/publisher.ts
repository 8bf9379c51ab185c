/**
 * Takes readings and sees them to the broker. A reading is accepted once it is in the
 * outbox, which is on flash; there it stays until the broker has it, whatever happens to
 * the connection or the power.
 */

import { explain } from '../mqtt/explain';
import type { CallFailure } from '../mqtt/failures';
import { Outbox } from '../mqtt/outbox/outbox';
import { SampleMessage } from '../mqtt/outbox/outbox-message';
import type { TopicPolicy } from '../mqtt/outbox/policies';
import type { SampleForm, SampleTime } from '../mqtt/outbox/samples';
import type { DeliveryState } from '../mqtt/session/receipt';
import { Session, type SessionOptions } from '../mqtt/session/session';
import type { StoredMessage } from '../mqtt/session/store';
import { toText } from '../mqtt/text';
import { topicNameBytes } from '../mqtt/topic';
import type { FlashPartition } from '../ports/flash';
import type { Tell } from './events';
import type { Guard } from './guard';
import { messageOf } from './message-of';
import { packReading, type Reading, readingForm } from './reading';
import type { Sealing } from './sealing';
import type { TimeKeeper } from './time-keeper';

export interface PublisherParts {
  readonly flash: FlashPartition;
  readonly time: TimeKeeper;
  readonly guard: Guard;
  readonly tell: Tell;
  /** Encrypts readings. */
  readonly sealing?: Sealing | undefined;
}

export interface PublisherOptions {
  /** The station's, which stands in the payload. */
  readonly id: string;
  readonly topic: string;
  /** 0 to 2 */
  readonly qos: number;
  /** How many readings are kept while they cannot be sent; all that there is room for when it is not said. */
  readonly keep?: number | undefined;
  /** Forms of what is measured beside readings. */
  readonly more?: readonly SampleForm[];
  readonly session?: Omit<SessionOptions, 'store'>;
  /** What holds for other messages that go through the session. */
  readonly policies?: readonly TopicPolicy[];
}

/** Losses are told at the first, and then each time so many more have come. */
const TOLD_EVERY = 360;

/** The number of the readings' form in the outbox; those of other measurements follow it. */
const READING = 0;
const MORE = 1;

export class Publisher {
  /** Plugs into the client that sends. */
  readonly session: Session;
  /** Readings that could not be kept or sent, whatever the network does. */
  lost = 0;
  /** Readings that have given way to newer ones. */
  dropped = 0;
  readonly #parts: PublisherParts;
  readonly #topic: string;
  /** Undefined when it is none that may be published to. */
  readonly #topicBytes: Uint8Array | undefined;
  readonly #outbox: Outbox;

  constructor(parts: PublisherParts, options: PublisherOptions) {
    const { id, topic, qos, keep, session, policies = [], more = [] } = options;
    this.#parts = parts;
    this.#topic = topic;
    this.#topicBytes = topicNameBytes(topic);
    this.#outbox = new Outbox(parts.flash, {
      policies,
      forms: [
        readingForm({
          ...{ id, topic: this.#topicBytes ?? new Uint8Array(0), qos, keep },
          seal: parts.sealing && ((payload) => parts.sealing!.seal(payload)),
        }),
        ...more,
      ],
      onFault: (error) => {
        this.#failed(error);
      },
    });
    this.session = new Session({ ...session, store: this.#outbox });
    this.session.onSettled = parts.guard.wrap('publish', (message, state, reason) => {
      this.#settled(message, state, reason);
    });
  }

  /** Readings that were accepted and are not with the broker yet. */
  get waiting(): number {
    return this.session.pending;
  }

  /** Accepts a reading: once this returns true it outlasts a power cut. The session's pump sends it. */
  accept(reading: Reading): boolean {
    if (!this.#topicBytes) {
      this.#lose('bad topic');
      return false;
    }
    return this.#add(READING, packReading(reading), reading.ticksMs);
  }

  /** Accepts a measurement of the form `number` of those beside readings: it is kept like one. */
  acceptMore(number: number, packed: Uint8Array, ticksMs: number): boolean {
    return this.#add(MORE + number, packed, ticksMs);
  }

  #add(form: number, packed: Uint8Array, ticksMs: number): boolean {
    const time: SampleTime = this.#parts.time.timeOf(ticksMs);
    const failure = this.#outbox.addSample(form, time, packed);
    if (failure !== undefined) this.lost++;
    if (failure === 'store full') this.#failed(new Error('there is no room for it'));
    return failure === undefined;
  }

  /** The clock is set: readings from before get their date. */
  clockSet(startUnixMs: number): void {
    this.#outbox.clockSet(startUnixMs);
  }

  #settled(message: StoredMessage, state: DeliveryState, reason: string | undefined): void {
    // Other messages go through the session too: they are somebody else's to tell.
    if (!(message instanceof SampleMessage)) return;
    if (reason === 'made room' || state === 'expired') this.#madeRoom();
    else if (state === 'dropped') this.#lose('too long');
    else if (state === 'refused') this.#lose('refused');
    else {
      const { topic, detail } = message;
      const payload = toText(message.payload, 0, message.payload.length);
      const what =
        detail === READING
          ? ({ event: 'reading', topic: this.#topic } as const)
          : ({ event: 'measurement', topic: toText(topic, 0, topic.length) } as const);
      this.#parts.tell({ level: 'info', ...what, payload });
    }
  }

  #madeRoom(): void {
    const dropped = ++this.dropped;
    if (dropped !== 1 && dropped % TOLD_EVERY !== 0) return;
    this.#parts.tell({ level: 'warn', event: 'backlog', dropped, waiting: this.waiting });
  }

  #lose(failure: CallFailure | 'refused'): void {
    this.lost++;
    if (this.lost !== 1 && this.lost % TOLD_EVERY !== 0) return;
    const { meaning } = explain(failure, 0);
    this.#parts.tell({
      level: 'error',
      event: 'reading lost',
      topic: this.#topic,
      lost: this.lost,
      failure,
      meaning,
      check: 'the lengths of id, base and topic, and the characters in them',
    });
  }

  #failed(error: unknown): void {
    const problem = `a reading cannot be kept: ${messageOf(error)}`;
    this.#parts.tell({ level: 'error', event: 'flash', problem });
  }
}
