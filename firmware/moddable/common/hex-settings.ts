/** Settings as one word of configuration: the hexadecimal digits of JSON in UTF-8. */

import type { Texts } from '../../station/flat-settings';

const HEX = '0123456789abcdef';

/** The settings in `text`, which must be well-formed: a build made it. */
export function settingsFromHex(text: string): Texts {
  const digits = new Uint8Array(ArrayBuffer.fromString(text));
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (valueOf(digits[2 * i]!) << 4) | valueOf(digits[2 * i + 1]!);
  }
  return JSON.parse(String.fromArrayBuffer(bytes.buffer)) as Texts;
}

function valueOf(digit: number): number {
  return HEX.indexOf(String.fromCharCode(digit));
}
