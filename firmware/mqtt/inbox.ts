/**
 * What the server sends: checks each packet, hands messages to the application
 * and has them acknowledged.
 */

import {
  MQTTCONNACK,
  MQTTPINGREQ,
  MQTTPUBACK,
  MQTTPUBLISH,
  MQTTPUBREC,
  MQTTPUBREL,
  MQTTPUBCOMP,
  MQTTQOS2,
  MQTTSUBACK,
  MQTTUNSUBACK,
} from './constants';
import {
  checkConnack,
  checkHeader,
  checkSuback,
  decodeId,
  decodePublish,
  PublishFields,
  topicProblem,
} from './decode';
import type { Extension } from './extension';
import type { Malformed } from './failures';
import type { Faults } from './faults';
import type { PacketConsumer } from './framing';
import type { Stream } from './oversize';
import type { PacketIds } from './packet-ids';
import { type Beginning, Passing, type PassingOwner } from './passing';
import { toText } from './text';

/** `payload` is a view, valid until the callback returns; `length` is its length, as on Arduino. */
export type MessageCallback = (topic: string, payload: Uint8Array, length: number) => void;
/** For handlers that await: `payload` is a copy, and the promise is looked after. */
export type AsynchronousMessageCallback = (
  topic: string,
  payload: Uint8Array,
  length: number,
) => Promise<void>;

export interface InboxOwner {
  /** Takes what the application's code throws or rejects with. */
  readonly faults: Faults;
  /** Whether an acknowledgement could be queued now. */
  answersFit(): boolean;
  connack(sessionPresent: boolean, returnCode: number): Malformed | undefined;
  readonly ids: Pick<PacketIds, 'answered' | 'gave'>;
  /** Queues acknowledgements, or owes one until it may go. */
  readonly sender: { sendAck(first: number, id: number): void };
  /** Reads nothing more until this settles, and then calls `resume`. */
  pauseFor(ready: Promise<void>): void;
  sendPingresp(): void;
  /** A message came whose QoS nobody here can honour. */
  refuseQos2(): void;
}

export class Inbox implements PacketConsumer, PassingOwner {
  callback: MessageCallback | AsynchronousMessageCallback | undefined;
  asynchronous = false;
  stream: Stream | undefined;
  extension: Extension | undefined;
  /** Messages larger than the buffer that no stream has taken, and those whose topic is lost. */
  dropped = 0;
  /** Set while everything has to wait: a message of ours is open, or a stream is not ready for more. */
  busy = false;

  readonly #owner: InboxOwner;
  /** A message of ours is open, behind which handlers could not publish. */
  #isMessageOpen = false;
  /** A stream has not yet taken what it was given. */
  #isPaused = false;
  #streaming: Promise<void> | undefined;
  /** A message that is complete while that is so, to be acknowledged afterwards. */
  #passedFirst = 0;
  #passedId = 0;
  /** Whether the CONNACK has come. */
  #established = false;
  /** The topic that came last, which is known to be right: most clients hear the same ones again and again. */
  #knownTopic: string | undefined;
  /** Made for the first message that is too large: most clients never get one. */
  #passing: Passing | undefined;

  constructor(owner: InboxOwner) {
    this.#owner = owner;
  }

  /** Forgets everything, for a new connection. */
  reset(): void {
    this.#established = false;
    this.#isPaused = false;
    this.#passedId = 0;
    this.#setBusy();
    this.#passing?.reset();
  }

  get faults(): Faults {
    return this.#owner.faults;
  }

  set messageOpen(isOpen: boolean) {
    this.#isMessageOpen = isOpen;
    this.#setBusy();
  }

