/**
 * The way of packets between a board and a server: a rate for each direction, one queue
 * each, a delay that varies, losses, and a radio that has to be woken. Time is the
 * clock's, chance a seed's: a run repeats exactly.
 */

import type { MonotonicClock } from '../../../firmware/ports/clock';

export interface LinkParameters {
  /** From a packet's last bit to its arrival, one way, and how much longer it may take. */
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly upBitsPerS: number;
  readonly downBitsPerS: number;
  /** How many of all packets are lost, 0 to 1. */
  readonly loss: number;
  /** What the first packet waits for after the radio was silent for so long; the longest that applies. */
  readonly wakings: readonly { readonly afterMs: number; readonly takesMs: number }[];
}

/** A packet as the board's radio sees it. */
export interface Packet {
  readonly atMs: number;
  readonly bytes: number;
  readonly isUp: boolean;
}

export class Link {
  readonly packets: Packet[] = [];
  /** While it says so, nothing arrives. */
  isBroken = false;
  readonly #clock: MonotonicClock;
  readonly #parameters: LinkParameters;
  readonly #random: () => number;
  readonly #busyToMs = { up: 0, down: 0 };
  readonly #lastDueMs = { up: 0, down: 0 };
  #activeMs = -Infinity;

  /** `random` gives numbers from 0 to 1. */
  constructor(clock: MonotonicClock, parameters: LinkParameters, random: () => number) {
    this.#clock = clock;
    this.#parameters = parameters;
    this.#random = random;
  }

  /** Sends a packet of so many bytes, headers included; `arrived` is called unless it is lost. */
  send(isUp: boolean, bytes: number, arrived: () => void): void {
    const { delayMs, jitterMs, upBitsPerS, downBitsPerS, loss } = this.#parameters;
    const way = isUp ? 'up' : 'down';
    const nowMs = this.#clock.now();
    const beginMs = Math.max(nowMs, this.#busyToMs[way]) + this.#wakingMs(nowMs);
    const sentMs = beginMs + (8_000 * bytes) / (isUp ? upBitsPerS : downBitsPerS);
    this.#busyToMs[way] = sentMs;
    const dueMs = Math.max(this.#lastDueMs[way], sentMs + delayMs + jitterMs * this.#random());
    this.#lastDueMs[way] = dueMs;
    // The radio is at the board's end of the way.
    const atMs = isUp ? sentMs : dueMs;
    this.packets.push({ atMs, bytes, isUp });
    this.#activeMs = Math.max(this.#activeMs, atMs);
    const isLost = this.#random() < loss;
    this.#clock.set(() => {
      if (!isLost && !this.isBroken) arrived();
    }, dueMs - nowMs);
  }

  #wakingMs(nowMs: number): number {
    const silentMs = nowMs - this.#activeMs;
    let takesMs = 0;
    for (const waking of this.#parameters.wakings) {
      if (silentMs > waking.afterMs) takesMs = Math.max(takesMs, waking.takesMs);
    }
    return takesMs;
  }
}
