/**
 * What the data sheets say about each model. Sources: Aosong's DHT11 sheet
 * (copies of Seeed and Waveshare), the DHT12 sheet, the AM2302 manual, the
 * AM2303/DHT22 sheet, and the AM2320's one-wire chapter, which alone gives limits.
 */

/** The smallest, the usual and the largest value. */
export interface Limits {
  readonly min: number;
  readonly typ: number;
  readonly max: number;
}

/** Widths of the pulses of an answer, in µs, with the names of AM2320 table 10. */
export interface DhtTiming {
  /** T_rel */
  readonly responseLowUs: Limits;
  /** T_reh */
  readonly responseHighUs: Limits;
  /** T_LOW */
  readonly bitLowUs: Limits;
  /** T_H0 */
  readonly zeroHighUs: Limits;
  /** T_H1 */
  readonly oneHighUs: Limits;
  /** T_en */
  readonly finalLowUs: Limits;
}

/** How the five bytes are meant: integral and decimal part apart, or 16 bits of tenths. */
export type FrameClass = 'integral' | 'tenths';

/** How a part sends a negative temperature. */
export type NegativeForm = 'sign' | 'complement';

export interface DhtModel {
  readonly name: 'DHT11' | 'DHT12' | 'DHT21' | 'DHT22';
  readonly frame: FrameClass;
  /** Width of the start pulse to send. */
  readonly startLowUs: number;
  /** From one measurement to the next. */
  readonly minimumIntervalMs: number;
  /** From power-on to the first measurement. */
  readonly settleMs: number;
  /** Temperatures outside of these two are refused. */
  readonly lowestC: number;
  readonly highestC: number;
  /**
   * Humidities outside of these two are refused. They are wider than the sheets'
   * ranges of accuracy: in saturated or very dry air the parts read beyond them.
   */
  readonly lowestPercent: number;
  readonly highestPercent: number;
  /** Both negative forms are on sale and a frame cannot tell which one it has. */
  readonly hasNegativeOption: boolean;
  readonly timing: DhtTiming;
}

/** AM2320 table 10; the typical values are the same in every sheet (the DHT11's 0 is 26-28). */
const TIMING: DhtTiming = Object.freeze(
  {
    responseLowUs: { min: 75, typ: 80, max: 85 },
    responseHighUs: { min: 75, typ: 80, max: 85 },
    bitLowUs: { min: 48, typ: 50, max: 55 },
    zeroHighUs: { min: 22, typ: 26, max: 30 },
    oneHighUs: { min: 68, typ: 70, max: 75 },
    finalLowUs: { min: 45, typ: 50, max: 55 },
  },
  true,
);

export const DHT_MODELS: Readonly<Record<DhtModel['name'], DhtModel>> = Object.freeze(
  {
    DHT11: {
      name: 'DHT11',
      frame: 'integral',
      startLowUs: 20_000, // at least 18 ms
      minimumIntervalMs: 1_000,
      settleMs: 1_000,
      lowestC: -20, // the older sheets say 0..50 °C; current ASAIR parts go below 0
      highestC: 60,
      lowestPercent: 0,
      highestPercent: 100,
      hasNegativeOption: true,
      timing: TIMING,
    },
    DHT12: {
      name: 'DHT12',
      frame: 'integral',
      startLowUs: 20_000, // on one wire it takes a DHT11's start pulse
      minimumIntervalMs: 2_000,
      settleMs: 1_000,
      lowestC: -20,
      highestC: 60,
      lowestPercent: 0,
      highestPercent: 100,
      hasNegativeOption: false, // the sign is bit 7 of the fourth byte: wemos/DHT12#2
      timing: TIMING,
    },
    DHT21: {
      name: 'DHT21',
      frame: 'tenths',
      startLowUs: 1_100, // T_be: 0.8 min, 1 typ, 20 max ms
      minimumIntervalMs: 2_000,
      settleMs: 2_000, // AM2302 manual 7.3, step 1
      lowestC: -40,
      highestC: 80,
      lowestPercent: 0,
      highestPercent: 100,
      hasNegativeOption: false, // both forms are on sale, and a frame tells which
      timing: TIMING,
    },
    DHT22: {
      name: 'DHT22',
      frame: 'tenths',
      startLowUs: 1_100,
      minimumIntervalMs: 2_000,
      settleMs: 2_000,
      lowestC: -40,
      highestC: 80,
      lowestPercent: 0,
      highestPercent: 100,
      hasNegativeOption: false,
      timing: TIMING,
    },
  },
  true,
);

/** The model of that name, in upper or lower case, AM2301 and AM2302 included; undefined if there is none. */
export function modelOf(name: string): DhtModel | undefined {
  switch (name.toUpperCase()) {
    case 'DHT11':
      return DHT_MODELS.DHT11;
    case 'DHT12':
      return DHT_MODELS.DHT12;
    case 'DHT21':
    case 'AM2301':
      return DHT_MODELS.DHT21;
    case 'DHT22':
    case 'AM2302':
      return DHT_MODELS.DHT22;
    default:
      return undefined;
  }
}

/** The longest answer that keeps to the timing, response and final low included. */
export function longestAnswerUs({ timing }: DhtModel): number {
  const { responseLowUs, responseHighUs, bitLowUs, oneHighUs, finalLowUs } = timing;
  const bitsUs = 40 * (bitLowUs.max + oneHighUs.max);
  return responseLowUs.max + responseHighUs.max + bitsUs + finalLowUs.max;
}
