/**
 * From the five bytes of a frame to a reading. Pure.
 *
 *     DHT11, DHT12   RH integral  RH decimal  T integral  T decimal  checksum
 *     DHT21, DHT22   RH high      RH low      T high      T low      checksum
 *
 * Values are worked out as whole tenths and divided once, so that they print
 * as the sensor means them.
 */

import type { MeasurementFailure } from './failures';
import type { DhtModel, NegativeForm } from './models';

export interface DhtReading {
  /** In steps of 0.1 */
  readonly temperatureC: number;
  /** 0..100, in steps of 0.1 */
  readonly humidityPercent: number;
}

export type FrameFailure = Extract<
  MeasurementFailure,
  'checksum' | 'shifted frame' | 'out of range' | 'implausible'
>;

/** What the tenths of an invalid frame are; larger than any limit, so the range check refuses it. */
const INVALID = 0x10000;

/**
 * Reads a frame of `model`. `negative` says which form a part sends below zero,
 * for models where a frame cannot tell (see {@link DhtModel.hasNegativeOption});
 * elsewhere it has no effect.
 */
export function decodeFrame(
  bytes: Uint8Array,
  model: DhtModel,
  negative: NegativeForm = 'sign',
): DhtReading | FrameFailure {
  const b0 = bytes[0]!;
  const b1 = bytes[1]!;
  const b2 = bytes[2]!;
  const b3 = bytes[3]!;
  const tenths = model.frame === 'tenths';
  // Humidity ends at 1000, so this bit is never set: what stands there is the next one (DHTNew).
  // Said before the checksum is looked at, which such a frame hardly ever passes.
  if (tenths && b0 & 0x80) return 'shifted frame';
  if (((b0 + b1 + b2 + b3) & 0xff) !== bytes[4]!) return 'checksum';

  const complement = model.hasNegativeOption && negative === 'complement';
  const humidity = tenths ? b0 * 256 + b1 : joined(b0, b1);
  const temperature = tenths ? signedTenths(b2 * 256 + b3) : signedParts(b2, b3, complement);
  if (humidity < model.lowestPercent * 10 || humidity > model.highestPercent * 10) {
    return 'out of range';
  }
  if (temperature < model.lowestC * 10 || temperature > model.highestC * 10) return 'out of range';
  if (isFake(temperature, humidity)) return 'implausible';
  return { temperatureC: temperature / 10, humidityPercent: humidity / 10 };
}

/** Integral part and one decimal digit, as tenths. */
function joined(integral: number, decimal: number): number {
  return decimal > 9 ? INVALID : integral * 10 + decimal;
}

/**
 * A DHT11's or DHT12's temperature. Bit 7 of the decimal byte is the sign
 * (Adafruit#199, DHTesp#44; DHT12: wemos/DHT12#2). In the other form the digit
 * counts up from the next lower degree: 00 88 is -1 + 0.8 (idDHTLib#14).
 */
function signedParts(integral: number, decimal: number, complement: boolean): number {
  const digit = decimal & 0x7f;
  if (decimal === digit || digit > 9) return joined(integral, digit);
  return complement ? digit - 10 - integral * 10 : 0 - joined(integral, digit);
}

/**
 * A DHT21's or DHT22's temperature. By the sheets bit 15 is the sign of a
 * magnitude; parts sold since about 2020 send two's complement, but still 8000
 * for the step below zero (Adafruit#182, DHTNew#100). No magnitude reaches bit
 * 14, so it tells the two apart.
 */
function signedTenths(word: number): number {
  if (word < 0x8000) return word;
  return word >= 0xc000 ? word - 0x10000 : 0x8000 - word;
}

/** Frames of parts that have not measured: all zeros, 1 °C with 1 %, 0 °C with 1-2 % (esphome/issues#397). */
function isFake(temperature: number, humidity: number): boolean {
  if (temperature === 0) return humidity === 0 || (humidity >= 10 && humidity <= 20);
  return temperature === 10 && humidity === 10;
}
