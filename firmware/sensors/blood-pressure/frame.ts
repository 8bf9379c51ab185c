/**
 * What a cuff says over its serial line, in lines of ASCII as serial devices say them
 * (NMEA 0183 has made the form common): `$BP,systolic,diastolic,pulse*hh`, in mmHg and
 * beats a minute, or `$BP,E,reason*hh` when it could not measure. `hh` is all bytes
 * between `$` and `*` by exclusive or, in hexadecimal digits.
 */

export interface BloodPressure {
  /** mmHg */
  readonly systolic: number;
  /** mmHg */
  readonly diastolic: number;
  /** Beats a minute. */
  readonly pulse: number;
}

export type FrameFailure = 'bad checksum' | 'malformed' | 'not measured' | 'implausible';

/** No line is longer, the end of line included. */
export const LONGEST_LINE = 32;

const DOLLAR = 0x24;
const STAR = 0x2a;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
/** `$BP,` */
const HEAD: readonly number[] = Object.freeze([DOLLAR, 0x42, 0x50, COMMA]);

/** Beyond them nobody lives, or no cuff measures. */
export const PRESSURE_LIMITS: Readonly<Record<keyof BloodPressure, readonly [number, number]>> =
  Object.freeze({ systolic: [40, 300], diastolic: [20, 200], pulse: [20, 250] }, true);

/** Reads a line without its end. */
export function readFrame(line: Uint8Array): BloodPressure | FrameFailure {
  const star = line.length - 3;
  if (star < HEAD.length || line[star] !== STAR) return 'malformed';
  if (HEAD.some((byte, i) => line[i] !== byte)) return 'malformed';
  const sum = hexOf(line[star + 1]!) * 16 + hexOf(line[star + 2]!);
  if (sum !== checkOf(line.subarray(1, star))) return 'bad checksum';
  if (line[HEAD.length] === UPPER_E) return 'not measured';
  const values = numbersOf(line.subarray(HEAD.length, star));
  if (values?.length !== 3) return 'malformed';
  const [systolic = 0, diastolic = 0, pulse = 0] = values;
  const pressure = { systolic, diastolic, pulse };
  return isPlausible(pressure) ? pressure : 'implausible';
}

function isPlausible({ systolic, diastolic, pulse }: BloodPressure): boolean {
  const isWithin = (value: number, [least, most]: readonly [number, number]): boolean =>
    value >= least && value <= most;
  return (
    isWithin(systolic, PRESSURE_LIMITS.systolic) &&
    isWithin(diastolic, PRESSURE_LIMITS.diastolic) &&
    isWithin(pulse, PRESSURE_LIMITS.pulse) &&
    diastolic < systolic
  );
}

/** Whole numbers of up to three digits, separated by commas. */
function numbersOf(bytes: Uint8Array): number[] | undefined {
  const values: number[] = [];
  let value = 0;
  let digits = 0;
  for (const byte of bytes) {
    if (byte === COMMA && digits > 0) {
      values.push(value);
      value = digits = 0;
    } else if (byte >= ZERO && byte <= NINE && digits < 3) {
      value = value * 10 + byte - ZERO;
      digits++;
    } else return undefined;
  }
  if (digits === 0) return undefined;
  values.push(value);
  return values;
}

export function checkOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

/** NaN for what is no digit. */
function hexOf(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  const letter = byte & ~0x20; // in upper case
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x41 + 10 : NaN;
}
