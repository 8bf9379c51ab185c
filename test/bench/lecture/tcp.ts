/**
 * TCP between the two ends of a simulated link, as far as it takes time: handshake,
 * segments, slow start from ten segments (RFC 6928), the other side's receive window, the
 * own send buffer, acknowledgements that ride on data, losses that are noticed by three
 * later acknowledgements or a time-out. The bytes are real, only their way is not.
 */

import { Duplex } from 'node:stream';
import type { MonotonicClock, Timer } from '../../../firmware/ports/clock';
import type { Link } from './link';

export const MSS_BYTES = 1_460;
/** IPv4 and TCP without options. */
export const HEADER_BYTES = 40;
const INITIAL_WINDOW = 10 * MSS_BYTES;
/** RFC 6298, clause 2.4. */
const LEAST_TIMEOUT_MS = 1_000;
const LATER_ACKS = 3;

export interface TcpLimits {
  /** Bytes that may be sent and not acknowledged. */
  readonly sendBytes: number;
  readonly receiveBytes: number;
}

type Done = (error?: Error | null) => void;

interface Segment {
  readonly from: number;
  readonly bytes: Buffer;
  passedBy: number;
  timer: Timer | undefined;
}

/** Counts what happens, so that time moves on only when nothing does. */
export interface Activity {
  count: number;
}

export class TcpEnd extends Duplex {
  #peer: TcpEnd | undefined;
  readonly #link: Link;
  readonly #clock: MonotonicClock;
  readonly #isUp: boolean;
  readonly #limits: TcpLimits;
  readonly #activity: Activity;
  #isOpen = false;
  /** What was written and not sent, and whoever waits for it to be taken. */
  #unsent: Buffer = Buffer.alloc(0);
  #writers: Done[] = [];
  #sentTo = 0;
  #flying: Segment[] = [];
  #windowBytes = INITIAL_WINDOW;
  #thresholdBytes = Infinity;
  /** What has arrived, out of order. */
  readonly #early = new Map<number, Buffer>();
  #receivedTo = 0;
  #owesAck = false;
  #isEnding = false;
  #hasEnded = false;

  private constructor(
    link: Link,
    clock: MonotonicClock,
    isUp: boolean,
    limits: TcpLimits,
    activity: Activity,
  ) {
    super({ allowHalfOpen: false });
    this.#link = link;
    this.#clock = clock;
    this.#isUp = isUp;
    this.#limits = limits;
    this.#activity = activity;
  }

