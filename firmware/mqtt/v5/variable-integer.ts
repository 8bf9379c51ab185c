/** Variable Byte Integers, MQTT 5 clause 1.5.5: seven bits a byte, four bytes at most. */

export class VariableInteger {
  value = 0;
  /** The position behind it. */
  end = 0;

  /** Reads one at `at`; false when it does not end before `end`, or takes more bytes than it needs [MQTT-1.5.5-1]. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    let value = 0;
    for (let shift = 0; shift < 28 && at < end; shift += 7) {
      const digit = bytes[at++]!;
      value += (digit & 0x7f) << shift;
      if (digit >= 0x80) continue;
      this.value = value;
      this.end = at;
      return digit !== 0 || shift === 0;
    }
    return false;
  }
}

/** Bytes that a number takes. */
export function variableSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x200000 ? 3 : 4;
}

/** Writes a number; returns the position behind it. */
export function writeVariable(out: Uint8Array, at: number, value: number): number {
  while (value >= 0x80) {
    out[at++] = (value & 0x7f) | 0x80;
    value >>= 7;
  }
  out[at++] = value;
  return at;
}
