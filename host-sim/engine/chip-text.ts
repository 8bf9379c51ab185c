/**
 * XS's conversions between text and bytes, for JavaScript engines that lack
 * them: `ArrayBuffer.fromString` and `String.fromArrayBuffer`. The source is a
 * text because it is evaluated in whatever realm the firmware runs in; `encoder`
 * and `decoder` are the host's TextEncoder and a fatal TextDecoder.
 *
 * As on the chip, half a surrogate pair becomes three bytes that are not UTF-8:
 * code that forgets to check its texts fails here too.
 */
export const CHIP_TEXT_SOURCE = `(function (encoder, decoder) {
  'use strict';

  function encodeUnit(bytes, unit) {
    bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  }

  function encodeIllFormed(text) {
    const bytes = [];
    for (const character of text) {
      const unit = character.codePointAt(0);
      if (unit >= 0xd800 && unit <= 0xdfff) encodeUnit(bytes, unit);
      else bytes.push(...encoder.encode(character));
    }
    return new Uint8Array(bytes).buffer;
  }

  function define(target, name, value) {
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
  }

  define(ArrayBuffer, 'fromString', function (text) {
    text = String(text);
    if (!text.isWellFormed()) return encodeIllFormed(text);
    return new Uint8Array(encoder.encode(text)).buffer;
  });

  define(String, 'fromArrayBuffer', function (buffer, byteOffset = 0, byteLength) {
    if (ArrayBuffer.isView(buffer)) throw new TypeError('argument is no ArrayBuffer instance');
    try {
      return decoder.decode(new Uint8Array(buffer, byteOffset, byteLength));
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw new TypeError('invalid UTF-8');
    }
  });
})`;
