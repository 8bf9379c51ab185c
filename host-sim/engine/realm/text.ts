/**
 * XS's conversions between text and bytes for engines that lack them:
 * `ArrayBuffer.fromString` and `String.fromArrayBuffer`.
 *
 * As on the chip, half a surrogate pair becomes three bytes that are not UTF-8:
 * code that forgets to check its texts fails here too.
 */

import { codePointOf } from './code-points';
import { define } from './define';

/** The host's own conversions; `decode` throws for what is not UTF-8. */
export interface TextCodec {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

export function installText(codec: TextCodec): void {
  define(ArrayBuffer, 'fromString', (text: unknown): ArrayBuffer => {
    const string = String(text);
    if (isWellFormed(string)) return new Uint8Array(codec.encode(string)).buffer;
    return encodeIllFormed(string, codec);
  });

  define(String, 'fromArrayBuffer', (buffer: ArrayBuffer, offset = 0, length?: number): string => {
    if (ArrayBuffer.isView(buffer)) throw new TypeError('argument is no ArrayBuffer instance');
    const bytes = new Uint8Array(buffer, offset, length);
    try {
      return codec.decode(bytes);
    } catch {
      throw new TypeError('invalid UTF-8');
    }
  });
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function isWellFormed(text: string): boolean {
  for (const character of text) if (isSurrogate(codePointOf(character))) return false;
  return true;
}

function encodeIllFormed(text: string, { encode }: TextCodec): ArrayBuffer {
  const bytes: number[] = [];
  for (const character of text) {
    const unit = codePointOf(character);
    if (!isSurrogate(unit)) bytes.push(...encode(character));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  }
  return new Uint8Array(bytes).buffer;
}