  /** A connection that is being opened: the client's end emits `connect`, and `accept` gets the server's. */
  static dial(
    link: Link,
    clock: MonotonicClock,
    activity: Activity,
    limits: { readonly client: TcpLimits; readonly server: TcpLimits },
    accept: (end: TcpEnd) => void,
  ): TcpEnd {
    const client = new TcpEnd(link, clock, true, limits.client, activity);
    const server = new TcpEnd(link, clock, false, limits.server, activity);
    client.#peer = server;
    server.#peer = client;
    const synchronize = (): void => {
      if (client.#isOpen || client.destroyed) return;
      link.send(true, HEADER_BYTES, () => {
        link.send(false, HEADER_BYTES, () => {
          if (client.#isOpen) return;
          server.#isOpen = true;
          accept(server);
          client.#isOpen = true;
          client.#owesAck = true;
          activity.count++;
          client.emit('connect');
          client.#pump();
        });
      });
      clock.set(synchronize, 3 * LEAST_TIMEOUT_MS);
    };
    synchronize();
    return client;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#activity.count++;
    this.#unsent = this.#unsent.length === 0 ? chunk : Buffer.concat([this.#unsent, chunk]);
    this.#writers.push(done);
    this.#pump();
  }

  override _writev(pieces: { chunk: Buffer; encoding: BufferEncoding }[], done: Done): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _read(): void {
    this.#activity.count++;
  }

  override _final(done: Done): void {
    this.#activity.count++;
    this.#isEnding = true;
    this.#pump();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#activity.count++;
    for (const segment of this.#flying) this.#clock.clear(segment.timer);
    this.#flying = [];
    this.#isEnding = true;
    this.#unsent = Buffer.alloc(0);
    this.#pump();
    done(error);
  }

  get #flyingBytes(): number {
    return this.#flying.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Sends what the windows allow, and lets go of writers whose bytes lie in the send buffer. */
  #pump(): void {
    if (!this.#isOpen) return;
    const peer = this.#peer!;
    const most = Math.min(this.#windowBytes, this.#limits.sendBytes, peer.#limits.receiveBytes);
    while (this.#unsent.length > 0) {
      const length = Math.min(MSS_BYTES, this.#unsent.length);
      if (this.#flyingBytes + length > most) break;
      const bytes = this.#unsent.subarray(0, length);
      this.#unsent = this.#unsent.subarray(length);
      const segment: Segment = { from: this.#sentTo, bytes, passedBy: 0, timer: undefined };
      this.#sentTo += length;
      this.#flying.push(segment);
      this.#transmit(segment);
    }
    if (this.#unsent.length + this.#flyingBytes <= this.#limits.sendBytes) {
      const writers = this.#writers;
      this.#writers = [];
      for (const done of writers) done();
    }
    if (this.#isEnding && this.#unsent.length === 0) this.#sendEnd();
  }

  #sendEnd(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const peer = this.#peer!;
    this.#link.send(this.#isUp, HEADER_BYTES, () => {
      this.#activity.count++;
      if (!peer.destroyed) peer.push(null);
    });
  }

  #transmit(segment: Segment): void {
    this.#owesAck = false; // it rides on this
    const peer = this.#peer!;
    const ackTo = this.#receivedTo;
    this.#link.send(this.#isUp, HEADER_BYTES + segment.bytes.length, () => {
      peer.#acknowledged(ackTo, false);
      peer.#arrived(segment);
    });
    this.#clock.clear(segment.timer);
    segment.timer = this.#clock.set(() => {
      if (!this.#flying.includes(segment) || this.destroyed) return;
      this.#thresholdBytes = Math.max(2 * MSS_BYTES, this.#flyingBytes / 2);
      this.#windowBytes = MSS_BYTES;
      this.#transmit(segment);
    }, this.#timeoutMs);
  }

  get #timeoutMs(): number {
    return LEAST_TIMEOUT_MS;
  }

  #arrived({ from, bytes }: Segment): void {
    if (this.destroyed) return;
    this.#activity.count++;
    this.#owesAck = true;
    if (from + bytes.length > this.#receivedTo) this.#early.set(from, bytes);
    for (;;) {
      const next = this.#early.get(this.#receivedTo);
      if (!next) return;
      this.#early.delete(this.#receivedTo);
      this.#receivedTo += next.length;
      this.push(Buffer.from(next));
    }
  }

  /** What was not sent with data goes alone, once all has reacted to what came. */
  sendOwedAck(): void {
    if (!this.#owesAck || this.destroyed) return;
    this.#owesAck = false;
    const peer = this.#peer!;
    const ackTo = this.#receivedTo;
    this.#link.send(this.#isUp, HEADER_BYTES, () => {
      peer.#acknowledged(ackTo, true);
    });
  }

  #acknowledged(to: number, isAlone: boolean): void {
    const before = this.#flying.length;
    this.#flying = this.#flying.filter((segment) => {
      const isDone = segment.from + segment.bytes.length <= to;
      if (isDone) this.#clock.clear(segment.timer);
      return !isDone;
    });
    const count = before - this.#flying.length;
    if (count > 0) {
      this.#activity.count++;
      const isSlowStart = this.#windowBytes < this.#thresholdBytes;
      this.#windowBytes += isSlowStart
        ? count * MSS_BYTES
        : (count * MSS_BYTES * MSS_BYTES) / this.#windowBytes;
    } else if (isAlone && this.#flying[0] && ++this.#flying[0].passedBy === LATER_ACKS) {
      this.#thresholdBytes = Math.max(2 * MSS_BYTES, this.#flyingBytes / 2);
      this.#windowBytes = this.#thresholdBytes;
      this.#transmit(this.#flying[0]);
    }
    this.#pump();
  }
}
