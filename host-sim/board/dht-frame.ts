/**
 * The sending end of a DHT: from a reading to the five bytes of its frame. Made
 * from the data sheets and from what owners have seen, and not from the decoder,
 * which is tested against it. Pure, so that the desktop build can use it too.
 */

/** The parts that differ on the wire. */
export type DhtPart = 'DHT11' | 'DHT12' | 'DHT21' | 'DHT22';

/**
 * How a part sends temperatures below zero: `sign` by the sheets, `complement`
 * as many newer DHT22 and some DHT11 do. A DHT12 knows the sign only.
 */
export type NegativeEncoding = 'sign' | 'complement';

export interface ClimateReading {
  readonly temperatureC: number;
  readonly humidityPercent: number;
}

/** What the part can say; it stays at the border beyond it. */
interface Range {
  readonly lowestC: number;
  readonly highestC: number;
  readonly driestPercent: number;
  readonly wettestPercent: number;
  readonly humidityStepPercent: number;
}

/** By the sheets; the DHT11's temperature is that of ASAIR's current part, older ones measure 0..50 °C. */
const RANGES = Object.freeze(
  {
    DHT11: {
      lowestC: -20,
      highestC: 60,
      driestPercent: 20,
      wettestPercent: 90,
      humidityStepPercent: 1,
    },
    DHT12: {
      lowestC: -20,
      highestC: 60,
      driestPercent: 20,
      wettestPercent: 95,
      humidityStepPercent: 0.1,
    },
    DHT21: {
      lowestC: -40,
      highestC: 80,
      driestPercent: 0,
      wettestPercent: 100,
      humidityStepPercent: 0.1,
    },
    DHT22: {
      lowestC: -40,
      highestC: 80,
      driestPercent: 0,
      wettestPercent: 100,
      humidityStepPercent: 0.1,
    },
  } as const satisfies Readonly<Record<DhtPart, Range>>,
  true,
);

const PARTS: readonly (readonly [string, DhtPart])[] = Object.freeze(
  [
    ['DHT11', 'DHT11'],
    ['DHT12', 'DHT12'],
    ['DHT21', 'DHT21'],
    ['AM2301', 'DHT21'],
    ['DHT22', 'DHT22'],
    ['AM2302', 'DHT22'],
  ],
  true,
);

/** The part of that name, in upper or lower case; throws a RangeError if there is none. */
export function partOf(name: string): DhtPart {
  const found = PARTS.find(([known]) => known === name.toUpperCase());
  if (!found) throw new RangeError(`model ${name}: there is no such DHT`);
  return found[1];
}

/** The frame in which `part` sends what it measures. Throws a RangeError for what is no number. */
export function encodeFrame(
  part: DhtPart,
  { temperatureC, humidityPercent }: ClimateReading,
  negative: NegativeEncoding = 'sign',
): Uint8Array {
  if (!Number.isFinite(temperatureC)) throw new RangeError(`temperatureC ${temperatureC}`);
  if (!Number.isFinite(humidityPercent)) throw new RangeError(`humidityPercent ${humidityPercent}`);
  const range = RANGES[part];
  const celsius = clamp(temperatureC, range.lowestC, range.highestC);
  const percent = clamp(humidityPercent, range.driestPercent, range.wettestPercent);

  // The sign is kept apart: parts send a zero that comes from below as minus zero.
  const below = celsius < 0;
  const magnitude = Math.round(Math.abs(celsius) * 10);
  const stepTenths = Math.round(range.humidityStepPercent * 10);
  const humidity = Math.round((percent * 10) / stepTenths) * stepTenths;

  const frame = new Uint8Array(5);
  if (part === 'DHT11' || part === 'DHT12') {
    frame[0] = Math.floor(humidity / 10);
    frame[1] = humidity % 10;
    putParts(frame, below, magnitude, part === 'DHT11' && negative === 'complement');
  } else {
    frame[0] = humidity >> 8;
    frame[1] = humidity & 0xff;
    putWord(frame, below, magnitude, negative === 'complement');
  }
  frame[4] = frame[0] + frame[1] + frame[2]! + frame[3]!;
  return frame;
}

/** Integral part and decimal digit, bit 7 of the digit being set below zero. */
function putParts(frame: Uint8Array, below: boolean, magnitude: number, complement: boolean): void {
  let integral = Math.floor(magnitude / 10);
  let digit = magnitude % 10;
  if (below && complement) {
    if (magnitude === 0) return; // this form has no minus zero: 00 80 is -1.0
    // The digit counts up from the next lower degree, and -1 °C is integral part 0.
    integral = Math.ceil(magnitude / 10) - 1;
    digit = (10 - digit) % 10;
  }
  frame[2] = integral;
  frame[3] = below ? digit | 0x80 : digit;
}

/** Sixteen bits of tenths. */
function putWord(frame: Uint8Array, below: boolean, magnitude: number, complement: boolean): void {
  let word = magnitude;
  // Newer parts, too, send 8000 for the step between 0 and -0.1.
  if (below) word = complement && magnitude > 0 ? 0x10000 - magnitude : magnitude | 0x8000;
  frame[2] = word >> 8;
  frame[3] = word & 0xff;
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
