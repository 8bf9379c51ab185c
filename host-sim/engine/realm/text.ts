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
  /** Whether short ASCII goes faster through a loop here than through these two. */
  readonly prefersLoops?: boolean;
}

export function installText(codec: TextCodec): void {
  define(ArrayBuffer, 'fromString', (text: unknown): ArrayBuffer => {
    const string = String(text);
    const ascii = codec.prefersLoops ? asciiBytes(string) : undefined;
    if (ascii) return ascii.buffer;
    if (isWellFormed(string)) return new Uint8Array(codec.encode(string)).buffer;
    return encodeIllFormed(string, codec);
  });

  define(String, 'fromArrayBuffer', (buffer: ArrayBuffer, offset = 0, length?: number): string => {
    if (ArrayBuffer.isView(buffer)) throw new TypeError('argument is no ArrayBuffer instance');
    const bytes = new Uint8Array(buffer, offset, length);
    const ascii = codec.prefersLoops ? asciiText(bytes) : undefined;
    if (ascii !== undefined) return ascii;
    try {
      return codec.decode(bytes);
    } catch {
      throw new TypeError('invalid UTF-8');
    }
  });
}

/** Longer texts are rare, and fast enough. */
const SHORT = 100;

function asciiBytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  const { length } = text;
  if (length > SHORT) return undefined;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const unit = charCodeAt.call(text, i);
    if (unit > 0x7f) return undefined;
    bytes[i] = unit;
  }
  return bytes;
}

function asciiText(bytes: Uint8Array): string | undefined {
  const { length } = bytes;
  if (length > SHORT) return undefined;
  let text = '';
  for (let i = 0; i < length; i++) {
    if (bytes[i]! > 0x7f) return undefined;
    text += String.fromCharCode(bytes[i]!);
  }
  return text;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** The engine's own, before others are exchanged for it. */
const charCodeAt = String.prototype.charCodeAt;
/** V8's own, which XS 13 has not. */
const nativeIsWellFormed = (String.prototype as { isWellFormed?: () => boolean }).isWellFormed;

function isWellFormed(text: string): boolean {
  if (nativeIsWellFormed) return nativeIsWellFormed.call(text);
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
