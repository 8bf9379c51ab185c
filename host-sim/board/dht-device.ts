/**
 * A simulated DHT on its line: it answers start pulses as real parts do, or not
 * at all. What it measures is the climate at that moment; the lag by one
 * measurement that real parts have is left out. Pure, so that the desktop build
 * can use it too.
 */

import {
  type ClimateReading,
  type DhtPart,
  encodeFrame,
  type NegativeEncoding,
  partOf,
} from './dht-frame';
import { pulseTrain, TYPICAL_TIMING } from './dht-pulses';

export interface SimulatedDhtOptions {
  /** DHT11, DHT12, DHT21 or AM2301, DHT22 or AM2302, in upper or lower case. */
  readonly model: string;
  /** What is true at a moment. */
  readonly climate: (nowMs: number) => ClimateReading;
  /** `sign` unless said otherwise. */
  readonly negative?: NegativeEncoding;
  /** When the supply came on, on the clock that `answer` is told. */
  readonly poweredOnMs: number;
  /** In [0, 1); it lets the widths stray. */
  readonly random: () => number;
  /** 2 unless said otherwise: what a logic analyser sees at a good part. */
  readonly jitterUs?: number;
}

interface Behaviour {
  /** Shorter start pulses go unnoticed. */
  readonly startLowMinUs: number;
  /** From power-on to the first answer. */
  readonly settleMs: number;
  /** Asked again before this, it answers with what it has. */
  readonly intervalMs: number;
}

/** From Aosong's sheets; the shortest start of a DHT22 is T_be of the AM2320. */
const BEHAVIOURS = Object.freeze(
  {
    DHT11: { startLowMinUs: 18_000, settleMs: 1_000, intervalMs: 1_000 },
    DHT12: { startLowMinUs: 18_000, settleMs: 1_000, intervalMs: 2_000 },
    DHT21: { startLowMinUs: 800, settleMs: 2_000, intervalMs: 2_000 },
    DHT22: { startLowMinUs: 800, settleMs: 2_000, intervalMs: 2_000 },
  } as const satisfies Readonly<Record<DhtPart, Behaviour>>,
  true,
);

const JITTER_US = 2;

export class SimulatedDht {
  readonly #options: SimulatedDhtOptions;
  readonly #part: DhtPart;
  readonly #behaviour: Behaviour;
  #frame: Uint8Array | undefined;
  #measuredMs = 0;

  /** Throws a RangeError for an unknown model. */
  constructor(options: SimulatedDhtOptions) {
    this.#options = options;
    this.#part = partOf(options.model);
    this.#behaviour = BEHAVIOURS[this.#part];
  }

  /** The pulse train after a start pulse of `startLowUs`, or undefined when the part stays silent. */
  answer(startLowUs: number, nowMs: number): Int16Array | undefined {
    const { poweredOnMs, random, jitterUs = JITTER_US } = this.#options;
    if (startLowUs < this.#behaviour.startLowMinUs) return undefined;
    if (nowMs - poweredOnMs < this.#behaviour.settleMs) return undefined;
    return pulseTrain(this.#measure(nowMs), TYPICAL_TIMING, { random, jitterUs });
  }

  #measure(nowMs: number): Uint8Array {
    const rested = nowMs - this.#measuredMs >= this.#behaviour.intervalMs;
    if (this.#frame && !rested) return this.#frame;
    const { climate, negative } = this.#options;
    this.#measuredMs = nowMs;
    return (this.#frame = encodeFrame(this.#part, climate(nowMs), negative));
  }
}
