/**
 * One direction of a connection: bytes that arrive in their order, each piece when the
 * network lets it. A lane through an undisturbed network passes everything on at once.
 */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import type { Network } from './network';

interface Piece {
  readonly bytes: Buffer;
  readonly dueMs: number;
  /** Called when it has arrived. */
  readonly arrived: (() => void) | undefined;
}

export class Lane {
  readonly #clock: MonotonicClock;
  readonly #network: Network;
  readonly #deliver: (bytes: Buffer) => void;
  readonly #unwatch: () => void;
  #queue: Piece[] = [];
  #lastMs = 0;
  #timer: Timer | undefined;
  #ending: (() => void) | undefined;
  #isOver = false;

  constructor(clock: MonotonicClock, network: Network, deliver: (bytes: Buffer) => void) {
    this.#clock = clock;
    this.#network = network;
    this.#deliver = deliver;
    this.#unwatch = network.whenChanged(() => {
      this.#plan();
    });
  }

  /** Takes bytes; `arrived` is called when the last of them has arrived. */
  take(bytes: Buffer, arrived?: () => void): void {
    const { pieceBytes } = this.#network;
    const size = Math.min(bytes.length, pieceBytes);
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      const isLast = at + size >= bytes.length;
      this.#add(piece, isLast ? arrived : undefined);
    }
    if (bytes.length === 0) arrived?.();
    this.#plan();
  }

  #add(bytes: Buffer, arrived: (() => void) | undefined): void {
    const { bytesPerS, mergeMs } = this.#network;
    const nowMs = this.#clock.now();
    const way = nowMs + this.#network.nextDelayMs() + mergeMs;
    const line = Math.max(nowMs, this.#lastMs) + (bytes.length * 1000) / bytesPerS;
    this.#lastMs = Math.max(this.#lastMs, way, line);
    this.#queue.push({ bytes, dueMs: this.#lastMs, arrived });
  }

  /** Calls `ended` behind the last byte. */
  end(ended: () => void): void {
    this.#ending = ended;
    this.#plan();
  }

  /** Nothing arrives any more. */
  close(): void {
    this.#isOver = true;
    this.#unwatch();
    this.#clock.clear(this.#timer);
    this.#queue = [];
    this.#ending = undefined;
  }

  /** What may arrive now does, unless it has to be in a turn of its own; a timer is for the next. */
  #plan(): void {
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    if (this.#isOver || this.#network.isCut) return;
    const isApart = this.#network.pieceBytes !== Infinity;
    while (!isApart && this.#isDue()) this.#arrive();
    const [next] = this.#queue;
    if (!next) {
      const ended = this.#ending;
      this.#ending = undefined;
      ended?.();
      return;
    }
    this.#timer = this.#clock.set(
      () => {
        if (this.#isDue()) this.#arrive();
        this.#plan();
      },
      Math.max(0, next.dueMs - this.#clock.now()),
    );
  }

  #isDue(): boolean {
    const [next] = this.#queue;
    return next !== undefined && next.dueMs <= this.#clock.now() && !this.#isOver;
  }

  /** The next piece, with all that is due at the same time where pieces are merged. */
  #arrive(): void {
    const pieces = [this.#queue.shift()!];
    while (this.#network.mergeMs > 0 && this.#queue.length > 0) pieces.push(this.#queue.shift()!);
    this.#deliver(Buffer.concat(pieces.map(({ bytes }) => bytes)));
    for (const { arrived } of pieces) arrived?.();
  }
}
