/** The line between board and sensor, on which answers can be spoilt: as pulses, never as numbers. */

import { pulseTrain } from '../board/dht-pulses';
import type { PulseDevice } from '../board/pins';

/** What becomes of an answer. */
export type Spoil = (train: Int16Array, random: () => number) => Int16Array | undefined;

/** Sees what comes out at the board's end of the line. */
export type AnswerTap = (train: Int16Array | undefined, startLowUs: number, nowMs: number) => void;

/** Of the pulse train: release, response low and high; then each bit has a low and a high. */
const FIRST_HIGH = 4;
const BITS = 40;
const ONE_FROM_US = 48;
const ONE_US = 70;
const ZERO_US = 26;
/** Neither: data sheets have 22 to 30 for a 0 and 68 to 75 for a 1. */
const NEITHER_US = 48;

export class SensorLine implements PulseDevice {
  /** Undefined leaves answers as they are. */
  spoil: Spoil | undefined;
  /** Of 100 answers so many are spoilt. */
  percent = 100;
  /** While it is set the last answer is given again. */
  isStuck = false;
  onAnswer: AnswerTap | undefined;
  readonly #device: PulseDevice;
  readonly #random: () => number;
  #last: Int16Array | undefined;

  constructor(device: PulseDevice, random: () => number) {
    this.#device = device;
    this.#random = random;
  }

  answer(startLowUs: number, nowMs: number): Int16Array | undefined {
    const answer = this.#answer(startLowUs, nowMs);
    this.onAnswer?.(answer, startLowUs, nowMs);
    return answer;
  }

  #answer(startLowUs: number, nowMs: number): Int16Array | undefined {
    const fresh = this.#device.answer(startLowUs, nowMs);
    const train = this.isStuck && fresh ? (this.#last ?? fresh) : fresh;
    this.#last = train;
    const { spoil } = this;
    if (!spoil || !train || this.#random() * 100 >= this.percent) return train;
    return spoil(Int16Array.from(train), this.#random);
  }
}

export const noAnswer: Spoil = () => undefined;

/** A bit is turned over. */
export const turnedBit: Spoil = (train, random) => {
  // Not the first: an answer that begins with a 1 has lost a bit.
  const at = FIRST_HIGH + 2 * (1 + Math.floor(random() * (BITS - 1)));
  train[at] = train[at]! < ONE_FROM_US ? ONE_US : ZERO_US;
  return train;
};

/** It ends in the middle. */
export const cutShort: Spoil = (train, random) =>
  train.slice(0, FIRST_HIGH + 2 + 2 * Math.floor(random() * (BITS - 2)));

/** Some highs are neither long nor short. */
export const unclear: Spoil = (train, random) => {
  for (let i = 0; i < 3; i++) train[FIRST_HIGH + 2 * Math.floor(random() * BITS)] = NEITHER_US;
  return train;
};

/** Other bytes, whose sum is right. */
export function bytesInstead(bytes: readonly number[]): Spoil {
  const sum = bytes.reduce((a, b) => a + b, 0) & 0xff;
  return () => pulseTrain([...bytes, sum]);
}