  #setBusy(): void {
    this.busy = this.#isMessageOpen || this.#isPaused;
  }

  /** Holds all that comes until a stream is ready for more. */
  holdFor(ready: void | Promise<void>): void {
    if (!ready) return;
    this.#streaming = ready;
    this.#isPaused = true;
    this.#setBusy();
    this.#owner.pauseFor(ready);
  }

  /** The stream is ready. */
  resume(): void {
    this.#isPaused = false;
    this.#setBusy();
    const id = this.#passedId;
    this.#passedId = 0;
    if (id > 0) this.passed(this.#passedFirst, id);
  }

  ready(first: number): boolean {
    const type = first & 0xf0;
    const isAnswered =
      (type === MQTTPUBLISH && (first & 0x06) !== 0) ||
      type === MQTTPUBREC ||
      type === MQTTPUBREL ||
      type === MQTTPINGREQ;
    if (this.#isPaused) return false;
    return (!isAnswered && !this.busy) || this.#owner.answersFit();
  }

  header(first: number, remaining: number): Malformed | undefined {
    const type = first & 0xf0;
    if (!this.#established) {
      // [MQTT-3.2.0-1]: nothing comes before the CONNACK.
      return type === MQTTCONNACK ? checkHeader(first, remaining) : 'not a CONNACK';
    }
    if (type === MQTTCONNACK) return 'unexpected packet';
    if (type === MQTTPUBREC || type === MQTTPUBREL || type === MQTTPUBCOMP) {
      return this.extension ? this.extension.header(first, remaining) : 'unexpected packet';
    }
    return checkHeader(first, remaining);
  }

  /**
   * Messages and PUBACKs are what comes all the time: they are handled here, by as
   * few calls as can be, and what only messages need is declared for them alone.
   */
  packet(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    if ((first & 0xf0) === MQTTPUBLISH && this.#established) {
      const topicStart = start + 2;
      const topicEnd = topicStart + ((bytes[start]! << 8) | bytes[start + 1]!);
      let payloadStart = topicEnd;
      if (first & 0x0e) {
        const malformed = checkHeader(first, end - start);
        if (malformed) return malformed;
        if (first & 0x06) payloadStart += 2;
      }
      if (payloadStart > end) return 'wrong length';
      let topic: string | undefined;
      try {
        topic = toText(bytes, topicStart, topicEnd);
        if (topic !== this.#knownTopic) {
          const problem = topicProblem(bytes, topicStart, topicEnd);
          // A body too short for a topic is one of a wrong length, however it comes.
          if (problem) return checkHeader(first, end - start) ?? problem;
          this.#knownTopic = topic;
        }
        if (payloadStart === topicEnd) {
          const length = end - payloadStart;
          const payload = new Uint8Array(bytes.buffer, bytes.byteOffset + payloadStart, length);
          this.#handOn(topic, payload, this.stream);
          return undefined;
        }
      } catch (error) {
        if (topic === undefined) return 'UTF-8'; // a desk engine's own conversion has found it
        this.#owner.faults.report(error);
        return undefined;
      }
      return this.#publishWithId(first, topic, bytes, payloadStart, end);
    }
    if (first === MQTTPUBACK && end === start + 2 && this.#established && !this.extension) {
      return bytes[start + 1] !== 0 || bytes[start] !== 0 ? undefined : 'packet identifier 0';
    }
    return this.header(first, end - start) ?? this.#other(first, bytes, start, end);
  }

  #other(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    switch (first & 0xf0) {
      case MQTTPUBACK:
      case MQTTPUBREC:
      case MQTTPUBREL:
      case MQTTPUBCOMP:
        return this.#acknowledged(first & 0xf0, bytes, start);
      case MQTTSUBACK:
      case MQTTUNSUBACK:
        return checkSuback(bytes, start, end) ?? this.#answer(first, bytes, start, end);
      case MQTTCONNACK:
        return this.#connack(bytes, start);
      case MQTTPINGREQ:
        this.#owner.sendPingresp();
        return undefined;
      default: // PINGRESP: that something came is what counts
        return undefined;
    }
  }

  #acknowledged(type: number, bytes: Uint8Array, start: number): Malformed | undefined {
    const id = decodeId(bytes, start);
    if (id === 0) return 'packet identifier 0';
    this.extension?.acknowledged(type, id, 0);
    return undefined;
  }

  #connack(bytes: Uint8Array, start: number): Malformed | undefined {
    const malformed = checkConnack(bytes, start);
    if (malformed) return malformed;
    this.#established = true;
    return this.#owner.connack((bytes[start]! & 1) === 1, bytes[start + 1]!);
  }

  /** The answer to a request, which has one filter [MQTT-3.8.4-5]; a module knows what it has asked itself. */
  #answer(first: number, bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    if (end - start > 3) return 'wrong length';
    return this.answered(
      first & 0xf0,
      decodeId(bytes, start),
      end > start + 2 ? bytes[end - 1]! : 0,
    );
  }

  /** Passes the answer to a request on. */
  answered(type: number, id: number, code: number): Malformed | undefined {
    if (this.#owner.ids.answered(id)) return undefined;
    if (this.extension) this.extension.answered(type, id, code);
    else if (!this.#owner.ids.gave(id)) return 'unknown packet identifier';
    return undefined;
  }

  #publishWithId(
    first: number,
    topic: string,
    bytes: Uint8Array,
    payloadStart: number,
    end: number,
  ): Malformed | undefined {
    const id = decodeId(bytes, payloadStart - 2);
    if (id === 0) return 'packet identifier 0'; // [MQTT-2.3.1-1]
    this.published(first, id, topic, viewOf(bytes, payloadStart, end));
    return undefined;
  }

  /** Hands a message above QoS 0 on and has it acknowledged. */
  published(
    first: number,
    id: number,
    topic: string,
    payload: Uint8Array,
    properties?: Uint8Array,
  ): void {
    if (this.extension) this.extension.published(first, id, topic, payload, properties);
    else if ((first & 0x06) === MQTTQOS2) this.#owner.refuseQos2();
    else {
      this.deliver(topic, payload);
      this.#passedWhenReady(first, id);
    }
  }

  /** A message is acknowledged once a stream has finished with it. */
  #passedWhenReady(first: number, id: number): void {
    if (this.#isPaused) {
      this.#passedFirst = first;
      this.#passedId = id;
    } else this.passed(first, id);
  }

  /** A message above QoS 0 has passed by. */
  passed(first: number, id: number): void {
    if (this.extension) this.extension.passed(first, id);
    else this.#owner.sender.sendAck(MQTTPUBACK, id);
  }

  /** Hands a message on to the application, also to a stream unless that has it. Whatever it does with it stays its own affair. */
  deliver(topic: string, payload: Uint8Array, isStreamed = false): void {
    try {
      this.#handOn(topic, payload, isStreamed ? undefined : this.stream);
    } catch (error) {
      this.#owner.faults.report(error);
    }
  }

  #handOn(topic: string, payload: Uint8Array, stream: Stream | undefined): void {
    const { callback } = this;
    const { length } = payload;
    if (stream && length > 0) this.#stream(stream, topic, payload);
    if (!callback) return;
    const data = this.asynchronous ? payload.slice() : payload;
    const returned: unknown = callback(topic, data, length);
    if (returned !== undefined) this.#owner.faults.watch(returned);
  }

  /** Settles when a stream has finished with what it was given last; undefined when it has. */
  get streaming(): Promise<void> | undefined {
    return this.#isPaused ? this.#streaming : undefined;
  }

  #stream(stream: Stream, topic: string, payload: Uint8Array): void {
    if (stream.begin) this.faults.tell(() => stream.begin?.(topic, payload.length));
    this.holdFor(stream.write(payload));
    stream.end?.(true);
  }

  oversize(
    first: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    remaining: number,
  ): boolean | Malformed {
    if ((first & 0xf0) !== MQTTPUBLISH) return 'wrong length';
    const topicEnd = 2 + decodeId(bytes, start);
    const head = topicEnd + (first & 0x06 ? 2 : 0);
    if (head > remaining) return 'wrong length';
    let topic: string | undefined;
    if (start + head <= end) {
      const fields = new PublishFields();
      const malformed = decodePublish(first, bytes, start, end, fields);
      if (malformed) return malformed;
      topic = toText(bytes, fields.topicStart, fields.topicEnd);
    }
    const payloadOffset = head;
    return this.passing({ first, remaining, topicEnd, payloadOffset, topic }, bytes, start, end);
  }

  /** A message larger than the buffer passes by; its fields are checked, as far as they lie in the buffer. */
  passing(message: Beginning, bytes: Uint8Array, start: number, end: number): boolean {
    if ((message.first & 0x06) === MQTTQOS2 && !this.extension) {
      this.#owner.refuseQos2();
      return false;
    }
    const isKnown = message.topic !== undefined && !this.#isRepeated(message, bytes, start);
    const stream = isKnown ? this.stream : undefined;
    const keep = stream !== undefined && this.callback !== undefined;
    this.#passing ??= new Passing(this);
    this.#passing.begin(message, bytes, start, end, stream, keep);
    return keep;
  }

  /** Whether a QoS 2 message was handed on before, and has not been released [MQTT-4.3.3-2]. */
  #isRepeated({ first, topicEnd }: Beginning, bytes: Uint8Array, start: number): boolean {
    const isQos2 = (first & 0x06) === MQTTQOS2;
    return isQos2 && this.extension?.hasTaken(decodeId(bytes, start + topicEnd)) === true;
  }

  part(bytes: Uint8Array, start: number, end: number, last: boolean): Malformed | undefined {
    const passing = this.#passing!;
    passing.take(bytes, start, end);
    if (!last) return undefined;
    const id = passing.complete();
    const { first } = passing;
    if ((first & 0x06) === 0) return undefined;
    if (id === 0) return 'packet identifier 0'; // [MQTT-2.3.1-1]
    this.#passedWhenReady(first, id);
    return undefined;
  }
}

function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}
